"""The two pages of a business's sign-in, from the first to the session, at the default hash."""

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import TermsAcceptance, User
from accounts.queries.terms import current_terms
from accounts.states import Portal
from tests.bench.figures import Figure
from tests.bench.flows import Flow, measure_flow
from tests.bench.web import Browser, Web
from tests.factories.enterprises import make_rse, make_user
from tests.factories.registrations import make_terms
from tests.factories.secrets import PASSWORD

PAGE = "/fr/entreprises/session/"
PEOPLE, PAGES = 48, 100


def measure(web: Web) -> list[Figure]:
    people = make_people()
    figures, _speed, _spread = measure_flow(web, Flow("business", 1, 4, sign_in), people)
    page = _cpu_of_a_page(web)  # every worker has its templates by now
    at = "read without a session, server processes alone"
    return [*figures, Figure("business: CPU of the first page", f"{page * 1000:.1f} ms", at)]


def _cpu_of_a_page(web: Web) -> float:
    before, browser = web.cpu(), Browser(web)
    for _turn in range(PAGES):
        assert browser.get(PAGE) == 200
    return (web.cpu() - before) / PAGES


def make_people() -> list[User]:
    terms = current_terms(Portal.ENTERPRISES, on=timezone.localdate()) or make_terms()
    people = [make_rse(user=make_user(user_code=f"BENCH{number}")).user for number in range(1000, 1000 + PEOPLE)]
    # Somebody who signed in before: a first time also makes a member's file active.
    User.objects.filter(pk__in=[person.pk for person in people]).update(
        password=make_password(PASSWORD), last_login=timezone.now()
    )
    TermsAcceptance.objects.bulk_create(TermsAcceptance(user=person, version=terms) for person in people)
    return people


def sign_in(web: Web, person: User) -> None:
    browser = Browser(web)
    assert browser.get(PAGE) == 200
    assert browser.post(PAGE, user_code=person.user_code) == 302
    assert browser.get(f"{PAGE}mot-de-passe/") == 200
    assert browser.post(f"{PAGE}mot-de-passe/", password=PASSWORD) == 302, browser.location
    assert "sessionid" in browser.cookies
    assert "session" not in browser.location, browser.location
