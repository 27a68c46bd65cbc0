"""Which creation this browser holds: its id is in the session, what was typed as a secret in a sealed cookie."""

from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.views.journeys import with_return
from citizens.identity_check import CheckPurpose, proven
from citizens.models import AccountCreation
from citizens.queries.creations import creations_of_browser
from citizens.rules.creation import CreationAnswers, TypedSecrets
from citizens.services.account_creation_email import send_confirmation_code
from citizens.states import CreationState
from citizens.steps import JOURNEY, Step
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.sealed_cookies import SealedCookie

HELD = "creation_id"
PUT_ASIDE = "creation_put_aside_id"
# As long as a session idles, and the half hour an identity check may take on its own pages.
COOKIE = SealedCookie(
    "creation",
    "citizens.creation",
    settings.SESSION_IDLE_LIMIT + timedelta(minutes=30),
    holds=["draft", *TypedSecrets().as_json()],
)


def held_creation(request: HttpRequest) -> AccountCreation | None:
    """Give the draft of this browser while it is kept, or the creation it has just ended."""
    return kept_creation(request.session.get(HELD, ""))


def held_draft(request: HttpRequest) -> AccountCreation | None:
    held = held_creation(request)
    return held if held is not None and held.state == CreationState.DRAFT else None


def kept_creation(creation_id: str) -> AccountCreation | None:
    return creations_of_browser(creation_id, now=timezone.now()).first() if creation_id else None


def hold_creation(request: HttpRequest, creation: AccountCreation) -> None:
    # A session id that somebody planted must not hold a draft.
    request.session.cycle_key()
    request.session[HELD] = str(creation.pk)


def answers_of(request: HttpRequest, draft: AccountCreation) -> CreationAnswers:
    """Give the draft with what this browser carries beside it: a cookie of another draft counts for nothing."""
    kept = COOKIE.read(request, now=timezone.now())
    secrets = TypedSecrets.from_json(kept) if kept and kept["draft"] == str(draft.pk) else TypedSecrets()
    proof = proven(request, purpose=CheckPurpose.CREATION, subject=str(draft.pk))
    return CreationAnswers(draft, secrets, is_proven=proof is not None)


def keep_secrets(response: HttpResponseBase, answers: CreationAnswers) -> None:
    """Leave the secrets for the next page, their time counted anew."""
    if answers.secrets != TypedSecrets():
        COOKIE.put(response, {"draft": str(answers.draft.pk), **answers.secrets.as_json()}, now=timezone.now())


def step_url(step: Step, *, returning: bool = False) -> str:
    """Give the address of a step; one opened from the check page leads back there, asking only what became void."""
    url = reverse("citizens:creation-step", args=[step])
    return with_return(url) if returning and step != Step.CHECK else url


def service_address(draft: AccountCreation) -> str:
    """Give the gate of the service one came for, with the way back to its application while it waits; or nothing."""
    if draft.service is None:
        return ""
    gate = reverse("citizens:service-access", args=[draft.service.slug])
    return f"{gate}?{urlencode({'next': draft.next_address})}" if draft.next_address else gate


def go_to_step(answers: CreationAnswers, *, step: Step | None = None, returning: bool = False) -> HttpResponse:
    """Lead to a step, by default the first that lacks an answer; a code to enter is sent on the way."""
    target = step or JOURNEY.first_incomplete(answers)
    if target == Step.EMAIL_CODE and not answers.draft.email_confirmed_at:
        # Sent a moment ago: that code still opens, and the page can ask for another.
        with suppress(Throttled):
            send_confirmation_code(answers.draft, now=timezone.now())
    response = redirect(step_url(target, returning=returning))
    keep_secrets(response, answers)
    return response
