"""The agents' queue with ten thousand registrations and with a million: a page must cost the same."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Registration
from tests.bench.figures import Figure, Spread, say
from tests.bench.ground import as_owner, settle
from tests.bench.web import Browser, Web, timed
from tests.factories.agents import make_agent, sign_in_agent

PAGES = {"first page": "", "frozen": "?show=frozen", "newest first": "?order=newest", "page 20": "?page=20"}
FEW, TURNS = 10_000, 60
_ROWS = """
INSERT INTO enterprises_registration ({columns})
SELECT {values} FROM generate_series({first}, {last}) AS n
"""


def measure(web: Web, many: int) -> list[Figure]:
    client = Client()
    sign_in_agent(client, make_agent())
    browser = Browser(web, {name: morsel.value for name, morsel in client.cookies.items()})
    few = _pages(browser, fill_to=FEW)
    lots = _pages(browser, fill_to=many)
    figures = []
    for name in PAGES:
        ratio = lots[name].median / few[name].median
        at = f"{FEW} rows: {few[name]}; {many} rows: {lots[name]}; {TURNS} requests, median"
        figures.append(Figure(f"queue, {name}", f"× {ratio:.2f}", at, "≤ 1.10", ratio <= 1.10))
    return figures


def _pages(browser: Browser, *, fill_to: int) -> dict[str, Spread]:
    fill(fill_to)

    def open_page(query: str) -> None:
        assert browser.get(reverse("agents:queue") + query) == 200, browser.location

    found = {}
    for name, query in PAGES.items():
        timed(open_page, [query] * 5, at_once=1)
        found[name] = Spread(timed(open_page, [query] * TURNS, at_once=1)[0])
    return found


def fill(number: int) -> None:
    """Add waiting registrations up to `number`, one in fifty frozen, straight into the table."""
    held = Registration.objects.filter(state="submitted").count()
    say(f"filling the queue to {number}…")
    given = {
        "id": "gen_random_uuid()",
        "reference": "'BENCH-' || n",
        "state": "'submitted'",
        "submitted_at": f"timestamptz '{timezone.now().isoformat()}' - n * interval '1 second'",
        "frozen_at": "CASE WHEN n % 50 = 0 THEN now() END",
        "name": "'Ferme ' || n",
        "legal_form": "'corporation'",
    }
    for field in Registration._meta.local_fields:
        if field.null or field.column in given or field.has_db_default():
            continue
        value = field.get_default()
        given[field.column] = f"'{value or ''}'" if not isinstance(value, bool | int) else str(value).lower()
    as_owner(
        _ROWS.format(columns=", ".join(given), values=", ".join(given.values()), first=held + 1, last=number),
        "VACUUM ANALYZE enterprises_registration",
    )
    settle()
