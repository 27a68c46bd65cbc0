"""Another RSE for an orphaned enterprise: two agents, one effect, everybody told; a refusal changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage, PasswordReset, SecureMessage, User
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError
from enterprises.models import Assignment, Member, PaperForm, Succession
from enterprises.queries.members import membership_of
from enterprises.queries.paper_forms import paper_content
from enterprises.queries.rights import effective_right
from enterprises.rules.paper_forms import needs_second_agent
from enterprises.rules.successions import is_touched
from enterprises.services.paper_form_processing import accept_paper_form, refuse_paper_form
from enterprises.services.successions import prepare_succession
from enterprises.states import (
    EnrolmentState,
    EnterpriseState,
    FormerRses,
    MemberRole,
    MemberState,
    PaperFormKind,
    PaperFormState,
)
from tests.factories.agents import make_agent
from tests.factories.enrolments import deliver_outbox, make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.paper_forms import blank_scan, received
from tests.factories.procurations import assign, make_procuration
from tests.factories.successions import make_representative, make_succession, successor

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def rse() -> Member:
    return make_rse()


@pytest.fixture
def agents() -> tuple[User, User]:
    return make_agent().user, make_agent(AgentRole.SUPERVISOR).user


def everything() -> dict[str, Any]:
    models = (Member, User, Assignment, PaperForm, Succession)
    rows: dict[str, Any] = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    return {**rows, "journal": JournalEntry.objects.count(), "outbox": OutboxMessage.objects.count()}


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> None:
    before = everything()
    with pytest.raises(DomainError) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    assert everything() == before


def at_desk(rse: Member, by: User, **changes: Any) -> PaperForm:
    """Give a designation that is received and waits for two agents."""
    return received(make_succession(rse.enterprise, by=by, **changes), by=by, scan=blank_scan())


def accept(form: PaperForm, by: User) -> PaperForm:
    form.refresh_from_db()
    return accept_paper_form(form, by=by, version=form.version, now=NOW)


def done(rse: Member, agents: tuple[User, User], **changes: Any) -> Member:
    form = at_desk(rse, agents[0], **changes)
    accept(form, agents[0])
    accept(form, agents[1])
    member = Succession.objects.get(paper_form=form).member
    assert member is not None
    return member


def test_two_different_agents_name_another_rse_whatever_the_setting(
    rse: Member, agents: tuple[User, User], settings: LazySettings
) -> None:
    settings.PAPER_FORM_NEEDS_SECOND_AGENT = False
    form = at_desk(rse, agents[0])
    assert accept(form, agents[0]).state == PaperFormState.RECEIVED
    refused("paper_form.second_agent_needed", accept, form, agents[0])
    assert not Member.objects.exclude(pk=rse.pk).exists()
    assert accept(form, agents[1]).state == PaperFormState.PROCESSED
    new = Member.objects.exclude(pk=rse.pk).get()
    assert (new.role, new.state, new.enterprise, new.user.full_name) == (
        MemberRole.RSE, MemberState.CREATED, rse.enterprise, "Éva St-Pierre",
    )  # fmt: skip
    assert (new.user.has_usable_password(), new.user.password_expires_at) == (False, NOW + timedelta(days=7))


@pytest.mark.parametrize("kind", PaperFormKind)
def test_the_other_papers_follow_the_setting(kind: PaperFormKind) -> None:
    assert needs_second_agent(kind=kind, by_setting=True)
    assert needs_second_agent(kind=kind, by_setting=False) == (kind == PaperFormKind.SUCCESSION)


@pytest.mark.parametrize(
    ("fate", "touched"),
    [("kept", set()), ("suspended", {"created", "active"}), ("revoked", {"created", "active", "suspended"})],
)
def test_what_becomes_of_the_rses_of_before(fate: str, touched: set[str]) -> None:
    assert {state for state in MemberState if is_touched(former_rses=fate, state=state)} == touched


@pytest.mark.parametrize(
    ("fate", "states"),
    [
        (FormerRses.KEPT, ["active", "suspended"]),
        (FormerRses.SUSPENDED, ["suspended", "suspended"]),
        (FormerRses.REVOKED, ["revoked", "revoked"]),
    ],
)
def test_users_keep_their_rights_and_former_rses_what_was_asked(
    rse: Member, agents: tuple[User, User], fate: str, states: list[str]
) -> None:
    other = make_rse(rse.enterprise, state=MemberState.SUSPENDED)
    user, service = make_member(rse.enterprise, MemberRole.USER), make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    assign(make_procuration(rse, service), user)
    done(rse, agents, former_rses=fate)
    assert [Member.objects.get(pk=pk).state for pk in (rse.pk, other.pk)] == states
    assert effective_right(membership_of(user.user), service, now=NOW).allowed
    assert effective_right(membership_of(rse.user), service, now=NOW).allowed == (fate == FormerRses.KEPT)


def test_a_revoked_rse_loses_what_was_assigned_to_them_and_is_told(rse: Member, agents: tuple[User, User]) -> None:
    held = assign(make_procuration(rse, make_service()), rse)
    form = at_desk(rse, agents[0], former_rses="revoked")
    deliver_outbox()
    mail.outbox.clear()
    accept(form, agents[0])
    accept(form, agents[1])
    held.refresh_from_db()
    rse.refresh_from_db()
    assert (held.state, held.revocation) == ("revoked", "member")
    assert (rse.state_reason, rse.state_note) == ("departure", form.reference)
    deliver_outbox()
    assert rse.user.email in [address for message in mail.outbox for address in message.to]


def test_everybody_concerned_is_told(rse: Member, agents: tuple[User, User]) -> None:
    make_representative(rse.enterprise)
    user = make_member(rse.enterprise, MemberRole.USER)
    make_member(rse.enterprise, MemberRole.USER, state=MemberState.SUSPENDED)
    make_rse()
    form = at_desk(rse, agents[0])
    deliver_outbox()
    assert [message.to for message in mail.outbox if "désignation" in message.subject] == [["real.cote@exemple.ca"]]
    assert list(SecureMessage.objects.values_list("recipient", "reference")) == [(rse.user_id, form.reference)]
    mail.outbox.clear()
    accept(form, agents[0])
    accept(form, agents[1])
    deliver_outbox()
    told = {address for message in mail.outbox for address in message.to}
    assert told >= {"real.cote@exemple.ca", "eva@exemple.ca"}
    done_told = SecureMessage.objects.filter(subject__contains="Nouveau responsable")
    assert set(done_told.values_list("recipient", flat=True)) == {rse.user_id, user.user_id}
    reset = PasswordReset.objects.get(user__email="eva@exemple.ca")
    assert reset.expires_at == NOW + timedelta(days=7)


def test_a_refused_designation_is_told_to_the_representative_alone(rse: Member, agents: tuple[User, User]) -> None:
    make_representative(rse.enterprise)
    form = at_desk(rse, agents[0])
    OutboxMessage.objects.all().delete()
    refuse_paper_form(form, by=agents[1], version=form.version, code="wrong_signatory", now=NOW)
    deliver_outbox()
    assert [(message.to, form.reference in message.body) for message in mail.outbox] == [
        (["real.cote@exemple.ca"], True)
    ]
    assert (SecureMessage.objects.count(), Member.objects.count()) == (0, 1)


def test_each_act_is_in_the_journal_of_the_enterprise(rse: Member, agents: tuple[User, User]) -> None:
    done(rse, agents, former_rses="revoked", reason="dispute")
    facts = JournalEntry.objects.filter(on_behalf_of=str(rse.enterprise_id)).order_by("id")
    assert list(facts.values_list("action", flat=True)) == [
        "succession.prepared",
        "paper_form.received",
        "paper_form.proposed",
        "member.created",
        "member.revoked",
        "succession.done",
        "paper_form.processed",
    ]
    assert set(facts.filter(action__startswith="succession").values_list("reason", flat=True)) == {"succession.dispute"}
    assert not [fact for fact in facts if "St-Pierre" in str(fact.details) or "eva@" in str(fact.details)]


def test_a_paper_prepared_again_serves_no_more_under_its_former_reference(
    rse: Member, agents: tuple[User, User]
) -> None:
    first = make_succession(rse.enterprise, by=agents[0])
    second = make_succession(rse.enterprise, by=agents[1], first_name="Zoé", reason="death")
    assert (second.pk, second.reference != first.reference, second.version) == (first.pk, True, 1)
    assert paper_content(PaperForm.objects.get()).rse_names == ("Zoé St-Pierre",)
    refused("paper_form.changed", received, first, by=agents[0], scan=blank_scan())


def test_what_is_at_the_desk_is_not_written_over(rse: Member, agents: tuple[User, User]) -> None:
    form = at_desk(rse, agents[0])
    prepare = {"successor": successor(first_name="Zoé"), "by": agents[1]}
    refused("succession.paper_with_agents", prepare_succession, rse.enterprise, **prepare)
    refuse_paper_form(form, by=agents[0], version=form.version, code="unsigned", now=NOW)
    assert prepare_succession(rse.enterprise, **prepare).pk == form.pk


def test_a_firm_may_be_orphaned_twice(rse: Member, agents: tuple[User, User]) -> None:
    first = done(rse, agents, former_rses="revoked")
    second = done(rse, agents, former_rses="revoked", first_name="Zoé")
    first.refresh_from_db()
    assert (first.state, second.state) == (MemberState.REVOKED, MemberState.CREATED)


@pytest.mark.parametrize("state", [state for state in EnterpriseState if state != EnterpriseState.ACTIVE])
def test_only_an_active_enterprise_gets_another_rse(agents: tuple[User, User], state: str) -> None:
    enterprise = make_enterprise(state=state)
    refused("succession.enterprise_not_active", prepare_succession, enterprise, successor=successor(), by=agents[0])


def test_an_enterprise_shut_meanwhile_gets_nobody(rse: Member, agents: tuple[User, User]) -> None:
    form = at_desk(rse, agents[0])
    accept(form, agents[0])
    rse.enterprise.state = EnterpriseState.SUSPENDED
    rse.enterprise.save()
    refused("paper_form.not_awaited", accept, form, agents[1])


def test_a_paper_with_a_fault_names_nobody(rse: Member, agents: tuple[User, User]) -> None:
    form = at_desk(rse, agents[0])
    PaperForm.objects.update(is_signed=False)
    refused("paper_form.not_acceptable", accept, form, agents[0])


def test_an_rse_and_a_ministry_agent_prepare_nothing(rse: Member) -> None:
    ministry = make_agent(AgentRole.MINISTRY).user
    for by in (rse.user, ministry):
        refused("succession.not_an_agent", prepare_succession, rse.enterprise, successor=successor(), by=by)


def test_the_new_rse_is_an_rse_of_all_services(rse: Member, agents: tuple[User, User]) -> None:
    service = make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    new = done(rse, agents)
    Member.objects.filter(pk=new.pk).update(state=MemberState.ACTIVE)
    assert effective_right(membership_of(new.user), service, now=NOW).allowed
