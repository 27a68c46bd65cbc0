"""The consent page: who asks, for whom, and what they will be told, with the values themselves."""

import json
from hashlib import sha256

from django.http.response import HttpResponseBase
from django.shortcuts import render

from ministry_services.claims import CLAIMS_OF_SCOPE, scopes_of_claims
from ministry_services.rules.authorization_requests import named_claims
from ministry_services.views.authorization_steps import Visit

_KNOWN_CLAIMS = frozenset().union(*CLAIMS_OF_SCOPE.values()) - {"sub"}


def claims_named(visit: Visit) -> dict[str, dict[str, None]]:
    """Give the claims that the application named one by one (OIDC Core §5.5)."""
    return named_claims(visit.waiting.parameters.get("claims", ""), known=_KNOWN_CLAIMS)


def told_scope(visit: Visit) -> frozenset[str]:
    """Give all the scopes that the answer will tell of: those asked for, and those of the claims named one by one."""
    named = scopes_of_claims(claims_named(visit)) & frozenset(visit.waiting.relying_party.scopes)
    return frozenset(visit.asked.scope) | named


def mark_of(visit: Visit) -> str:
    """Give a mark of what is agreed to: another person, or another enterprise chosen in another tab, changes it."""
    agreed = [str(visit.user.pk), visit.waiting.handle, sorted(told_scope(visit)), dict(visit.access.details or {})]
    return sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()


def show_consent(visit: Visit) -> HttpResponseBase:
    context = {
        "waiting": visit.waiting,
        "service": visit.service,
        "mark": mark_of(visit),
        "details": visit.access.details,
    }
    return render(visit.request, "ministry_services/authorization_consent.html", context)
