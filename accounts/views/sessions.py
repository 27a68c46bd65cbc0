"""My open sessions (screens.md K-04): which, since when, with what; end one, or all but this one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries.sessions import OpenSession, open_sessions
from accounts.services.sessions import end_other_sessions, end_session
from accounts.views.access import AccountRequest, account_page


@account_page(writes=())
def sessions(request: AccountRequest) -> HttpResponse:
    return render(request, "accounts/sessions.html", {"sessions": _sessions_of(request)})


@account_page(reads=())
def session_end(request: AccountRequest, name: str) -> HttpResponse:
    """End one of one’s own; this one ends by signing out."""
    found = next((one for one in _sessions_of(request) if one.name == name and not one.is_this_one), None)
    if found is None:
        raise Http404
    end_session(found, by=request.user)
    messages.success(request, _("La session est fermée."))
    return redirect("accounts:sessions")


@account_page(reads=())
def sessions_end_others(request: AccountRequest) -> HttpResponse:
    end_other_sessions(request.user, key=request.session.session_key or "", by=request.user)
    messages.success(request, _("Vos autres sessions sont fermées."))
    return redirect("accounts:sessions")


def _sessions_of(request: AccountRequest) -> list[OpenSession]:
    return open_sessions(request.user, key=request.session.session_key or "", now=timezone.now())
