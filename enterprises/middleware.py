"""Lead a Clic Revenu enterprise to its terms from every address (seed; screens.md L-01)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
from accounts.states import Portal
from enterprises.queries.legacy import memberships_owing_terms

# Help (screens.md §12), the text of the terms, the way out. The language switch is the same address in the other one.
# What a service asks is kept and answered: where no page may be shown, the terms are no answer (access_policy.py asks).
OPEN = frozenset(
    {
        "help",
        "help-page",
        "help-article",
        "glossary",
        "where-to-find",
        "accessibility",
        "privacy",
        "cookies",
        "terms",
        "accounts:sign-out",
        "accounts:signed-out",
        "accounts:keep-alive",
        "enterprises:legacy-terms",
        "openid:authorize",
        "openid:end-session",
        "ministry_services:authorization",
        "ministry_services:session-end",
    }
)
SETTLED = "legacy_terms_settled"  # session key: nothing to accept for this person, whatever comes


class LegacyTermsMiddleware:
    """Cost: one query at a person's first page, none after; while terms are owed, one a page.

    The mark is only ever set for a person who owes nothing, so acceptance acts at the next request of every session.
    A person added meanwhile to a firm that owes is stopped by `member_page`, which reads the enterprise anyway.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        user = request.user
        if not user.is_authenticated or user.portal != Portal.ENTERPRISES or _is_open(request):
            return None
        return redirect("enterprises:legacy-terms") if owes_terms(request) else None


def owes_terms(request: HttpRequest) -> bool:
    """Say whether the person signed in to Entreprises owes an answer to the terms, asked until they owe none."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  whoever asks has looked
    if request.session.get(SETTLED) == str(user.pk):
        return False
    if memberships_owing_terms(user).exists():
        return True
    request.session[SETTLED] = str(user.pk)
    return False


def _is_open(request: HttpRequest) -> bool:
    match = request.resolver_match
    # The demonstration's own pages (its mails) are no part of the portal.
    return match is not None and (match.view_name in OPEN or match.namespaces[:1] == ["demo"])
