"""Which registration this browser holds: its id is in the session and nowhere else."""

from contextlib import suppress
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.views.journeys import language_of_page, with_return
from clicsequr.kernel.errors import Throttled
from enterprises.models import Registration
from enterprises.queries.registrations import registrations_of_browser
from enterprises.services.registration_email import send_confirmation_code
from enterprises.states import RegistrationState
from enterprises.steps import Step, first_incomplete

HELD = "registration_id"
PUT_ASIDE = "registration_put_aside_id"


def held_registration(request: HttpRequest) -> Registration | None:
    """Give the draft or the submitted registration of this browser, while it is kept."""
    held = request.session.get(HELD)
    return registrations_of_browser(held, now=timezone.now()).first() if held else None


def hold_registration(request: HttpRequest, registration: Registration) -> None:
    # A session id that somebody planted must not hold a draft.
    request.session.cycle_key()
    request.session[HELD] = str(registration.pk)


def step_url(step: Step, *, returning: bool = False) -> str:
    """Give the address of a step; one opened from the check page leads back there, asking only what became void."""
    url = reverse("enterprises:registration-step", args=[step])
    return with_return(url) if returning and step != Step.CHECK else url


def go_to_step(registration: Registration, *, step: Step | None = None, returning: bool = False) -> HttpResponse:
    """Lead to a step, by default the first that lacks an answer; a code to enter is sent on the way."""
    target = step or first_incomplete(registration)
    if target == Step.EMAIL_CODE and not registration.rse_email_confirmed_at:
        # Sent a moment ago: that code still opens, and the page can ask for another.
        with suppress(Throttled):
            send_confirmation_code(registration, language=language_of_page(), now=timezone.now())
    return redirect(step_url(target, returning=returning))


def go_where_it_stands(registration: Registration | None) -> HttpResponse:
    """Lead a browser without an open draft to what it has: the result of a submission, or the beginning."""
    if registration is not None and registration.state != RegistrationState.DRAFT:
        return redirect("enterprises:registration-submitted")
    return redirect(f"{reverse('enterprises:registration-start')}?{urlencode({'session': 'perdue'})}")
