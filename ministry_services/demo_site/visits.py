"""What the site remembers of a visitor: sign-ins under way, services that are open, what was told last."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from ministry_services.demo_site.configuration import Application, Service, applications
from ministry_services.demo_site.provider import SignIn

UNDER_WAY_AT_MOST = 8
A_SIGN_IN_LASTS = 3600  # seconds: an account may be created on the way


@dataclass(frozen=True)
class Visit:
    """An open service: the tokens, and what they said of the person."""

    tokens: dict[str, Any]
    claims: dict[str, Any]
    userinfo: dict[str, Any]
    checked: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        return str(self.claims["sub"])

    @property
    def details(self) -> Mapping[str, Any]:
        """Give in whose name: the newest answer of clicSÉQUR counts."""
        told = self.userinfo.get("authorization_details") or self.claims.get("authorization_details") or [{}]
        return dict(told[0])


def remember(request: HttpRequest, sign_in: SignIn) -> None:
    under_way = dict(list(request.session.get("under_way", {}).items())[1 - UNDER_WAY_AT_MOST :])
    request.session["under_way"] = under_way | {sign_in.state: asdict(sign_in)}


def recall(request: HttpRequest, state: str, *, now: float) -> SignIn | None:
    """Give the sign-in of a state, once."""
    under_way = request.session.get("under_way", {})
    found = under_way.pop(state, None)
    request.session["under_way"] = under_way
    sign_in = SignIn(**found) if found else None
    return sign_in if sign_in and now - sign_in.started_at < A_SIGN_IN_LASTS else None


def visit_of(request: HttpRequest, service: Service) -> Visit | None:
    """Give the visit to a service; none once clicSÉQUR has said that its session is over (back-channel logout)."""
    kept = request.session.get("visits", {}).get(service.slug)
    if kept is None:
        return None
    visit = Visit(**kept)
    if is_over(applications()[service.application], visit):
        end(request, service)
        tell(request, service, "session_over")
        return None
    return visit


def keep(request: HttpRequest, service: Service, visit: Visit) -> None:
    request.session["visits"] = request.session.get("visits", {}) | {service.slug: asdict(visit)}


def end(request: HttpRequest, service: Service) -> None:
    request.session["visits"] = {
        slug: kept for slug, kept in request.session.get("visits", {}).items() if slug != service.slug
    }


def end_all(request: HttpRequest) -> None:
    """The person leaves: whatever clicSÉQUR opened closes with its session."""
    request.session["visits"] = {}


def tell(request: HttpRequest, service: Service, code: str) -> None:
    """Keep what the page of a service is to say until somebody tries again; an empty code takes it back."""
    request.session["told"] = request.session.get("told", {}) | {service.slug: code}


def told(request: HttpRequest, service: Service) -> str:
    return str(request.session.get("told", {}).get(service.slug, ""))


def mark_over(application: Application, sid: str, *, at: int) -> None:
    cache.set(f"over:{application.code}:{sid}", at, settings.SESSION_COOKIE_AGE)


def is_over(application: Application, visit: Visit) -> bool:
    """Say whether clicSÉQUR ended the session since it opened the visit.

    Who only took back an agreement comes in again with the same session, and the same `sid`. Both times are those
    of clicSÉQUR, in whole seconds.
    """
    over_at = cache.get(f"over:{application.code}:{visit.claims.get('sid', '')}")
    return over_at is not None and int(visit.claims["iat"]) <= over_at


def is_first_use(identifier: str) -> bool:
    """Tell whether a logout token comes for the first time (Back-Channel Logout §2.6, 8)."""
    return bool(cache.add(f"jti:{identifier}", True, settings.SESSION_COOKIE_AGE))


def draft_of(visit: Visit, service: Service) -> dict[str, str]:
    """Give what somebody wrote in a service: it is the ministry's, and outlives every session."""
    return dict(cache.get(_place(visit, service)) or {})


def write_draft(visit: Visit, service: Service, *, text: str, at: str) -> None:
    cache.set(_place(visit, service), {"text": text, "at": at}, None)


def _place(visit: Visit, service: Service) -> str:
    return f"draft:{service.slug}:{visit.subject}:{visit.details.get('enterprise', {}).get('neq', '')}"
