"""How an identity check ends otherwise than well, and the ways around it (screens.md C-13 to C-15)."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.next_address import kwargs_of
from accounts.states import Portal
from citizens.identity_check import CheckPurpose, current_check, keep_check, lost_check
from citizens.services.tries import identity_blocked_until
from citizens.views.identity_page import leave_check
from clicsequr.kernel.pages import page
from ministry_services.queries.waiting import waiting_at


@page(writes=(), audience="everyone")
def identity_refused(request: HttpRequest) -> HttpResponse:
    """C-13: until when, what is kept, whom to call; of this check, or of the account in session."""
    check = current_check(request)
    until = _blocked_until(request)
    if until is None:
        return redirect("citizens:identity" if check else "home")
    purpose = check.purpose if check else CheckPurpose.PROOF
    context = {
        "until": until,
        "is_creation": purpose == CheckPurpose.CREATION,
        "leave_url": reverse("citizens:identity-leave") if check else reverse("citizens:home"),
        "draft_days": settings.CREATION_DRAFT_DAYS,
        "waiting": waiting_at(check.next_address if check else request.GET.get("next"), now=timezone.now()),
    }
    return render(request, "citizens/identity_refused.html", context)


@page(writes=(), audience="everyone")
def identity_other_ways(request: HttpRequest) -> HttpResponse:
    """C-14: a letter, the telephone, back to the service; anybody may read it."""
    check = current_check(request)
    context = {
        "back_url": reverse("citizens:identity") if check else "",
        "service_url": _service_page(check.next_address) if check else "",
        "has_check": check is not None,
    }
    return render(request, "citizens/identity_other_ways.html", context)


@page(audience="applicant")
def identity_has_account(request: HttpRequest) -> HttpResponse:
    """C-15: told only to who has just proven to be that person; a second account where the setting allows it."""
    check = current_check(request)
    if check is None or not check.has_account:
        return redirect("citizens:identity") if check else lost_check(request)
    may_go_on = settings.CITIZEN_SEVERAL_ACCOUNTS and check.purpose == CheckPurpose.CREATION
    if request.method == "POST" and may_go_on:
        return keep_check(redirect(check.plan.proven), check, has_account=False)
    context = {"may_go_on": may_go_on, "is_creation": check.purpose == CheckPurpose.CREATION, "check": check}
    return render(request, "citizens/identity_has_account.html", context)


@page(writes=(), audience="everyone")
def identity_leave(request: HttpRequest) -> HttpResponse:
    """Drop what was typed, and lead where the purpose came from."""
    check = current_check(request)
    return leave_check(request, check) if check else redirect("home")


def _blocked_until(request: HttpRequest) -> datetime | None:
    check = current_check(request)
    if check is not None and check.blocked_until:
        return datetime.fromisoformat(check.blocked_until)
    if request.user.is_authenticated and request.user.portal == Portal.CITIZENS:
        return identity_blocked_until(request.user, now=timezone.now())
    return None


def _service_page(gate: str) -> str:
    """Give the page of the service whose gate asked for the proof; nothing when no gate did."""
    slug = kwargs_of(gate).get("slug")
    return reverse("ministry_services:service", args=[slug]) if slug else ""
