"""Ministries, services, questions and tasks as plain catalogues (screens.md A-14)."""

from accounts.agent_site import agent_site
from accounts.catalogue_admin import CatalogueAdmin
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService, ServiceTask

agent_site.register([Ministry, OnlineService, EnrolmentQuestion, ServiceTask], CatalogueAdmin)
