"""The application that waits while a person signs in, proves more or reads why not: found by the way back to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from accounts.next_address import in_present_language, kwargs_of, namespace_of, safe_next
from ministry_services.models import AuthorizationRequest, OnlineService
from ministry_services.queries.authorization_requests import waiting_request
from ministry_services.queries.catalogue import service_named
from ministry_services.rules.asked import asked_in

DEEPEST = 3  # the gate, then the page that asks for a proof or a surer sign-in


@dataclass(frozen=True)
class Waiting:
    """A request that lives: `address` is the page where it goes on, `enterprise` the NEQ it names, or nothing."""

    address: str
    request: AuthorizationRequest
    enterprise: str


def waiting_at(address: str | None, *, now: datetime, service: OnlineService | None = None) -> Waiting | None:
    """Give the request that waits at an address, of this service where one is given; nothing once it is over."""
    address = _page_of_request(safe_next(address))
    handle = kwargs_of(address).get("handle")
    if not handle:
        return None
    found = waiting_request(handle, now=now)
    if found is None or (service is not None and found.service_id != service.pk):
        return None
    return Waiting(in_present_language(address), found, asked_in(found.parameters).enterprise)


def _page_of_request(address: str) -> str:
    """Look for the page of a request in an address and in the way back of an address, as deep as our pages nest."""
    for _turn in range(DEEPEST):
        if namespace_of(address) == "ministry_services" and "handle" in kwargs_of(address):
            return address
        address = safe_next(parse_qs(urlsplit(address).query).get("next", [""])[0])
    return ""


@dataclass(frozen=True)
class Asked:
    """What somebody came for; `along` keeps it through the creation of an account."""

    service: OnlineService | None = None
    along: Mapping[str, str] = field(default_factory=dict)


def asked_at(address: str, *, now: datetime) -> Asked:
    """Give the online service read in the address a person goes on to; no question without one."""
    if waiting := waiting_at(address, now=now):
        service = waiting.request.service
        return Asked(service, {"service": service.slug, "next": waiting.address} if service else {})
    slug = kwargs_of(address).get("slug")
    service = service_named(slug) if slug else None
    return Asked(service, {"service": service.slug}) if service else Asked()
