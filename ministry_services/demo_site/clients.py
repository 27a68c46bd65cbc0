"""One client of clicSÉQUR for each application, made once a process."""

from functools import cache

from django.conf import settings

from ministry_services.demo_site.configuration import Application
from ministry_services.demo_site.discovery import Discovery
from ministry_services.demo_site.provider import Provider


@cache
def discovery() -> Discovery:
    return Discovery(settings.MINISTRY.issuer)


@cache
def client_of(application: Application) -> Provider:
    ministry = settings.MINISTRY
    return Provider(application, ministry.applications[application.code], discovery=discovery(), site=ministry.site)
