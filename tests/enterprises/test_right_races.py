"""Two people at the same moment on files, procurations and designations: no right is left behind, one is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage
from accounts.services.passwords import change_password
from clicsequr.kernel.errors import DomainError
from enterprises.models import Assignment, Member, PaperForm, Procuration, ProcurationService, Succession
from enterprises.queries.members import membership_of
from enterprises.queries.rights import effective_right
from enterprises.rules.members import Delivery, PersonDetails
from enterprises.rules.procurations import Days
from enterprises.services.assignments import assign_procuration, revoke_assignment
from enterprises.services.enrolment_endings import deactivate_enrolment
from enterprises.services.member_files import change_member, join
from enterprises.services.member_passwords import renew_password
from enterprises.services.member_states import revoke_member
from enterprises.services.paper_form_processing import accept_paper_form
from enterprises.services.procurations import Scope, create_procuration, revoke_procuration
from enterprises.services.successions import prepare_succession
from enterprises.states import AssignmentState, EnrolmentState, MemberRole, MemberState, PaperFormState
from ministry_services.models import OnlineService
from tests.factories.agents import make_agent
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.paper_forms import blank_scan, received
from tests.factories.procurations import assign, make_procuration, today
from tests.factories.successions import make_succession, successor

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
TURNS = pytest.mark.parametrize("turn", range(2))
EVA = PersonDetails("Éva", "O’Neil", "eva@exemple.ca", "4185550123", "fr")


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def first() -> Member:
    return make_rse()


@pytest.fixture
def second(first: Member) -> Member:
    return make_rse(first.enterprise)


@pytest.fixture
def user(first: Member) -> Member:
    return make_member(first.enterprise, MemberRole.USER)


@pytest.fixture
def service(first: Member) -> OnlineService:
    enrolled = make_service()
    make_enrolment(first, enrolled, state=EnrolmentState.ACTIVE)
    return enrolled


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together; give « done », or the code of its refusal, of each."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        start.wait(timeout=10)
        try:
            act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=20) for done in [pool.submit(run, act) for act in acts]]


def actions(name: str) -> int:
    return JournalEntry.objects.filter(action=name).count()


def put(procuration: Procuration, *members: Member, by: Member) -> Callable[[], Any]:
    days = Days(procuration.starts_on, procuration.ends_on)
    ids = [member.pk for member in members]
    return lambda: assign_procuration(procuration.pk, member_ids=ids, days=days, by=by, now=NOW)


def revoke(member: Member, *, by: Member) -> Callable[[], Any]:
    return lambda: revoke_member(member.pk, reason="departure", note="", version=0, by=by, now=NOW)


@TURNS
def test_a_file_revoked_while_it_is_assigned_keeps_nothing(
    turn: int, first: Member, second: Member, user: Member, service: OnlineService
) -> None:
    answers = at_once(revoke(user, by=first), put(make_procuration(first, service), user, by=second))
    assert answers[0] == "done"
    assert answers[1] in {"done", "assignment.not_a_holder"}
    assert not Assignment.objects.filter(state=AssignmentState.GRANTED).exists()
    assert Assignment.objects.count() == actions("assignment.created") == int(answers[1] == "done")
    assert not effective_right(membership_of(user.user), service, now=NOW).allowed


@TURNS
def test_two_rse_change_one_file_and_one_is_told(turn: int, first: Member, second: Member, user: Member) -> None:
    answers = at_once(
        lambda: change_member(user.pk, details=EVA, version=0, by=first, now=NOW),
        lambda: change_member(user.pk, details=replace(EVA, first_name="Ève"), version=0, by=second, now=NOW),
    )
    assert sorted(answers) == ["domain.stale_state", "done"]
    user.refresh_from_db()
    assert (user.version, actions("member.changed")) == (1, 1)
    assert user.user.first_name == ("Éva" if answers[0] == "done" else "Ève")


@TURNS
def test_a_service_given_while_its_enrolment_ends_is_not_given(
    turn: int, first: Member, second: Member, service: OnlineService
) -> None:
    enrolment = first.enterprise.enrolments.get()
    answers = at_once(
        lambda: deactivate_enrolment(enrolment.pk, by=first, now=NOW),
        lambda: create_procuration(
            name="Comptabilité", scopes=[Scope(service.slug)], days=Days(today(), today()), by=second, now=NOW
        ),
    )
    assert answers[0] == "done"
    assert answers[1] in {"done", "procuration.not_to_give"}
    assert Procuration.objects.count() == int(answers[1] == "done")
    assert not ProcurationService.objects.filter(ended_at=None).exists()


@TURNS
def test_a_procuration_and_one_of_its_assignments_end_at_once(
    turn: int, first: Member, second: Member, user: Member, service: OnlineService
) -> None:
    procuration = make_procuration(first, service)
    held = assign(procuration, user)
    others = [assign(procuration, make_member(first.enterprise, MemberRole.USER)) for _person in range(3)]
    answers = at_once(
        lambda: revoke_procuration(procuration.pk, version=0, by=first, now=NOW),
        lambda: revoke_assignment(held.pk, by=second, now=NOW),
    )
    assert answers[0] == "done"
    assert answers[1] in {"done", "assignment.already_revoked"}
    held.refresh_from_db()
    assert held.revocation == ("alone" if answers[1] == "done" else "procuration")
    assert {row.revocation for row in Assignment.objects.filter(pk__in=[row.pk for row in others])} == {"procuration"}
    assert actions("assignment.revoked") == int(answers[1] == "done")


@TURNS
def test_an_external_procuration_ends_at_home_while_its_mandatary_ends_an_assignment(
    turn: int, first: Member, service: OnlineService
) -> None:
    accountant = make_rse(make_enterprise(name="Comptables associés"))
    clerks = [make_member(accountant.enterprise, MemberRole.USER) for _person in range(2)]
    procuration = make_procuration(first, service, mandatary=accountant.enterprise)
    held, _other = [assign(procuration, clerk) for clerk in clerks]
    answers = at_once(
        lambda: revoke_procuration(procuration.pk, version=0, by=first, now=NOW),
        lambda: revoke_assignment(held.pk, by=accountant, now=NOW),
    )
    assert answers[0] == "done"
    assert not Assignment.objects.filter(state=AssignmentState.GRANTED).exists()
    ended = OutboxMessage.objects.get(handler__endswith="procuration_ended").arguments["member_ids"]
    told = {str(clerks[1].pk)} if answers[1] == "done" else {str(clerk.pk) for clerk in clerks}
    assert set(ended) == told


@TURNS
def test_a_mandatary_assigns_while_the_grantor_takes_back(turn: int, first: Member, service: OnlineService) -> None:
    accountant = make_rse(make_enterprise(name="Comptables associés"))
    clerk = make_member(accountant.enterprise, MemberRole.USER)
    procuration = make_procuration(first, service, mandatary=accountant.enterprise)
    answers = at_once(
        lambda: revoke_procuration(procuration.pk, version=0, by=first, now=NOW), put(procuration, clerk, by=accountant)
    )
    assert answers[0] == "done"
    assert not Assignment.objects.filter(state=AssignmentState.GRANTED).exists()


@TURNS
def test_two_agents_confirm_a_designation_at_once_and_one_rse_is_named(turn: int, first: Member) -> None:
    agents = [make_agent().user for _person in range(3)]
    form = received(make_succession(first.enterprise, by=agents[0]), by=agents[0], scan=blank_scan())
    accept_paper_form(form, by=agents[0], version=1, now=NOW)

    def confirm(agent: Any) -> Callable[[], Any]:
        return lambda: accept_paper_form(form, by=agent, version=2, now=NOW)

    answers = at_once(confirm(agents[1]), confirm(agents[2]))
    assert sorted(answers) == ["done", "paper_form.changed"]
    assert Member.objects.filter(role=MemberRole.RSE).count() == 2
    assert actions("succession.done") == 1


@TURNS
def test_two_agents_prepare_at_once_and_one_paper_is_open(turn: int, first: Member) -> None:
    agents = [make_agent().user for _person in range(2)]

    def prepare(agent: Any) -> Callable[[], Any]:
        return lambda: prepare_succession(first.enterprise, successor=successor(), by=agent)

    answers = at_once(*map(prepare, agents))
    assert set(answers) <= {"done", "succession.prepared_meanwhile"}
    assert "done" in answers
    assert (PaperForm.objects.count(), Succession.objects.count()) == (1, 1)
    assert actions("succession.prepared") == answers.count("done")


@TURNS
def test_a_designation_that_revokes_an_rse_waits_for_what_that_rse_does(turn: int, first: Member, user: Member) -> None:
    agents = [make_agent().user for _person in range(2)]
    paper = make_succession(first.enterprise, by=agents[0], former_rses="revoked")
    form = received(paper, by=agents[0], scan=blank_scan())
    accept_paper_form(form, by=agents[0], version=1, now=NOW)
    answers = at_once(lambda: accept_paper_form(form, by=agents[1], version=2, now=NOW), revoke(user, by=first))
    assert answers[0] == "done"
    assert answers[1] in {"done", "rse.member_revoked"}
    first.refresh_from_db()
    form.refresh_from_db()
    assert (first.state, form.state) == (MemberState.REVOKED, PaperFormState.PROCESSED)
    assert (Member.objects.get(pk=user.pk).state == MemberState.REVOKED) == (answers[1] == "done")


def until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _look in range(5000):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            if cursor.fetchone()[0]:
                return


def test_a_first_session_and_the_rse_do_not_wait_for_each_other(first: Member, user: Member) -> None:
    Member.objects.filter(pk=user.pk).update(state=MemberState.CREATED)
    middle = Barrier(2)

    def begin() -> None:  # S-05: the account first, then its file
        with transaction.atomic():
            change_password(user.user, password="Une phrase pour commencer", by=user.user)
            middle.wait(timeout=10)
            until_somebody_waits()
            join(user.user, now=NOW)

    def renew() -> None:
        middle.wait(timeout=10)
        renew_password(user.pk, delivery=Delivery.LINK, version=0, by=first, now=NOW)

    assert at_once(begin, renew) == ["done", "domain.stale_state"]
