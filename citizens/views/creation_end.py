"""How a creation ends: as an account, put aside, or refused (screens.md C-16, C-18, C-19, Z-09)."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import APPLICANT
from accounts.authentication_context import CREATION
from accounts.next_address import in_present_language
from accounts.sign_in_flow import begin_session
from accounts.views.journeys import language_of_page, posted_version
from citizens.identity_check import CheckPurpose, current_check, forget_check, keep_check, proven
from citizens.models import AccountCreation
from citizens.rules.creation import CreationAnswers, kept_until
from citizens.services.account_creation import UserCodeTaken, abandon_creation, pause_creation
from citizens.services.account_creation_end import TermsChanged, complete_creation
from citizens.services.identity import PersonHasAccount
from citizens.services.security_options import UnfitPhrase
from citizens.states import CreationState
from citizens.steps import JOURNEY, Step
from citizens.views.access import CitizenRequest, citizen_page
from citizens.views.creation_session import (
    COOKIE,
    HELD,
    PUT_ASIDE,
    answers_of,
    held_draft,
    keep_secrets,
    kept_creation,
    service_address,
    step_url,
)
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.masking import mask_email
from clicsequr.kernel.pages import page

# Where a refusal at the end is put right; any other leads to the first step that lacks an answer.
STEP_OF: dict[type[DomainError], Step] = {
    UserCodeTaken: Step.USER_CODE,
    TermsChanged: Step.TERMS,
    UnfitPhrase: Step.PHRASE,
}


def end_creation(request: HttpRequest, answers: CreationAnswers) -> HttpResponse:
    """Make the account and begin its session at once, or lead to what has to be put right with all answers kept."""
    now, version = timezone.now(), posted_version(request)
    proof = proven(request, purpose=CheckPurpose.CREATION, subject=str(answers.draft.pk))
    try:
        done = complete_creation(
            answers.draft.pk, secrets=answers.secrets, proof=proof, version=version, now=now, by=APPLICANT
        )
    except PersonHasAccount:
        return _to_existing_account(request, answers)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        target = STEP_OF.get(type(refusal)) or JOURNEY.first_incomplete(answers)
        response = redirect(step_url(target, returning=True))
        keep_secrets(response, answers)
        return response
    return _enter(request, done, now=now)


def _to_existing_account(request: HttpRequest, answers: CreationAnswers) -> HttpResponse:
    """C-15: another creation of this person ended meanwhile."""
    check = current_check(request)
    if check is None:
        return redirect(step_url(Step.IDENTITY))
    response = keep_check(redirect("citizens:identity-has-account"), check, has_account=True)
    keep_secrets(response, answers)
    return response


def _enter(request: HttpRequest, done: AccountCreation, *, now: datetime) -> HttpResponse:
    """Begin the session and go to the service (C-19); a second click at the same moment finds it begun."""
    target = _target(done)
    if done.updated_at == now and done.user is not None:
        del request.session[HELD]
        if done.service is not None or done.next_address:  # the last page says it itself
            messages.success(request, _("Votre compte est activé. Nous vous l’avons confirmé par courriel."))
        response = begin_session(request, done.user, next_address=target, method=CREATION)
    else:
        response = redirect(in_present_language(target))
    response.status_code = 303
    COOKIE.forget(response)
    forget_check(response)
    return response


def _target(done: AccountCreation) -> str:
    if done.service is not None:
        return service_address(done)
    return done.next_address or reverse("citizens:creation-completed")


@citizen_page(writes=())
def creation_completed(request: CitizenRequest) -> HttpResponse:
    """C-19, where no service came along: the code to keep, and where to go."""
    context = {"masked_email": mask_email(request.user.email), "user_code": request.user.user_code}
    return render(request, "citizens/creation_completed.html", context)


def put_aside(request: HttpRequest, draft: AccountCreation) -> HttpResponse:
    """Free this browser of the draft and of every secret (Z-09)."""
    paused = pause_creation(draft.pk, language=language_of_page(), now=timezone.now(), by=APPLICANT)
    if paused.is_resumable:
        del request.session[HELD]
    request.session[PUT_ASIDE] = str(paused.pk)
    response = redirect("citizens:creation-saved")
    COOKIE.forget(response)
    forget_check(response)
    return response


@page(audience="applicant")
def creation_saved(request: HttpRequest) -> HttpResponse:
    """Say what is kept, until when and how to come back; whoever leaves the identity check confirms it here."""
    aside, held = request.session.get(PUT_ASIDE, ""), held_draft(request)
    if held is not None and (held.is_resumable or aside != str(held.pk)):
        if request.method == "POST":
            return put_aside(request, held)
        leaving = {"back_url": step_url(JOURNEY.first_incomplete(answers_of(request, held)))}
        return render(request, "citizens/creation_leave.html", leaving)
    draft = kept_creation(aside)
    if draft is None or draft.state != CreationState.DRAFT:
        return redirect("citizens:creation")
    context: dict[str, object] = {
        "draft": draft,
        "until": kept_until(draft.updated_at, days=settings.CREATION_DRAFT_DAYS),
        "masked_email": mask_email(draft.email),
        "back_to_draft_url": step_url(JOURNEY.first_incomplete(answers_of(request, held))) if held else "",
    }
    return render(request, "citizens/creation_saved.html", context)


@page(audience="applicant")
def creation_refused(request: HttpRequest) -> HttpResponse:
    """The conditions are refused: after a confirmation the draft is erased (C-16)."""
    draft = held_draft(request)
    if draft is None or request.method != "POST":
        context = {"is_erased": draft is None, "danger": True, "back_url": step_url(Step.TERMS) if draft else ""}
        return render(request, "citizens/creation_refused.html", context)
    abandon_creation(draft.pk, by=APPLICANT)
    del request.session[HELD]
    response = redirect("citizens:creation-refused")
    COOKIE.forget(response)
    forget_check(response)
    return response


@page(writes=(), audience="applicant")
def creation_identity_proven(request: HttpRequest) -> HttpResponse:
    """Where a finished identity check comes back to: on with the creation."""
    draft = held_draft(request)
    if draft is None:
        return redirect(f"{reverse('citizens:creation')}?session=perdue")
    answers = answers_of(request, draft)
    response = redirect(step_url(JOURNEY.first_incomplete(answers)))
    keep_secrets(response, answers)
    return response
