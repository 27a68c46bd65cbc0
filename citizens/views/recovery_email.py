"""R-05: an address out of reach. The identity, a new address, then 48 hours and a notice to the former one."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.forms.profile import EmailCodeForm
from accounts.models import User
from accounts.services.email_codes import ExpiredEmailCode, WrongEmailCode
from citizens.forms.recovery import NewEmailForm
from citizens.identity_check import CheckPurpose, begin_check, forget_check, proven
from citizens.queries.recovery import accounts_to_reach
from citizens.services.recovery import NotTheOwner, ask_new_email, take_new_email
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.masking import mask_email
from clicsequr.kernel.pages import page
from clicsequr.kernel.sealed_cookies import SealedCookie

ASKED = SealedCookie(
    "new_email", purpose="citizens.recovery.new_email", lasts=timedelta(minutes=30), holds=["account", "email"]
)
PersonView = Callable[[HttpRequest, UUID], HttpResponse]


def for_proven_person(view: PersonView) -> Callable[[HttpRequest], HttpResponse]:
    """Put under `@page`: give the view the person who has just proven who they are."""

    @wraps(view)
    def entered(request: HttpRequest) -> HttpResponse:
        done = proven(request, purpose=CheckPurpose.EMAIL, subject="")
        return view(request, done.reference) if done else redirect("citizens:recover-email")

    return entered


@page()
def recover_email(request: HttpRequest) -> HttpResponse:
    """Say how it goes, and who cannot."""
    if request.method == "POST":
        return begin_check(request, purpose=CheckPurpose.EMAIL, subject="")
    return render(request, "citizens/recover_email.html", {"hours": settings.EMAIL_UNDO_HOURS})


@page()
@for_proven_person
def recover_email_address(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The new address, for which account when there are several."""
    accounts = list(accounts_to_reach(reference))
    if not accounts:
        return render(request, "citizens/recover_email_none.html")
    form = NewEmailForm(request.POST or None, accounts=accounts)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        account, email = form.cleaned_data["account"], form.cleaned_data["email"]
        try:
            return _send(account, email=email)
        except Throttled as refusal:
            context["summary_errors"] = [{"text": refusal.message}]
    return render(request, "citizens/recover_email_address.html", context)


def _send(account: User, *, email: str) -> HttpResponse:
    now = timezone.now()
    ask_new_email(account, email=email, by=account, now=now)
    response = redirect("citizens:recover-email-code")
    ASKED.put(response, {"account": str(account.pk), "email": email}, now=now)
    return response


@page()
@for_proven_person
def recover_email_code(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The code that the new address received; then the delay begins."""
    asked = ASKED.read(request, now=timezone.now())
    account = accounts_to_reach(reference).filter(pk=asked["account"]).first() if asked else None
    if asked is None or account is None:
        return redirect("citizens:recover-email-address")
    form = EmailCodeForm(request.POST if "digits" in request.POST else None)
    context: dict[str, object] = {"form": form, "address": mask_email(asked["email"])}
    try:
        if "resend" in request.POST:
            return _send(account, email=asked["email"])
        if form.is_valid():
            return _take(account, reference, form.cleaned_data["digits"])
    except (Throttled, NotTheOwner) as refusal:
        context["summary_errors"] = [{"text": refusal.message}]
    except (WrongEmailCode, ExpiredEmailCode) as refusal:
        form.add_error("digits", refusal.message)
    return render(request, "citizens/recover_email_code.html", context)


def _take(account: User, reference: UUID, digits: str) -> HttpResponse:
    take_new_email(account, reference=reference, digits=digits, by=account, now=timezone.now())
    response = redirect("citizens:recover-email-asked")
    ASKED.forget(response)
    forget_check(response)
    return response


@page(writes=())
def recover_email_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "citizens/recover_email_asked.html", {"hours": settings.EMAIL_UNDO_HOURS})
