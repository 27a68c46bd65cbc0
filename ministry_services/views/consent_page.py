"""The consent page: who asks, for whom, and what they will be told, with the values themselves."""

import json
from hashlib import sha256

from django.http.response import HttpResponseBase
from django.shortcuts import render

from ministry_services.claims import CLAIMS_OF_SCOPE, id_token_claims, scopes_of_claims, userinfo_claims
from ministry_services.models import Authorization
from ministry_services.queries.catalogue import tasks_named
from ministry_services.rules.authorization_requests import named_claims
from ministry_services.views.authorization_steps import Visit
from ministry_services.views.told import enterprise_rows, person_rows


def claims_named(visit: Visit) -> dict[str, dict[str, None]]:
    """Give the claims that the application named one by one (OIDC Core §5.5), of the scopes that it may ask for now.

    What it may ask for later is agreed to later.
    """
    allowed = frozenset().union(*(CLAIMS_OF_SCOPE.get(name, ()) for name in visit.waiting.relying_party.scopes))
    return named_claims(visit.waiting.parameters.get("claims", ""), known=allowed - {"sub"})


def told_scope(visit: Visit) -> frozenset[str]:
    """Give all the scopes that the answer will tell of: those asked for, and those of the claims named one by one."""
    return frozenset(visit.asked.scope) | scopes_of_claims(claims_named(visit))


def mark_of(visit: Visit) -> str:
    """Give a mark of what is agreed to: another person, or another enterprise chosen in another tab, changes it."""
    agreed = [str(visit.user.pk), visit.waiting.handle, sorted(told_scope(visit)), dict(visit.access.details or {})]
    return sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()


def show_consent(visit: Visit) -> HttpResponseBase:
    """Show what would be told as the answer itself would tell it, and ask."""
    details = visit.access.details
    tasks = tasks_named(visit.service, details["tasks"]) if details and details.get("tasks") else []
    context = {
        "waiting": visit.waiting,
        "service": visit.service,
        "ministry": visit.waiting.relying_party.ministry,
        "mark": mark_of(visit),
        "person_rows": person_rows(_told(visit)),
        "enterprise_rows": enterprise_rows(details, tasks) if details else [],
        "is_changed": "continue" in visit.request.POST,
    }
    return render(visit.request, "ministry_services/authorization_consent.html", context)


def _told(visit: Visit) -> dict[str, object]:
    unwritten = Authorization(
        user=visit.user,
        relying_party=visit.waiting.relying_party,
        claims=claims_named(visit),
    )
    scope = " ".join(name for name in visit.asked.scope if name != "openid")
    return userinfo_claims(unwritten, scope=scope, access=visit.access) | id_token_claims(
        unwritten, access=visit.access
    )
