"""The agents' desk: a Django admin site behind a second factor, in the portal's own design."""

from django.contrib.admin import AdminSite


class AgentSite(AdminSite):
    """Django admin under the name space `agents`."""


agent_site = AgentSite(name="agents")
