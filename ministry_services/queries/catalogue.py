"""What can be reached, found by the names people use."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from accounts.states import Portal
from ministry_services.models import Ministry, OnlineService, ServiceTask


@dataclass(frozen=True)
class MinistryServices:
    ministry: Ministry
    services: list[OnlineService]


@dataclass(frozen=True)
class PortalServices:
    portal: str
    ministries: list[MinistryServices]


def services_by_portal() -> list[PortalServices]:
    """Give every service of the catalogue, Citoyens first as the seed does, in one query."""
    found = {portal: list(group) for portal, group in groupby(all_services(), key=lambda service: service.portal)}
    return [
        PortalServices(portal, _by_ministry(found.get(portal, []))) for portal in (Portal.CITIZENS, Portal.ENTERPRISES)
    ]


def all_services() -> QuerySet[OnlineService]:
    """Give the services by portal, then by body, in the order of the catalogue."""
    return OnlineService.objects.select_related("ministry").order_by("portal", "ministry__pk", "order", "slug")


def service_named(slug: str) -> OnlineService | None:
    return OnlineService.objects.select_related("ministry").filter(slug=slug).first()


def tasks_named(service: OnlineService, codes: Iterable[str]) -> QuerySet[ServiceTask]:
    """Give the tasks of a service that a restricted access names."""
    return service.tasks.filter(code__in=codes)


def _by_ministry(services: Iterable[OnlineService]) -> list[MinistryServices]:
    groups = groupby(services, key=lambda service: service.ministry)
    return [MinistryServices(ministry, list(group)) for ministry, group in groups]


def named_like(ministries: Iterable[Ministry], words: str) -> list[Ministry]:
    """Give the bodies one of whose names, present or former, holds every word typed; accents and case do not count."""
    wanted = _folded(words).split()
    return [ministry for ministry in ministries if all(word in _names_of(ministry) for word in wanted)]


def _names_of(ministry: Ministry) -> str:
    names = (
        ministry.list_label_fr,
        ministry.list_label_en,
        ministry.name_fr,
        ministry.name_en,
        ministry.acronym,
        ministry.aliases,
    )
    return _folded(" ".join(names))


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in letters if not unicodedata.combining(character)).replace("’", "'")
