"""The demonstration: made by the services, once, and nowhere else."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import EmailChange, JournalEntry, User
from accounts.services.chain import verify_chain
from accounts.states import Portal, UserState
from citizens.models import AccountClosure, AccountCreation, CodeLetter, IdentityProof, RegisteredPerson
from citizens.states import CreationState, LetterState
from clicsequr.demo_people import demo_people
from clicsequr.demonstration.cast import firms
from clicsequr.demonstration.persons import persons
from clicsequr.demonstration.refusals import REFUSALS, trials
from enterprises.models import Assignment, Member, PaperForm, Procuration, Registration, ServiceEnrolment
from enterprises.queries.rights import effective_right
from enterprises.rules.access import Reason
from enterprises.states import EnrolmentState, MemberState, PaperFormState, ProcurationState, RegistrationState
from ministry_services.models import OnlineService

STATES = {
    "draft": RegistrationState.DRAFT,
    "waiting": RegistrationState.SUBMITTED,
    "taken": RegistrationState.SUBMITTED,
    "checked": RegistrationState.SUBMITTED,
    "frozen": RegistrationState.SUBMITTED,
    "mandate": RegistrationState.SUBMITTED,
    "refused": RegistrationState.REFUSED,
    "activated": RegistrationState.ACTIVATED,
    "accountant": RegistrationState.ACTIVATED,
    "in_progress": RegistrationState.ACTIVATED,
    "enrolled": RegistrationState.ACTIVATED,
    "enrolment_refused": RegistrationState.ACTIVATED,
    "deactivated": RegistrationState.ACTIVATED,
    "overdue": RegistrationState.ACTIVATED,
    "locked": RegistrationState.ACTIVATED,
}


@pytest.fixture
def demonstration(settings: LazySettings, tmp_path: Path) -> Path:
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    call_command("load_catalogue", stdout=StringIO())
    return tmp_path


def seed() -> str:
    said = StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_nothing_is_invented_outside_a_demonstration(settings: LazySettings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="Only a demonstration"):
        seed()
    assert User.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_each_firm_is_once_at_the_stage_that_is_announced(demonstration: Path) -> None:
    said = seed()

    at = {registration.neq: registration.state for registration in Registration.objects.all()}
    assert {firm.stage: at.get(firm.neq) for firm in firms() if firm.stage in STATES} == STATES
    assert Registration.objects.filter(state=RegistrationState.EXPIRED).count() == 1
    assert Registration.objects.filter(frozen_at__isnull=False).count() == 1
    assert set(PaperForm.objects.values_list("state", flat=True)) == set(PaperFormState.values)
    assert set(ServiceEnrolment.objects.values_list("state", flat=True)) == {
        EnrolmentState.IN_PROGRESS,
        EnrolmentState.ACTIVE,
        EnrolmentState.REFUSED,
        EnrolmentState.DEACTIVATED,
    }
    _citizens_are_at_their_stage(said)
    _users_are_at_their_stage()
    _each_refusal_has_its_account()
    people = json.loads((demonstration / "demo.json").read_text(encoding="utf-8"))
    assert [person["code"] in said for person in people] == [True] * len(people)
    with_codes = {person["code"] for person in people if person["code"]}
    assert with_codes == set(User.objects.values_list("user_code", flat=True))
    assert verify_chain().broken_at is None

    # A second time it only says who is there; without its file it leaves a filled database alone.
    facts = JournalEntry.objects.count()
    assert seed() == said
    (demonstration / "demo.json").unlink()
    with pytest.raises(CommandError, match="not an empty demonstration"):
        seed()
    assert JournalEntry.objects.count() == facts


def _citizens_are_at_their_stage(said: str) -> None:
    assert RegisteredPerson.objects.count() == len(persons())
    states = User.objects.filter(portal=Portal.CITIZENS).order_by("user_code").values_list("user_code", "state")
    assert dict(states) == {
        "AMELIE.DEMO": UserState.ACTIVE,
        "CAMILLE.DEMO": UserState.ACTIVE,
        "JEAN.DEMO": UserState.ACTIVE,
        "MARC.DEMO": UserState.CLOSING,
        "MARIE.DEMO": UserState.ACTIVE,
        "YVES.DEMO": UserState.ACTIVE,
        "ZOE.DEMO": UserState.ACTIVE,
    }
    proven = IdentityProof.objects.values_list("user__user_code", flat=True)
    assert set(proven) == {"AMELIE.DEMO", "JEAN.DEMO", "MARC.DEMO", "MARIE.DEMO", "ZOE.DEMO"}
    assert AccountClosure.objects.get().user.user_code == "MARC.DEMO"
    assert EmailChange.objects.get(done_at=None).user.user_code == "MARIE.DEMO"
    draft = AccountCreation.objects.get(state=CreationState.DRAFT)
    assert draft.reference in said
    assert set(CodeLetter.objects.values_list("state", flat=True)) == {LetterState.TO_PRINT, LetterState.POSTED}


def _users_are_at_their_stage() -> None:
    """Two firms: one with a user in each state, the other one with a clerk who acts in its name."""
    grantor, accountant = (next(one for one in firms() if one.stage == stage) for stage in ("enrolled", "accountant"))
    users = Member.objects.filter(enterprise__neq=grantor.neq, role="user")
    assert sorted(users.values_list("state", flat=True)) == sorted(MemberState.values)
    offered = Procuration.objects.filter(enterprise__neq=grantor.neq, mandatary__neq=accountant.neq)
    assert set(offered.values_list("state", flat=True)) == {ProcurationState.OFFERED, ProcurationState.GRANTED}
    holders = Assignment.objects.values_list("member__enterprise__neq", "member__state")
    everywhere = next(one for one in firms() if one.stage == "enrolled_all")
    assert set(holders) == {(firm.neq, MemberState.ACTIVE) for firm in (grantor, accountant, everywhere)}


def _each_refusal_has_its_account() -> None:
    """What /demo/ and docs/integrate.md promise: the account, and the reason it is refused for."""
    listed = trials(demo_people(), site="http://127.0.0.1:8001")
    assert [trial.refusal for trial in listed] == list(REFUSALS)
    reasons = {
        "X-08": {Reason.NOT_ENROLLED, Reason.ENROLMENT_IN_PROGRESS, Reason.ENROLMENT_REFUSED, Reason.ENROLMENT_ENDED},
        "X-09": {Reason.NO_ASSIGNMENT},
        "X-10": {Reason.GRANT_EXPIRED, Reason.GRANT_REVOKED, Reason.GRANT_UPCOMING},
    }
    found: dict[str, set[Reason]] = {screen: set() for screen in reasons}
    for trial in listed:
        if trial.refusal.screen in found:
            member = Member.objects.get(user__user_code=trial.person.code)
            service = OnlineService.objects.get(slug=trial.refusal.service)
            found[trial.refusal.screen].add(effective_right(member, service, now=timezone.now()).reason)
    assert found == reasons
