"""One running demonstration and one Chromium for all journeys of a worker."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from clicsequr.demonstration import cast, persons
from tests import chromium
from tests.journeys.citizens import Citizen, new_citizens, write_persons
from tests.journeys.firms import Firm, new_firm, write_register
from tests.journeys.secrecy import places_of_secrets
from tests.journeys.sessions import Person, demo_people, open_session
from tests.journeys.site import Site, start, stop
from tests.journeys.user_road import make_businesses
from tests.journeys.walker import Walker, walk_in

Walk = Callable[..., Walker]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    running = start(Path(tmp_path_factory.mktemp("site")))
    yield running
    try:
        found = places_of_secrets(running)
    finally:
        code = stop(running)
    assert code == 0
    assert not found, f"A secret that was typed is in: {', '.join(found)}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield launched
        launched.close()


@pytest.fixture
def walk(browser: Browser, site: Site) -> Iterator[Walk]:
    """Give a function that lets one more person in; all leave when the test ends."""
    walkers: list[Walker] = []

    def let_in(**options: object) -> Walker:
        walkers.append(walk_in(browser, site.address, ministry=site.ministry, **options))  # type: ignore[arg-type]
        return walkers[-1]

    yield let_in
    for walker in walkers:
        walker.context.close()


@pytest.fixture(scope="session")
def firms(site: Site) -> dict[str, Firm]:
    """The firms of the journeys, brought into the register as an operator does."""
    made = {
        "road": new_firm("Ferme Belle-Rivière et fils inc.", "odile.road@exemple.ca"),
        "english": new_firm("Quincaillerie Sainte-Foy inc.", "odile.english@exemple.ca"),
        "without_javascript": new_firm("Imprimerie du Fleuve inc.", "odile.plain@exemple.ca"),
    }
    known = [firm.register_row() for firm in cast.firms()]
    path = write_register(site.folder / "register.csv", list(made.values()), beside=known)
    site.manage("import_register", "enterprises", str(path), "--allow-shrink")
    path.unlink()
    return made


@pytest.fixture(scope="session")
def citizens(site: Site) -> dict[str, Citizen]:
    """The persons of the journeys, brought into the register beside those of the demonstration."""
    made = new_citizens()
    year = timezone.localdate().year
    known = [person.register_row(year=year) for person in persons.persons()]
    path = write_persons(site.folder / "persons.csv", list(made.values()), beside=known)
    site.manage("import_register", "citizens", str(path))
    path.unlink()
    return made


@pytest.fixture(scope="session")
def businesses(site: Site) -> None:
    """Active firms with two services, for the journeys about users and procurations."""
    make_businesses(site)


@pytest.fixture(scope="session")
def people(site: Site) -> dict[str, Person]:
    """The people of the demonstration (`seed_demo`), by their stage or their code."""
    return demo_people(site)


@pytest.fixture(scope="session")
def sessions() -> dict[str, object]:
    """The sessions already open, by user code: a code of an authenticator opens only one."""
    return {}


@pytest.fixture
def walk_as(walk: Walk, people: dict[str, Person], sessions: dict[str, object]) -> Walk:
    """Give a function that lets in a person of the demonstration with an open session."""

    def let_in(name: str, **options: object) -> Walker:
        if name not in sessions:
            newcomer, person = walk(), people[name]
            open_session(newcomer, person)
            newcomer.page.get_by_role("button", name="Fermer la session").first.wait_for()
            sessions[name] = newcomer.context.storage_state()
        return walk(state=sessions[name], **options)

    return let_in
