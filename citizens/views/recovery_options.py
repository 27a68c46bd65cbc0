"""R-04, the beginning: the right password, then the identity again, before image, phrase and questions."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.confirmation import is_confirmed
from accounts.models import User
from accounts.states import Portal, UserState
from accounts.views.access import other_portal
from citizens.identity_check import CheckPurpose, Proven, begin_check, forget_check, is_used, note_use, proven
from citizens.options_draft import begin_options, kept_options
from citizens.queries.recovery import proven_person
from citizens.services.recovery import NotTheOwner, confirm_owner
from citizens.stages import question_stage
from clicsequr.kernel.pages import page


@page(journals=True)
def recover_options(request: HttpRequest) -> HttpResponseBase:
    """Say what is needed, begin the identity check, and take its result."""
    if request.user.is_authenticated and request.user.portal != Portal.CITIZENS:
        return other_portal(request, needed=Portal.CITIZENS)
    owner, is_begun = _owner(request)
    if owner is None or owner.state != UserState.ACTIVE:
        return render(request, "citizens/recover_options_sign_in.html")
    if request.user.is_authenticated and not is_begun and not is_confirmed(request):
        return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': request.path})}")
    if proven_person(owner) is None:
        return _without_proof(request, owner)
    done = proven(request, purpose=CheckPurpose.OPTIONS, subject=str(owner.pk))
    return _with_proof(request, owner, done, is_begun=is_begun)


def _owner(request: HttpRequest) -> tuple[User | None, bool]:
    """Give who has shown the right password: now, or when the recovery began; and whether it has begun."""
    kept = kept_options(request)
    begun = kept[1] if kept else None
    stage = question_stage(request)
    present = request.user if request.user.is_authenticated else stage.login.user if stage else None
    owner = present or begun
    return owner, owner is not None and owner == begun


def _with_proof(request: HttpRequest, owner: User, done: Proven | None, *, is_begun: bool) -> HttpResponse:
    if done is None:
        return _begin(request, owner)
    try:
        if not is_used(request, done):
            confirm_owner(owner, reference=done.reference, by=owner)
            note_use(request, done)
    except NotTheOwner as refusal:
        response = render(request, "citizens/recover_refused.html", {"sentence": refusal.message}, status=403)
        forget_check(response)
        return response
    response = redirect("citizens:recover-options-step", step="image")
    if not is_begun:
        begin_options(response, owner)
    return response


def _begin(request: HttpRequest, owner: User) -> HttpResponse:
    if request.method != "POST":
        return render(request, "citizens/recover_options.html")
    response = begin_check(request, purpose=CheckPurpose.OPTIONS, subject=str(owner.pk))
    begin_options(response, owner)
    if stage := question_stage(request):
        stage.wait_longer()
    return response


def _without_proof(request: HttpRequest, owner: User) -> HttpResponse:
    """A code by e-mail has to open the session first: it is what the profile asks for the same changes."""
    if not request.user.is_authenticated:
        return render(request, "citizens/recover_options_by_email.html")
    if request.method != "POST":
        return render(request, "citizens/recover_options.html", {"is_without_proof": True})
    response = redirect("citizens:recover-options-step", step="image")
    begin_options(response, owner)
    return response
