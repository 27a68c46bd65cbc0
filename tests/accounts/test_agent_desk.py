"""Every page of the desk, whoever wrote it, is closed to who has no business there."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.agent_site import admin_modules, agent_tabs
from accounts.states import AgentRole
from clicsequr.kernel.pages import Page
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse

pytestmark = pytest.mark.django_db

OPEN = {"sign-in", "second-factor", "login", "logout", "password_change", "new-password"}


def desk_pages() -> Iterator[URLPattern]:
    for module in admin_modules():
        yield from (url for url in getattr(module, "agent_urls", []) if url.name not in OPEN)


def address(url: URLPattern) -> str:
    kinds = {"UUIDConverter": UUID(int=7), "StringConverter": "x", "SlugConverter": "x", "IntConverter": 7}
    converters = url.pattern.converters
    return reverse(f"agents:{url.name}", kwargs={name: kinds[type(kind).__name__] for name, kind in converters.items()})


def page_of(url: URLPattern) -> Page:
    declared = getattr(url.callback, "page", None)
    assert isinstance(declared, Page), f"{url.name} is no @agent_page."
    return declared


PAGES = list(desk_pages())


@pytest.mark.parametrize("url", PAGES, ids=lambda url: str(url.name))
def test_a_visitor_is_led_to_the_sign_in_and_an_enterprise_finds_nothing(client: Client, url: URLPattern) -> None:
    method = client.get if "GET" in page_of(url).reads else client.post
    assert method(address(url))["Location"].startswith(reverse("agents:sign-in"))
    client.force_login(make_rse().user)
    assert method(address(url)).status_code == 404


@pytest.mark.parametrize("role", AgentRole.values)
@pytest.mark.parametrize("url", PAGES, ids=lambda url: str(url.name))
def test_a_role_that_a_page_does_not_name_finds_nothing(client: Client, url: URLPattern, role: str) -> None:
    page = page_of(url)
    roles = page.audience.split(", ")
    assert roles
    assert set(roles) <= set(AgentRole.values)
    if role in roles:
        return
    sign_in_agent(client, make_agent(role))
    assert (client.get if "GET" in page.reads else client.post)(address(url)).status_code == 404


@pytest.mark.parametrize("role", AgentRole.values)
def test_the_tabs_of_a_role_all_open(client: Client, role: str) -> None:
    sign_in_agent(client, make_agent(role))
    tabs = [tab for tab in agent_tabs() if role in tab.roles]
    assert tabs
    for tab in tabs:
        page = client.get(reverse(tab.url_name))
        assert page.status_code == 200
        shown = page.content.decode().count("cs-desk__item") - page.content.decode().count("cs-desk__item--current")
        assert shown == len(tabs)
