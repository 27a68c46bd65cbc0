"""One client of clicSÉQUR for each application, made once a process."""

from functools import cache

from ministry_services.demo_site.configuration import Application, ministry
from ministry_services.demo_site.discovery import Discovery
from ministry_services.demo_site.provider import Provider


@cache
def discovery() -> Discovery:
    return Discovery(ministry().issuer)


@cache
def client_of(application: Application) -> Provider:
    known = ministry()
    return Provider(application, known.applications[application.code], discovery=discovery(), site=known.site)
