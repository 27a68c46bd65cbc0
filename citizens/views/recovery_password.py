"""R-03 for a citizen: besides the link, an answer, a second factor or an identity; then a new password."""

from collections.abc import Callable
from functools import wraps

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.devices import source_of
from accounts.forms.sign_in import SecondFactorForm
from accounts.link_confirmation import remember_link, remembered_link
from accounts.models import PasswordReset
from accounts.passkeys import PasskeyRefused, used_passkey
from accounts.queries.password_links import link_token
from accounts.queries.second_factors import second_factors_of
from accounts.services.recovery import LinkRefused, LinkUnknown, usable_link
from accounts.services.second_factors import WrongCode, check_second_factor
from accounts.states import Portal
from accounts.views.recovery import link_refused
from accounts.views.sign_in import locked_page
from citizens.forms.sign_in import AnswerForm
from citizens.identity_check import CheckPurpose, begin_check, forget_check, proven
from citizens.queries.recovery import proven_person
from citizens.queries.security import question_for
from citizens.services.recovery import NotTheOwner, confirm_owner, note_owner
from citizens.services.security_answers import QuestionChanged, WrongAnswer, check_answer
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page

LinkView = Callable[[HttpRequest, PasswordReset], HttpResponse]


def for_opened_link(view: LinkView) -> Callable[[HttpRequest], HttpResponse]:
    """Put under `@page`: give the view the link this browser opened; say why when it serves no more."""

    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        reset = remembered_link(request)
        try:
            if reset is not None and reset.user.portal != Portal.CITIZENS:
                raise LinkUnknown
            return view(request, usable_link(reset, now=timezone.now()))
        except LinkRefused as refusal:
            return link_refused(request, refusal, reset)

    return opened


@page()
@for_opened_link
def recover_password_confirm(request: HttpRequest, reset: PasswordReset) -> HttpResponse:
    """The question of the next sign-in, with the same tries; the other ways beside it."""
    if "identity" in request.POST:
        return begin_check(request, purpose=CheckPurpose.PASSWORD, subject=str(reset.user.pk))
    form = AnswerForm(request.POST or None, asked=question_for(reset.user))
    if request.method == "POST" and form.is_valid():
        return _answer(request, reset, form)
    return _confirm_page(request, reset, form)


def _answer(request: HttpRequest, reset: PasswordReset, form: AnswerForm) -> HttpResponse:
    user, given = reset.user, form.cleaned_data
    source = source_of(request, user.username)
    try:
        check_answer(
            user.username, question=given["question"], typed=given["answer"], source=source, now=timezone.now()
        )
    except Throttled as refusal:
        return locked_page(request, refusal, template="citizens/recover_password_locked.html", **_other_ways(reset))
    except WrongAnswer as refusal:
        form.add_error("answer", refusal.with_tries_left)
        return _confirm_page(request, reset, form)
    except QuestionChanged as refusal:
        errors = [{"text": refusal.message, "target": "id_answer"}]
        return _confirm_page(request, reset, AnswerForm(asked=question_for(user)), summary_errors=errors)
    return _confirmed(reset, means="question")


def _confirm_page(request: HttpRequest, reset: PasswordReset, form: AnswerForm, **context: object) -> HttpResponse:
    shown = {"form": form, **_other_ways(reset), **context}
    return render(request, "citizens/recover_password_confirm.html", shown)


def _other_ways(reset: PasswordReset) -> dict[str, object]:
    return {"has_proof": proven_person(reset.user) is not None, "has_factor": second_factors_of(reset.user).exists()}


@page()
@for_opened_link
def recover_password_factor(request: HttpRequest, reset: PasswordReset) -> HttpResponse:
    """A code of the application, a recovery code or a passkey in place of the answer."""
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_second_factor(reset.user, code=form.cleaned_data["code"], now=timezone.now())
            return _confirmed(reset, means="second_factor")
        except Throttled as refusal:
            return locked_page(request, refusal, template="citizens/recover_password_locked.html", **_other_ways(reset))
        except WrongCode as refusal:
            form.add_error("code", refusal.message)
    return _factor_page(request, reset, form)


@page(reads=())
@for_opened_link
def recover_password_passkey(request: HttpRequest, reset: PasswordReset) -> HttpResponse:
    try:
        passkey = used_passkey(request.POST.get("credential", ""))
        if passkey.user.pk != reset.user.pk:
            raise PasskeyRefused
    except PasskeyRefused as refusal:
        return _factor_page(request, reset, SecondFactorForm(), summary_errors=[{"text": refusal.message}])
    return _confirmed(reset, means="second_factor")


def _factor_page(request: HttpRequest, reset: PasswordReset, form: SecondFactorForm, **context: object) -> HttpResponse:
    kinds = {factor.type for factor in second_factors_of(reset.user)}
    if not kinds:
        return redirect("citizens:recover-password-confirm")
    if Authenticator.Type.WEBAUTHN in kinds:
        context["passkey_options_url"] = reverse("accounts:passkey-options")
        context["passkey_action"] = reverse("citizens:recover-password-passkey")
    return render(request, "citizens/recover_password_factor.html", {"form": form, **context})


@page(writes=(), journals=True)
@for_opened_link
def recover_password_proven(request: HttpRequest, reset: PasswordReset) -> HttpResponse:
    """The end of an identity check: it opens the account of that person and no other."""
    done = proven(request, purpose=CheckPurpose.PASSWORD, subject=str(reset.user.pk))
    if done is None:
        return redirect("citizens:recover-password-confirm")
    try:
        confirm_owner(reset.user, reference=done.reference, by=reset.user)
        response = _link_page(reset)
    except NotTheOwner as refusal:
        response = render(request, "citizens/recover_refused.html", {"sentence": refusal.message}, status=403)
    else:
        remember_link(response, reset, is_confirmed=True, now=timezone.now())
    forget_check(response)
    return response


def _confirmed(reset: PasswordReset, *, means: str) -> HttpResponse:
    """Go on to the new password, in this browser alone."""
    note_owner(reset.user, means=means, by=reset.user)
    response = _link_page(reset)
    remember_link(response, reset, is_confirmed=True, now=timezone.now())
    return response


def _link_page(reset: PasswordReset) -> HttpResponse:
    return redirect("accounts:new-password", token=link_token(reset))
