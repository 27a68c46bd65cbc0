from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MinistryServicesConfig(AppConfig):
    name = "ministry_services"
    verbose_name = _("Ministères et services")
