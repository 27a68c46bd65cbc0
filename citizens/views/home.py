"""The home of a person (screens.md K-01) and the services that the account opens (K-02)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.queries.activity import last_sign_in
from accounts.queries.email_changes import recent_change_of
from accounts.queries.messages import unread_count
from citizens.queries.services import citizens_services, proof_of
from citizens.services.tries import identity_blocked_until
from citizens.views.access import CitizenRequest, citizen_page
from clicsequr.kernel.masking import mask_email

SHOWN_SERVICES = 3


@citizen_page(writes=())
def home(request: CitizenRequest) -> HttpResponse:
    """K-01: since when, what waits, what one may do."""
    now = timezone.now()
    change = recent_change_of(request.user, now=now)
    context = {
        "last_sign_in": last_sign_in(request.user),
        "unread": unread_count(request.user),
        "services": citizens_services()[:SHOWN_SERVICES],
        "proof": proof_of(request.user),
        "blocked_until": identity_blocked_until(request.user, now=now),
        "change": change,
        "new_address": mask_email(change.new_email) if change else "",
    }
    return render(request, "citizens/home.html", context)


@citizen_page(writes=())
def services(request: CitizenRequest) -> HttpResponse:
    """K-02: one account opens them all; some ask for a proof of identity first."""
    context = {"services": list(citizens_services()), "proof": proof_of(request.user)}
    return render(request, "citizens/services.html", context)
