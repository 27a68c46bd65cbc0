"""What a member may do, with one assignment and with a thousand; the people of a firm of 20 and of 20 000."""

import time
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Assignment, Member, Procuration, ProcurationService
from enterprises.queries.members import membership_of
from enterprises.queries.rights import effective_right
from enterprises.states import EnrolmentState, MemberRole
from ministry_services.models import OnlineService
from tests.bench.figures import Figure, Spread, say
from tests.bench.ground import as_owner, settle
from tests.bench.web import Browser, Web, timed
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse

ONE, MANY, ASKED = 1, 1_000, 400
FEW_PEOPLE, MANY_PEOPLE, TURNS, WARM_UP = 20, 20_000, 150, 25
MOST_QUERIES, MOST_RATIO = 2, 1.20
_ACCOUNTS = """
INSERT INTO accounts_user (id, portal, user_code, username, state, first_name, last_name, email, phone, language,
    password, is_superuser, created_at)
SELECT md5('clerk ' || n)::uuid, 'E', 'CLERK' || n, 'E:CLERK' || n, 'active', 'Odile', 'Tremblay',
    'clerk' || n || '@exemple.ca', '', 'fr', '!', false, now() FROM generate_series({first}, {last}) AS n
"""
_MEMBERS = """
INSERT INTO enterprises_member (id, enterprise_id, user_id, role, state, sorted_name, state_reason, state_note,
    version, created_at)
SELECT md5('file ' || n)::uuid, '{firm}', md5('clerk ' || n)::uuid, 'user', 'active',
    'tremblay odile clerk' || n, '', '', 0, now() FROM generate_series({first}, {last}) AS n
"""


def measure() -> list[Figure]:
    """One decision, in this process: how long, how many queries, whatever the member holds."""
    rse, service = make_rse(), make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    clerks = {number: _clerk(rse, service, number) for number in (ONE, MANY)}
    as_owner(*(f"VACUUM ANALYZE enterprises_{name}" for name in ("procuration", "procurationservice", "assignment")))
    settle()
    spreads, queries = {}, {}
    for number, clerk in clerks.items():
        member = membership_of(clerk.user)
        with CaptureQueriesContext(connection) as captured:
            assert effective_right(member, service, now=timezone.now()).allowed
        queries[number] = len(captured)
        spreads[number] = Spread([_decision(member, service) for _turn in range(ASKED)][ASKED // 10 :])
    times = "; ".join(
        f"{number}: {spread.median:.2f} ms, p95 {spread.p95:.2f} ms" for number, spread in spreads.items()
    )
    most = max(queries.values())
    return [
        Figure(
            "rights, queries of a decision",
            f"{most}",
            f"of 1 and of {MANY} assignments",
            f"≤ {MOST_QUERIES}",
            most <= MOST_QUERIES,
        ),
        Figure("rights, a decision by assignments held", times, f"{ASKED} decisions in force, one process"),
    ]


def measure_members(web: Web) -> list[Figure]:
    """The pages of « Gestion des utilisateurs » in a small firm and in a large one, in turn on one server."""
    small, large = (_firm(size) for size in (FEW_PEOPLE, MANY_PEOPLE))
    as_owner("VACUUM ANALYZE accounts_user", "VACUUM ANALYZE enterprises_member")
    settle()
    browsers = {FEW_PEOPLE: _signed_in(web, small), MANY_PEOPLE: _signed_in(web, large)}
    address = reverse("enterprises:member-list")
    listed = _compared("list of users", address, browsers, bar=f"≤ {MOST_RATIO:.2f}")
    # A word anywhere in a name walks the names of the firm: no bar was set, the figure says what it costs.
    searched = _compared("search by a word", f"{address}?nom=CLERK7", browsers)
    return [listed, searched]


def _compared(name: str, address: str, browsers: dict[int, Browser], *, bar: str = "") -> Figure:
    def open_page(size: int) -> None:
        assert browsers[size].get(address) == 200, browsers[size].location

    turns = [size for _turn in range(WARM_UP + TURNS) for size in browsers]
    times, _all = timed(open_page, turns, at_once=1)
    few, many = (Spread(times[place :: len(browsers)][WARM_UP:]) for place in range(len(browsers)))
    ratio = many.median / few.median
    at = f"{FEW_PEOPLE} users: {few.median:.1f} ms; {MANY_PEOPLE}: {many.median:.1f} ms; {TURNS} of each, in turn"
    return Figure(f"users, {name}", f"× {ratio:.2f}", at, bar, ratio <= MOST_RATIO if bar else None)


def _decision(member: Member | None, service: OnlineService) -> float:
    begun = time.perf_counter()
    effective_right(member, service, now=timezone.now())
    return time.perf_counter() - begun


def _clerk(rse: Member, service: OnlineService, number: int) -> Member:
    """Give a user who holds so many assignments in force, each of another procuration for the same service."""
    say(f"filling {number} assignments…")
    clerk = make_member(rse.enterprise, MemberRole.USER)
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=365), "created_by": rse.user}
    given = Procuration.objects.bulk_create(
        Procuration(number=f"BENCH-{number}-{turn}", enterprise=rse.enterprise, name=f"Procuration {turn}", **days)
        for turn in range(number)
    )
    ProcurationService.objects.bulk_create(ProcurationService(procuration=one, service=service) for one in given)
    Assignment.objects.bulk_create(Assignment(procuration=one, member=clerk, **days) for one in given)
    return clerk


def _firm(size: int) -> Member:
    """Give the RSE of a firm of so many users."""
    say(f"filling a firm of {size} users…")
    rse = make_rse(make_enterprise(name=f"Ferme de {size} personnes"))
    first = Member.objects.count() + 1
    span = {"first": first, "last": first + size - 1}
    as_owner(_ACCOUNTS.format(**span), _MEMBERS.format(firm=rse.enterprise_id, **span))
    return rse


def _signed_in(web: Web, rse: Member) -> Browser:
    client = Client()
    client.force_login(rse.user)
    return Browser(web, {name: morsel.value for name, morsel in client.cookies.items()})
