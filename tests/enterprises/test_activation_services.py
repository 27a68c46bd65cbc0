"""Agents check two kinds of secret, then activate or refuse; every refusal leaves the data as it was."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import serializers
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry, OutboxMessage, User
from accounts.services.outbox import deliver
from accounts.states import AgentRole, UserState
from clicsequr.kernel.errors import DomainError, NotAllowed, StaleState
from enterprises.models import ActivationCheck, Enterprise, Member, PaperForm, Registration
from enterprises.register import RegisterUnavailable
from enterprises.services.activation import (
    AlreadyProcessed,
    Blocked,
    KindNotOffered,
    activate_registration,
    approve_activation,
    check_secret,
    refuse_registration,
)
from enterprises.services.agent_files import take_registration, unfreeze_registration
from enterprises.states import EnterpriseState, MemberState, PaperFormKind, PaperFormState, RegistrationState
from tests.factories.agents import make_agent
from tests.factories.waiting_registrations import RIGHT, WRONG, make_waiting_registration

pytestmark = pytest.mark.django_db


def everything() -> str:
    """The whole state that an activation may touch, to prove that a refusal changed nothing."""
    rows = [row for model in (Registration, Enterprise, Member, User) for row in model.objects.order_by("pk")]
    counts = [ActivationCheck.objects.count(), JournalEntry.objects.count(), OutboxMessage.objects.count()]
    return serializers.serialize("json", rows) + str(counts)


def refused(act: Callable[[], object], error: type[DomainError]) -> DomainError:
    before = everything()
    with pytest.raises(error) as caught:
        act()
    assert everything() == before
    return caught.value


def check(registration: Registration, agent: Agent, kind: str, value: Any) -> bool:
    registration.refresh_from_db()
    now = timezone.now()
    return check_secret(registration, kind=kind, value=value, by=agent.user, version=registration.version, now=now)


def prove(registration: Registration, agent: Agent) -> None:
    for kind in ("qst_payments", "access_code"):
        assert check(registration, agent, kind, RIGHT[kind])
    registration.refresh_from_db()


def activate(registration: Registration, agent: Agent, *, told_by_phone: bool = False) -> Registration:
    version = registration.version
    now = timezone.now()
    return activate_registration(registration, by=agent.user, version=version, told_by_phone=told_by_phone, now=now)


def actions() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("kind", list(RIGHT))
def test_the_right_words_match_and_only_the_answer_is_kept(kind: str) -> None:
    registration, agent = make_waiting_registration(), make_agent()
    assert check(registration, agent, kind, RIGHT[kind]) is True
    row = ActivationCheck.objects.get()
    assert (row.kind, row.matched, row.agent_id, row.counts) == (kind, True, agent.user.pk, True)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.details) == ("activation.secret_matched", {"kind": kind})


@pytest.mark.parametrize("kind", list(WRONG))
def test_other_words_do_not_match(kind: str) -> None:
    assert check(make_waiting_registration(), make_agent(), kind, WRONG[kind]) is False
    assert actions() == ["activation.secret_mismatched"]


def test_two_kinds_activate_everybody_and_tell_both_by_mail(mailoutbox: list[Any]) -> None:
    registration, agent = make_waiting_registration(), make_agent()
    prove(registration, agent)
    activate(registration, agent)
    registration.refresh_from_db()
    assert registration.state == RegistrationState.ACTIVATED
    assert registration.enterprise.state == EnterpriseState.ACTIVE
    assert registration.rse_user.state == UserState.ACTIVE
    assert Member.objects.get(user=registration.rse_user).state == MemberState.ACTIVE
    assert actions()[-1] == "registration.activated"
    assert [deliver(message.pk) for message in OutboxMessage.objects.all()] == [True, True]
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ra@exemple.ca", "rse@exemple.ca"]
    assert not any(registration.rse_user.user_code in mail.message().as_string() for mail in mailoutbox)
    assert all(registration.reference in mail.body for mail in mailoutbox)


def test_one_address_gets_one_mail() -> None:
    registration, agent = make_waiting_registration(rse_email="ra@exemple.ca"), make_agent()
    prove(registration, agent)
    activate(registration, agent)
    assert OutboxMessage.objects.count() == 1


def test_an_activation_told_by_phone_sends_no_mail_and_says_so() -> None:
    registration, agent = make_waiting_registration(), make_agent()
    prove(registration, agent)
    activate(registration, agent, told_by_phone=True)
    registration.refresh_from_db()
    assert registration.notified_by_phone_at is not None
    assert OutboxMessage.objects.count() == 0
    assert actions()[-2:] == ["registration.activated", "activation.confirmed_by_phone"]


def test_the_same_kind_twice_is_not_offered() -> None:
    registration, agent = make_waiting_registration(), make_agent()
    check(registration, agent, "access_code", RIGHT["access_code"])
    refused(lambda: check(registration, agent, "access_code", RIGHT["access_code"]), KindNotOffered)
    registration.refresh_from_db()
    assert refused(lambda: activate(registration, agent), Blocked).code == "activation.secrets_missing"


def test_three_failures_freeze_the_file_and_a_supervisor_gives_the_tries_back() -> None:
    registration, agent, supervisor = make_waiting_registration(), make_agent(), make_agent(AgentRole.SUPERVISOR)
    check(registration, agent, "access_code", RIGHT["access_code"])
    for kind in ("qst_payments", "qst_payments", "notice_number"):
        check(registration, agent, kind, WRONG[kind])
    registration.refresh_from_db()
    assert registration.frozen_at is not None
    assert actions()[-2:] == ["activation.secret_mismatched", "activation.frozen"]
    frozen = refused(lambda: check(registration, agent, "qst_payments", RIGHT["qst_payments"]), Blocked)
    assert frozen.code == "activation.frozen"

    def unfreeze(by: Agent) -> object:
        version = registration.version
        return unfreeze_registration(registration, by=by.user, version=version, reason="typing")

    refused(lambda: unfreeze(agent), NotAllowed)
    unfreeze(supervisor)
    registration.refresh_from_db()
    assert registration.frozen_at is None
    assert set(ActivationCheck.objects.values_list("counts", flat=True)) == {False}
    assert JournalEntry.objects.latest("id").reason == "typing"
    # What matched before the freeze no longer counts.
    check(registration, agent, "qst_payments", RIGHT["qst_payments"])
    registration.refresh_from_db()
    assert refused(lambda: activate(registration, agent), Blocked).code == "activation.secrets_missing"


def test_a_register_that_does_not_answer_costs_no_try(monkeypatch: pytest.MonkeyPatch) -> None:
    registration, agent = make_waiting_registration(), make_agent()

    def silent(*_arguments: object) -> bool:
        raise RegisterUnavailable

    monkeypatch.setattr("enterprises.register.DatabaseRegister.match_secret", silent)
    refused(lambda: check(registration, agent, "access_code", RIGHT["access_code"]), RegisterUnavailable)


@pytest.mark.parametrize("act", ["check", "activate", "refuse"])
def test_a_file_that_changed_since_the_page_is_refused(act: str) -> None:
    registration, agent = make_waiting_registration(), make_agent()
    prove(registration, agent)
    seen = registration.version - 1
    common: dict[str, Any] = {"by": agent.user, "version": seen, "now": timezone.now()}
    acts = {
        "check": lambda: check_secret(registration, kind="notice_number", value=RIGHT["notice_number"], **common),
        "activate": lambda: activate_registration(registration, told_by_phone=False, **common),
        "refuse": lambda: refuse_registration(registration, reason="other", text="…", note="", **common),
    }
    refused(acts[act], StaleState)


def test_another_agents_file_is_refused() -> None:
    registration, agent, other = make_waiting_registration(), make_agent(), make_agent()
    take_registration(registration, by=other.user, now=timezone.now())
    taken = refused(lambda: take_registration(registration, by=agent.user, now=timezone.now()), Blocked)
    assert taken.code == "activation.assigned_to_another"
    refused(lambda: check(registration, agent, "access_code", RIGHT["access_code"]), Blocked)


@pytest.mark.parametrize("role", [AgentRole.MINISTRY, AgentRole.AUDITOR])
def test_other_roles_decide_nothing(role: str) -> None:
    registration, stranger = make_waiting_registration(), make_agent(role)
    refused(lambda: check(registration, stranger, "access_code", RIGHT["access_code"]), NotAllowed)
    refused(lambda: activate(registration, stranger), NotAllowed)


def test_an_enterprise_struck_off_is_not_activated() -> None:
    registration, agent = make_waiting_registration(register_status="struck_off"), make_agent()
    prove(registration, agent)
    assert refused(lambda: activate(registration, agent), Blocked).code == "activation.inactive_at_register"


@pytest.mark.parametrize("state", [None, PaperFormState.TO_SEND, PaperFormState.RECEIVED, PaperFormState.REFUSED])
def test_a_mandate_waits_for_its_signed_designation(state: str | None) -> None:
    registration, agent = make_waiting_registration(representative_function="mandate"), make_agent()
    prove(registration, agent)
    paper = PaperForm(
        kind=PaperFormKind.DESIGNATION, reference="DES-1", enterprise=registration.enterprise, registration=registration
    )
    if state is not None:
        paper.state = state
        paper.save(force_insert=True)
    assert refused(lambda: activate(registration, agent), Blocked).code == "activation.designation_pending"
    PaperForm.objects.filter(pk=paper.pk).delete()
    paper.state = PaperFormState.PROCESSED
    paper.save(force_insert=True)
    assert activate(registration, agent).state == RegistrationState.ACTIVATED


def test_with_two_agents_the_one_who_approved_does_not_activate(settings: LazySettings) -> None:
    settings.ACTIVATION_NEEDS_SECOND_AGENT = True
    registration, agent, other = make_waiting_registration(), make_agent(), make_agent()
    take_registration(registration, by=agent.user, now=timezone.now())
    prove(registration, agent)
    assert refused(lambda: activate(registration, agent), Blocked).code == "activation.approval_needed"
    approve_activation(registration, by=agent.user, version=registration.version)
    registration.refresh_from_db()
    assert (registration.approved_by_id, registration.assigned_to_id) == (agent.user.pk, None)
    assert refused(lambda: activate(registration, agent), Blocked).code == "activation.second_agent_needed"
    assert activate(registration, other).state == RegistrationState.ACTIVATED


def test_a_refusal_closes_the_account_and_frees_the_enterprise() -> None:
    registration, agent = make_waiting_registration(), make_agent()
    refuse_registration(
        registration,
        by=agent.user,
        version=registration.version,
        reason="identity",
        text="Nous n’avons pas pu établir votre identité.",
        note="Deux appels.",
        now=timezone.now(),
    )
    registration.refresh_from_db()
    assert (registration.state, registration.refusal_code) == (RegistrationState.REFUSED, "identity")
    assert registration.rse_user.state == UserState.CLOSED
    assert Member.objects.get(user=registration.rse_user).state == MemberState.REVOKED
    assert registration.enterprise.state == EnterpriseState.PENDING
    assert OutboxMessage.objects.count() == 2
    refused(lambda: activate(registration, agent), AlreadyProcessed)
