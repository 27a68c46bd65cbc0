"""The two pages of a business's sign-in, from the first to the session, at the default hash."""

import statistics

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import TermsAcceptance, User
from accounts.queries.terms import current_terms
from accounts.states import Portal
from tests.bench import hashing
from tests.bench.figures import Figure, Spread
from tests.bench.web import Browser, Web, timed
from tests.factories.enterprises import make_rse, make_user
from tests.factories.registrations import make_terms
from tests.factories.secrets import PASSWORD

PAGE = "/fr/entreprises/session/"
PEOPLE, RUNS, AT_ONCE, PAGES = 48, 3, 8, 100


def measure(web: Web) -> list[Figure]:
    people = make_people()
    timed(lambda person: sign_in(web, person), people[: 2 * AT_ONCE], at_once=AT_ONCE)  # templates, connections
    page = _cpu_of_a_page(web)
    runs, cpu, bounds, shared = [], [], [], []
    for _run in range(RUNS):
        checks, of_each = hashing.bound()
        bounds.append(checks)
        shared.append(of_each)
        before = web.cpu()
        runs.append(timed(lambda person: sign_in(web, person), people, at_once=AT_ONCE))
        cpu.append((web.cpu() - before) / len(people))
    speed = statistics.median(len(people) / wall for _times, wall in runs)
    spread = Spread([time for times, _wall in runs for time in times])
    bound, hash_cpu = statistics.median(bounds), statistics.median(shared)
    each = statistics.median(cpu)
    beyond = each / hash_cpu - 1
    at = f"{AT_ONCE} at once, four requests each (both pages, read and sent), median of {RUNS} runs"
    return [
        Figure("sign-ins", f"{speed:.1f}/s", at, "≥ 85 % of bound", speed >= 0.85 * bound),
        Figure("sign-ins, part of the hash bound", f"{speed / bound:.0%}", f"bound {bound:.1f}/s in the same run"),
        Figure("one sign-in", str(spread), at),
        Figure(
            "CPU of the first page alone", f"{page * 1000:.1f} ms", "read without a session, server processes alone"
        ),
        Figure(
            "CPU beyond the hash",
            f"{beyond:.0%} of it",
            f"{each * 1000:.0f} ms in the server processes; a hash {hash_cpu * 1000:.0f} ms, one a core",
            "≤ 15 %",
            beyond <= 0.15,
        ),
    ]


def _cpu_of_a_page(web: Web) -> float:
    before, browser = web.cpu(), Browser(web)
    for _turn in range(PAGES):
        assert browser.get(PAGE) == 200
    return (web.cpu() - before) / PAGES


def make_people() -> list[User]:
    terms = current_terms(Portal.ENTERPRISES, on=timezone.localdate()) or make_terms()
    people = [make_rse(user=make_user(user_code=f"BENCH{number}")).user for number in range(1000, 1000 + PEOPLE)]
    User.objects.filter(pk__in=[person.pk for person in people]).update(password=make_password(PASSWORD))
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
