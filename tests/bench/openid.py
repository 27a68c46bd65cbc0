"""The provider: whole sign-ins of a citizen through it, and how many answers a second its programs' endpoints give."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psutil
from django.test import override_settings

from accounts.models import User
from accounts.states import Portal
from enterprises.models import Member
from enterprises.states import EnrolmentState
from ministry_services.models import OnlineService
from tests.bench import citizens, sign_in
from tests.bench.figures import Figure, Spread, say
from tests.bench.flows import Flow, measure_flow
from tests.bench.openid_flow import REQUESTS, Application, walk
from tests.bench.openid_programs import introspection, live_check, reading, refreshing, userinfo
from tests.bench.pressing import Program, press
from tests.bench.web import Browser, Web, serve
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.relying_parties import make_relying_party

AT_ONCE, SECONDS, WARM_UP = 8, 4.0, 1.0
UNLIMITED = {"ACCESS_CHECKS_PER_MINUTE": 10**9}


@dataclass(frozen=True)
class World:
    """An application of one service, and people who signed in to it."""

    application: Application
    service: OnlineService
    tokens: list[dict[str, str]]
    enterprises: list[str]


def measure() -> Iterator[Figure]:
    """Sign-ins at the default hash, then at the hash of the peers."""
    application = _application(make_service(portal=Portal.CITIZENS), "openid profile email")
    with serve() as web:
        people = citizens.make_people("OPENID")
        yield from measure_flow(web, _flow("openid, citizen", application), people)[0]
    costs = {name: str(value) for name, value in citizens.PEERS.items()}
    with override_settings(**citizens.PEERS), serve(**costs) as web:
        people = citizens.make_people("OPENIDPEERS")
        figures, speed, spread = measure_flow(web, _flow("openid, peers' hash", application), people)
        yield from [*figures, _against_peers(speed, spread)]


def measure_programs() -> Iterator[Figure]:
    """What each endpoint of programs answers a second; the hash of the sign-ins before is not measured."""
    service = make_service(portal=Portal.CITIZENS)
    application = _application(service, "openid profile email")
    costs = {name: str(value) for name, value in (citizens.PEERS | UNLIMITED).items()}
    with override_settings(**citizens.PEERS), serve(**costs) as web:
        yield from _documents(web)
        people = citizens.make_people("PROGRAMS", AT_ONCE)
        for name, world in _worlds(web, application, service, people).items():
            yield from _endpoints(web, name, world)


def _application(service: OnlineService, scope: str) -> Application:
    made = make_relying_party(service)
    return Application(made.client_id, made.secret, scope)


def _flow(name: str, application: Application) -> Flow:
    def walk_once(web: Web, person: User) -> None:
        walk(web, person, application)

    return Flow(name, 2, REQUESTS, walk_once)


def _against_peers(speed: float, spread: Spread) -> Figure:
    met = speed >= citizens.SPEED_THERE and spread.p95 <= citizens.P95_THERE
    at = "authorize, three pages, consent, code, token, userinfo; nearest peer, three pages: 46/s, p95 236 ms"
    bar = f"≥ {citizens.SPEED_THERE}/s, ≤ {citizens.P95_THERE} ms"
    return Figure("openid, against the peers", f"{speed:.1f}/s, p95 {spread.p95:.0f} ms", at, bar, met)


def _worlds(web: Web, application: Application, service: OnlineService, people: list[User]) -> dict[str, World]:
    of_firms = make_service()
    members = [Member.objects.select_related("enterprise").get(user=one) for one in sign_in.make_people()[:AT_ONCE]]
    for member in members:
        make_enrolment(member, of_firms, state=EnrolmentState.ACTIVE)
    firms = _application(of_firms, "openid profile enterprise")
    return {
        "citizen": World(application, service, [walk(web, one, application) for one in people], [""] * AT_ONCE),
        "enterprise": World(
            firms, of_firms, [walk(web, one.user, firms) for one in members], [one.enterprise.neq for one in members]
        ),
    }


def _endpoints(web: Web, name: str, world: World) -> Iterator[Figure]:
    application, tokens, service = world.application, world.tokens, world.service.slug
    asked = [
        {"subject": _subject(web, each), "service": service, "enterprise": enterprise}
        for each, enterprise in zip(tokens, world.enterprises, strict=True)
    ]
    access = [each["access_token"] for each in tokens]
    yield _measured(web, f"userinfo, {name}", map(userinfo, access), 900)
    yield _measured(web, f"introspection, {name}", (introspection(application, each) for each in access), 900)
    yield _measured(web, f"live check, {name}", (live_check(application, **each) for each in asked), None)
    turned = (refreshing(application, each["refresh_token"]) for each in tokens)
    yield _measured(web, f"refresh, {name}", turned, 300)


def _documents(web: Web) -> Iterator[Figure]:
    for name, address in {"discovery": "/.well-known/openid-configuration", "JWKS": "/openid/keys"}.items():
        yield _measured(web, name, (reading(address) for _turn in range(AT_ONCE)), 5_000)


def _subject(web: Web, tokens: dict[str, str]) -> str:
    told = Browser(web).call("GET", "/openid/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    return str(json.loads(told)["sub"])


def _measured(web: Web, name: str, programs: Iterable[Program], bar: int | None) -> Figure:
    """Press it with so many programs at once; the bar is an answer's rate per core, all else running beside."""
    say(f"  {name}…")
    pressed = press(web, programs, seconds=SECONDS, warm_up=WARM_UP)
    cores, count, spread = psutil.cpu_count() or 1, len(pressed.times), Spread(pressed.times)
    rate, each = count / pressed.wall, pressed.cpu / count
    at = (
        f"{AT_ONCE} at once, {cores} cores with the load and PostgreSQL; "
        f"p50 {spread.median:.1f}, p95 {spread.p95:.1f}, p99 {spread.p99:.1f} ms; "
        f"{each * 1000:.2f} ms CPU of the server each, {1 / each:.0f}/s on a core of its own"
    )
    said, met = (f"≥ {bar} a core", rate / cores >= bar) if bar else ("", None)
    return Figure(f"openid, {name}", f"{rate:.0f}/s", at, said, met)
