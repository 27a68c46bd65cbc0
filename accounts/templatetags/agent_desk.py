"""The tabs of the agents' desk."""

from typing import Any

from django import template
from django.urls import reverse

from accounts.agent_site import agent_tabs

register = template.Library()


@register.inclusion_tag("agents/tabs.html", takes_context=True)
def desk_tabs(context: template.Context) -> dict[str, Any]:
    """Show the tabs that the roles of the present agent open; none before the second factor."""
    agent = getattr(context.get("request"), "agent", None)
    here = context["request"].path if agent else ""
    shown = [tab for tab in agent_tabs() if agent and agent.has_role(*tab.roles)]
    tabs = [{"label": tab.label, "url": reverse(tab.url_name)} for tab in shown]
    current = max(
        (reverse(tab.url_name) for tab in shown if here.startswith(reverse(tab.url_name))), key=len, default=""
    )
    return {"tabs": tabs, "current": current, "here": here}
