"""The way to the plain catalogues, and the one of this application: versions of the conditions (screens.md A-14)."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.agent_site import agent_site
from accounts.catalogue_admin import CatalogueAdmin
from accounts.models import TermsVersion
from accounts.states import AgentRole


class TermsVersionAdmin(CatalogueAdmin):
    """A version in force was accepted by people: its text changes no more."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        to_come = not isinstance(obj, TermsVersion) or obj.in_force_on > timezone.localdate()
        return to_come and super().has_change_permission(request, obj)


agent_site.register(TermsVersion, TermsVersionAdmin)


@agent_page(roles=(AgentRole.SUPERVISOR,), writes=())
def catalogues(request: AgentRequest) -> HttpResponse:
    return render(request, "agents/catalogues.html", {"applications": agent_site.get_app_list(request)})


agent_tab = AgentTab(55, _("Catalogues"), "agents:catalogues", (AgentRole.SUPERVISOR,))
agent_urls = [path("catalogues/", catalogues, name="catalogues")]
