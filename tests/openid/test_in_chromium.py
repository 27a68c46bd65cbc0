"""The road from an application and back, in the browser that holds a form to `form-action` through all redirects."""

from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import User
from ministry_services.models import Authorization, RelyingParty
from tests import chromium
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN, make_person_with_options
from tests.ministry_services.authorizing import asked
from tests.openid.application import Application, standing
from tests.openid.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield launched
        launched.close()


@pytest.fixture
def application(closing: ExitStack) -> Application:
    return closing.enter_context(standing())


@pytest.fixture
def relying_party(site: Site, application: Application) -> RelyingParty:
    service = make_service(portal="C", address=application.entrance)
    return make_relying_party(service, redirect_uris=(application.redirect_uri,), backchannel_logout_uri="")


@pytest.fixture
def person(site: Site) -> User:
    return make_person_with_options(user_code="TREMBLAY27", first_name="Odile", last_name="Tremblay")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, closing: ExitStack) -> Page:
    context = browser.new_context(java_script_enabled=request.param, locale="fr-CA")
    closing.callback(context.close)
    context.set_default_timeout(15_000)
    return context.new_page()


def set_out(page: Page, site: Site, application: Application, relying_party: RelyingParty, **changes: str) -> None:
    """Press the application's own « Accès »."""
    parameters = asked(relying_party, redirect_uri=application.redirect_uri, **changes)
    application.leads_to = f"{site.address}/openid/authorize?{urlencode(parameters)}"
    page.goto(application.entrance)
    page.get_by_text("Accès").click()


def sign_in(page: Page) -> None:
    page.get_by_label("Code d’utilisateur", exact=True).fill("TREMBLAY27")
    page.get_by_role("button", name="Continuer", exact=True).click()
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continuer", exact=True).click()
    slug = page.locator("[name=question]").get_attribute("value") or ""
    page.locator("[name=answer]").fill(dict(CHOSEN)[slug])
    page.get_by_role("button", name="Ouvrir une session", exact=True).click()


def test_a_citizen_signs_in_agrees_and_arrives(
    page: Page, site: Site, application: Application, relying_party: RelyingParty, person: User
) -> None:
    set_out(page, site, application, relying_party)
    sign_in(page)
    page.get_by_role("button", name="Continuer vers le service").click()
    page.wait_for_url(application.arrival)
    assert [answer.keys() for answer in application.answers] == [{"code", "state", "iss"}]
    # Remembered: from the application straight back, with no page of ours between.
    set_out(page, site, application, relying_party)
    page.wait_for_url(application.arrival)
    assert Authorization.objects.count() == 2


@pytest.mark.parametrize("posts", [False, True], ids=["link", "form"])
def test_a_sign_in_with_nothing_left_to_agree_to_goes_back_by_itself(
    page: Page, site: Site, application: Application, relying_party: RelyingParty, person: User, posts: bool
) -> None:
    application.posts = posts
    set_out(page, site, application, relying_party)
    sign_in(page)
    page.get_by_role("button", name="Continuer vers le service").click()
    page.wait_for_url(application.arrival)
    page.context.clear_cookies()
    set_out(page, site, application, relying_party)
    sign_in(page)
    page.wait_for_url(application.arrival)
    # A cross-site form brings no cookie to the endpoint; the page after it has them.
    set_out(page, site, application, relying_party, prompt="none")
    page.wait_for_url(application.arrival)
    assert [answer.get("error") for answer in application.answers] == [None, None, None]


def test_who_refuses_arrives_too_and_coming_back_finds_the_request_over(
    page: Page, site: Site, application: Application, relying_party: RelyingParty, person: User
) -> None:
    set_out(page, site, application, relying_party)
    sign_in(page)
    page.get_by_role("button", name="Refuser").click()
    page.wait_for_url(application.arrival)
    assert [answer.get("error") for answer in application.answers] == ["access_denied"]
    page.go_back()
    page.wait_for_load_state()
    if page.url.startswith(site.address):
        assert page.locator("h1").inner_text() == "Cette demande est terminée"
    assert Authorization.objects.count() == 0
