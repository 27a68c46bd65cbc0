"""Ministries as a plain catalogue (screens.md A-14). Their services take two persons: admin/integration_services.py."""

from accounts.agent_site import agent_site
from accounts.catalogue_admin import CatalogueAdmin
from ministry_services.models import Ministry

agent_site.register(Ministry, CatalogueAdmin)
