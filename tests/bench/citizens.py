"""The three pages of a citizen's sign-in, two hashes: at the default hash, then at the hash of the peers."""

from django.contrib.auth.hashers import make_password
from django.test import override_settings
from django.utils import timezone

from accounts.models import TermsAcceptance, User
from accounts.queries.terms import current_terms
from accounts.states import Portal
from tests.bench.figures import Figure
from tests.bench.flows import Flow, measure_flow
from tests.bench.web import Browser, Web, serve
from tests.factories.creations import make_citizen_terms
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN, make_person_with_options

PAGE, QUESTION_PAGE = "/fr/citoyens/session/", "/fr/citoyens/session/question/"
PEOPLE = 32
# What the measures of the peers were taken with (libraries.md): t=2, 19 MiB.
PEERS = {"ARGON2_TIME_COST": 2, "ARGON2_MEMORY_KIB": 19_456}
SPEED_THERE, P95_THERE = 45, 250


def measure() -> list[Figure]:
    people = make_people("DEFAULT")
    with serve() as web:
        figures, _speed, _spread = measure_flow(web, Flow("citizen", 2, 6, sign_in), people)
    return [*figures, *_at_the_hash_of_peers()]


def _at_the_hash_of_peers() -> list[Figure]:
    with override_settings(**PEERS), serve(**{name: str(value) for name, value in PEERS.items()}) as web:
        people = make_people("PEERS")
        figures, speed, spread = measure_flow(web, Flow("citizen, peers' hash", 2, 6, sign_in), people)
    at = "the same runs; nearest peer, three pages and two hashes: 46/s, p95 236 ms"
    met = speed >= SPEED_THERE and spread.p95 <= P95_THERE
    value = f"{speed:.1f}/s, p95 {spread.p95:.0f} ms"
    return [*figures, Figure("citizen, against the peers", value, at, f"≥ {SPEED_THERE}/s, ≤ {P95_THERE} ms", met)]


def make_people(prefix: str, number: int = PEOPLE) -> list[User]:
    """Make persons with everything chosen, hashed at the costs in force."""
    terms = current_terms(Portal.CITIZENS, on=timezone.localdate()) or make_citizen_terms()
    people = [make_person_with_options(user_code=f"{prefix}{place}") for place in range(1000, 1000 + number)]
    User.objects.filter(pk__in=[person.pk for person in people]).update(
        password=make_password(PASSWORD), last_login=timezone.now()
    )
    TermsAcceptance.objects.bulk_create(TermsAcceptance(user=person, version=terms) for person in people)
    return people


def sign_in(web: Web, person: User) -> None:
    browser = Browser(web)
    reach_question(browser, person)
    assert answer(browser, dict(CHOSEN)[browser.hidden["question"]]) == 302
    assert "session" not in browser.location, browser.location


def reach_password(browser: Browser, user_code: str) -> None:
    assert browser.get(PAGE) == 200
    assert browser.post(PAGE, user_code=user_code) == 302
    assert browser.get(f"{PAGE}mot-de-passe/") == 200


def reach_question(browser: Browser, person: User) -> None:
    reach_password(browser, person.user_code)
    assert browser.post(f"{PAGE}mot-de-passe/", password=PASSWORD) == 302
    assert browser.location == QUESTION_PAGE, browser.location
    assert browser.get(QUESTION_PAGE) == 200


def answer(browser: Browser, typed: str) -> int:
    return browser.post(QUESTION_PAGE, answer=typed)
