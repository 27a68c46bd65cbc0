"""The agents' desk: a Django admin site behind a second factor, in the portal's own design.

How an application adds its pages, without this file knowing it: a module of its `admin` package
(`enterprises/admin/<noun>.py`) declares

    agent_urls = [path("lew-4/", paper_forms, name="paper-forms"), …]
    agent_tab = AgentTab(20, _("LEW-4"), "agents:paper-forms", (AgentRole.AGENT, AgentRole.SUPERVISOR))

and each of its views is declared by `@agent_page(roles=(…), journals=…)` (accounts/agent_pages.py). `get_urls`
collects every `agent_urls` under `/fr/agents/` in the name space `agents` (so `reverse("agents:paper-forms")`),
`agent_tabs` every `agent_tab`; tabs are ordered by their number. Templates extend `agents/base.html` or
`agents/form_page.html`.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from django.apps import apps
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from accounts.agent_pages import AgentTab, verified_agent
from accounts.agents import agent_of


class AgentSite(AdminSite):
    """Django admin under the name space `agents`."""

    site_header = site_title = index_title = _("Poste des agents")
    site_url = None
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Django's own pages hold the plain catalogues (A-14): a supervisor's; another agent gets 404."""
        user = verified_agent(request)
        if user is None or user.password_expires_at is not None:
            return False
        agent = getattr(request, "agent", None) or agent_of(user)
        if not agent.is_supervisor:
            raise Http404
        request.agent = agent  # type: ignore[attr-defined]  # the tabs read it
        return True

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours = [url for module in admin_modules() for url in getattr(module, "agent_urls", [])]
        return [*ours, *super().get_urls()]


@cache
def admin_modules() -> tuple[ModuleType, ...]:
    """Give the modules of the `admin` package of every installed application, in a stable order."""
    return tuple(_admin_modules())


def _admin_modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if config.name.startswith(("django.", "allauth", "django_otp", "oauth2_provider")) or config.module is None:
            continue
        if module_has_submodule(config.module, "admin"):
            package = import_module(f"{config.name}.admin")
            yield package
            names = sorted(found.name for found in iter_modules(getattr(package, "__path__", [])))
            yield from (import_module(f"{package.__name__}.{name}") for name in names)


@cache
def agent_tabs() -> tuple[AgentTab, ...]:
    """Give the tabs of the desk in their order."""
    tabs = [module.agent_tab for module in admin_modules() if hasattr(module, "agent_tab")]
    return tuple(sorted(tabs, key=lambda tab: tab.order))


agent_site = AgentSite(name="agents")
