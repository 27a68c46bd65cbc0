"""The creation of a citizen's account: every page of it, its last page, and the service that makes the account."""

import re
import time
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.test import override_settings
from django.utils import timezone

from accounts.actors import APPLICANT
from accounts.models import EmailCode, Throttle, User
from accounts.queries.terms import current_terms
from accounts.states import Portal, UserState
from citizens.models import AccountCreation
from citizens.rules.creation import TypedSecrets
from citizens.services.account_creation_end import complete_creation
from citizens.steps import Step
from tests.bench import hashing
from tests.bench.figures import Figure, Spread
from tests.bench.web import Browser, Web, timed
from tests.factories.creations import Newcomer, answers_for, make_citizen_terms, step_in
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN

PAGE = "/fr/citoyens/creation/"
PEOPLE, DRAFTS, AT_ONCE = 24, 20, 8
HASHES = 5  # the password, four answers
_STEP = re.compile(r"/etape/([\w-]+)/")


@dataclass
class Road:
    """One newcomer's browser; `steps` holds the seconds of each page sent."""

    browser: Browser
    answers: dict[Step, dict[str, str]]
    steps: dict[Step, float] = field(default_factory=dict)

    def walk(self) -> None:
        assert self.browser.get(PAGE) == 200
        assert self.browser.post(PAGE) in {302, 303}
        while found := _STEP.search(self.browser.location):
            self._pass(Step(found[1]), self.browser.location)
        assert self.browser.location.endswith("/terminee/"), self.browser.location

    def _pass(self, step: Step, address: str) -> None:
        assert self.browser.get(address) == 200, step
        # A page may hold a second form, such as the one that asks for another code.
        self.browser.hidden = {name: self.browser.hidden[name] for name in ("csrfmiddlewaretoken", "version")}
        typed = self.answers.get(step, {})
        if step == Step.EMAIL_CODE:
            sent = EmailCode.objects.filter(email=self.answers[Step.EMAIL]["email"])
            typed = {"digits": sent.latest("created_at").sealed_code}
        begun = time.perf_counter()
        assert self.browser.post(address, **typed) in {302, 303}, step
        self.steps[step] = time.perf_counter() - begun
        assert self.browser.location != address, step


def measure(web: Web) -> list[Figure]:
    terms = current_terms(Portal.CITIZENS, on=timezone.localdate()) or make_citizen_terms()
    before = User.objects.filter(portal=Portal.CITIZENS, state=UserState.ACTIVE).count()
    roads = [Road(Browser(web), _answers(terms.number)) for _turn in range(2 * AT_ONCE + PEOPLE)]
    timed(Road.walk, roads[: 2 * AT_ONCE], at_once=AT_ONCE)
    Throttle.objects.all().delete()  # one address may not ask for so many codes in so short a time
    bound, _of_each = hashing.bound()
    cpu = web.cpu()
    measured = roads[2 * AT_ONCE :]
    _times, wall = timed(Road.walk, measured, at_once=AT_ONCE)
    each = (web.cpu() - cpu) / PEOPLE
    made = User.objects.filter(portal=Portal.CITIZENS, state=UserState.ACTIVE).count() - before
    assert made == len(roads), made
    pages = len(measured[0].steps)
    at = f"{AT_ONCE} at once, {pages} pages read and sent, without a proof of identity; {PEOPLE} accounts"
    last = Spread([road.steps[Step.CHECK] for road in measured])
    return [
        Figure("creation: accounts, every page", f"{PEOPLE / wall:.2f}/s", at),
        Figure("creation: CPU of the server an account", f"{each * 1000:.0f} ms", f"{at}; hash bound {bound:.1f}/s"),
        Figure("creation: the page that makes the account", str(last), at),
        *_service(terms.number),
    ]


def _answers(terms: str) -> dict[Step, dict[str, str]]:
    answers = answers_for()
    answers[Step.TERMS]["number"] = terms
    return answers


def _service(terms: str) -> list[Figure]:
    drafts = []
    with override_settings(ARGON2_TIME_COST=1, ARGON2_MEMORY_KIB=8192):  # the drafts are made, not measured
        for _turn in range(DRAFTS):
            Throttle.objects.all().delete()
            newcomer = Newcomer()
            newcomer.answers[Step.TERMS]["number"] = terms
            assert step_in(newcomer.walk(until=Step.CHECK)) == Step.CHECK
            drafts.append(newcomer.draft)
    hashed = make_password(PASSWORD)
    begun, cpu = time.perf_counter(), time.process_time()
    for draft in drafts:
        _complete(draft, hashed)
    wall, spent = time.perf_counter() - begun, time.process_time() - cpu
    at = f"one process, one after the other, {DRAFTS} drafts; {spent / DRAFTS * 1000:.0f} ms CPU each, hashes included"
    return [Figure("creation: accounts by the service alone", f"{DRAFTS / wall:.1f}/s", at)]


def _complete(draft: AccountCreation, hashed: str) -> None:
    secrets = TypedSecrets(hashed, draft.user_code, dict(enumerate(CHOSEN, start=1)))
    ended = complete_creation(
        draft.pk, secrets=secrets, proof=None, version=draft.version, now=timezone.now(), by=APPLICANT
    )
    assert ended.user is not None
    assert ended.user.state == UserState.ACTIVE
