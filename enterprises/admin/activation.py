"""Registrations waiting for their activation (screens.md A-02 to A-06)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.agent_pages import AgentRequest, AgentTab, agent_page
from accounts.states import AgentRole

DESK = (AgentRole.AGENT, AgentRole.SUPERVISOR)


@agent_page(roles=DESK, writes=())
def queue(request: AgentRequest) -> HttpResponse:
    return render(request, "agents/queue.html", {"page_title": _("Activations")})


agent_tab = AgentTab(10, _("Activations"), "agents:queue", DESK)
agent_urls = [path("activations/", queue, name="queue")]
