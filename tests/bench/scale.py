"""Sign-in and agents' search with ten thousand accounts and with millions: a page must cost the same."""

from collections.abc import Callable
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Throttle, User
from tests.bench import citizens
from tests.bench.figures import Figure, Spread, say
from tests.bench.ground import as_owner, settle
from tests.bench.web import Browser, Web, serve, timed
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.creations import make_citizen_terms

FEW, TURNS, WARM_UP, PEOPLE = 10_000, 150, 50, 12
# The hash made small: it would hide what a page costs.
SMALL_HASH = {"ARGON2_TIME_COST": 1, "ARGON2_MEMORY_KIB": 8_192}
_ACCOUNTS = """
INSERT INTO accounts_user (id, portal, user_code, username, state, first_name, last_name, email, phone, language,
    password, is_superuser, created_at)
SELECT md5('account ' || n)::uuid, 'C', 'MANY' || n, 'C:MANY' || n, 'active', '', '', 'many' || n || '@exemple.ca', '',
    'fr', '{password}', false, now() FROM generate_series({first}, {last}) AS n
"""
_PROFILES = """
INSERT INTO citizens_citizenprofile (id, user_id, image, phrase, question_salt)
SELECT md5('profile ' || n)::uuid, md5('account ' || n)::uuid, image, phrase, n
FROM generate_series({first}, {last}) AS n, (SELECT image, phrase FROM citizens_citizenprofile LIMIT 1) AS one
"""


def measure(many: int) -> list[Figure]:
    with override_settings(**SMALL_HASH), serve(**{name: str(value) for name, value in SMALL_HASH.items()}) as web:
        make_citizen_terms()
        people = citizens.make_people("SCALE", PEOPLE)
        agent = Client()
        sign_in_agent(agent, make_agent())
        desk = Browser(web, {name: morsel.value for name, morsel in agent.cookies.items()})
        few = _pages(web, people, desk, number=FEW)
        lots = _pages(web, people, desk, number=many)
    figures = []
    for name in few:
        ratio = lots[name].median / few[name].median
        at = f"{FEW} accounts: {few[name]}; {many}: {lots[name]}; {TURNS} requests after {WARM_UP}, one at a time"
        figures.append(Figure(f"accounts, {name}", f"× {ratio:.2f}", at, "≤ 1.10", ratio <= 1.10))
    return figures


def _pages(web: Web, people: list[User], desk: Browser, *, number: int) -> dict[str, Spread]:
    fill(number)
    chance = Random(number)
    codes = [f"MANY{chance.randint(1, FEW)}" for _turn in range(WARM_UP + TURNS)]
    if number > FEW:
        codes = [f"MANY{chance.randint(1, number)}" for _turn in range(WARM_UP + TURNS)]
    browser = Browser(web)

    def page_of_password(code: str) -> None:
        Throttle.objects.all().delete()
        citizens.reach_password(browser, code)

    def search(code: str) -> None:
        assert desk.post(reverse("agents:citizens"), typed=code, reason="person_call") == 302
        assert desk.get(desk.location) == 200

    def whole_sign_in(code: str) -> None:
        citizens.sign_in(web, people[hash(code) % len(people)])

    assert desk.get(reverse("agents:citizens")) == 200
    asked: dict[str, Callable[[str], None]] = {
        "code and image before the password": page_of_password,
        "whole sign-in, small hash": whole_sign_in,
        "an agent's search by code, and the file": search,
    }
    return {name: Spread(timed(ask, codes, at_once=1)[0][WARM_UP:]) for name, ask in asked.items()}


def fill(number: int) -> None:
    """Add accounts with their image and phrase up to `number`, straight into the tables."""
    held = User.objects.filter(user_code__startswith="MANY").count()
    say(f"filling the accounts to {number}…")
    assert SMALL_HASH["ARGON2_MEMORY_KIB"] == settings.ARGON2_MEMORY_KIB
    span = {"first": held + 1, "last": number}
    as_owner(
        _ACCOUNTS.format(password=make_password("quatre chevaux bleus 27"), **span),
        _PROFILES.format(**span),
        "VACUUM ANALYZE accounts_user",
        "VACUUM ANALYZE citizens_citizenprofile",
    )
    settle()
