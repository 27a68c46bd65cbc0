"""What the frame of every page needs: brand, portal, language link, help, footer, session warning. No query."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clicsequr.help.markup import page_address
from clicsequr.help.return_address import LONGEST
from clicsequr.support import support_phone

_PORTAL_OF_NAMESPACE = {"enterprises": "E", "citizens": "C", "agents": "A"}


def interface(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    match = request.resolver_match
    namespace = match.namespaces[0] if match and match.namespaces else ""
    portal = _PORTAL_OF_NAMESPACE.get(namespace, user.portal if user and signed_in else "")
    member = getattr(request, "member", None)
    idle = settings.AGENT_IDLE_LIMIT if portal == "A" else settings.SESSION_IDLE_LIMIT
    return {
        "brand": {"name": settings.BRAND_NAME, "logo": settings.BRAND_LOGO, "owner": settings.BRAND_OWNER},
        "demo_banner": settings.DEMO_BANNER,
        "demo": settings.DEMO,
        "support_phone": support_phone(),
        "portal": portal,
        "other_language": _other_language(request),
        "help_url": _help_url(request),
        "footer_links": _footer_links,  # asked by the footer, which is made once
        "home_url": reverse("home"),
        "government_portal_url": settings.GOVERNMENT_PORTAL_URL,
        "sign_out_url": reverse("accounts:sign-out") if signed_in else "",
        "session_warning": {
            "idle_seconds": int(idle.total_seconds()),
            "warn_seconds": 300,
            "keep_alive_url": partial(reverse, "accounts:keep-alive"),
        },
        "acting_for": getattr(request, "grantor", member.enterprise).name if member else "",
        "acting_for_url": reverse("enterprises:acting-for") if getattr(request, "may_switch", False) else "",
    }


def _other_language(request: HttpRequest) -> dict[str, str]:
    """Same page, other language: only the first part of the address changes."""
    code = "fr" if get_language() == "en" else "en"
    first, separator, rest = request.path.lstrip("/").partition("/")
    path = f"/{code}/{rest}" if first in {"fr", "en"} and separator else f"/{code}/"
    query = request.META.get("QUERY_STRING", "")
    return {"code": code, "label": dict(settings.LANGUAGES)[code], "url": f"{path}?{query}" if query else path}


def _help_url(request: HttpRequest) -> str:
    """Help for this page, with the way back; on a page of help, the way back of the page before it."""
    match = request.resolver_match
    name = match.view_name if match else ""
    if name == "help-page":
        return request.get_full_path()
    asked = {"page": name}
    # The address of a link is its secret: it goes into no other address.
    if match is None or "token" not in match.kwargs:
        address = request.get_full_path()
        asked["retour"] = address if len(address) <= LONGEST else request.path
    return f"{reverse('help-page')}?{urlencode(asked)}"


def _footer_links() -> list[dict[str, str]]:
    names = [
        (_("Aide"), "help"),
        (_("Accessibilité"), "accessibility"),
        (_("Confidentialité"), "privacy"),
        (_("Conditions"), "terms"),
        (_("Nous joindre"), "contact"),
    ]
    links = [{"label": label, "url": reverse(name)} for label, name in names]
    demo = page_address("demo")  # served by a demonstration only
    return [*links, {"label": _("Démonstration"), "url": demo}] if demo else links
