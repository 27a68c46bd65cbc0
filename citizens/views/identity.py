"""The identity check, one number a page, verified together (screens.md C-09 to C-12)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from citizens.forms.identity import AccessCodeForm, NasForm, NoticeForm
from citizens.identity_check import Check, finish_check, keep_check
from citizens.register import RegisterUnavailable
from citizens.services.identity import VERIFICATION, IdentityMismatch, verify_identity
from citizens.services.tries import TryAlreadyMade, tries_left
from citizens.states import ProofMethod
from citizens.views.identity_page import actor_of, block_check, check_page, place_of_try, posted_tries, show, show_try
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.masking import HIDDEN, mask_nas

START, NUMBER, ACCESS_CODE, NOTICE = range(4)


@check_page()
def identity(request: HttpRequest, check: Check) -> HttpResponse:
    """C-09: why, who checks and what is kept, before anything is asked."""
    if request.method == "POST":
        return redirect("citizens:identity-number")
    return show(request, check, "identity_start", page_number=START, back="", back_url=check.back_address)


@check_page()
def identity_number(request: HttpRequest, check: Check) -> HttpResponse:
    """C-10: the NAS, told at once when its tries are used up."""
    form = NasForm(request.POST or None, is_given=bool(check.nas))
    if request.method == "POST" and form.is_valid():
        nas = form.cleaned_data["nas"] or check.nas
        # Another number: what was given about the first says nothing of this one.
        changes = {"nas": nas} if nas == check.nas else {"nas": nas, "access_code": "", "details": {}}
        try:
            tries_left(VERIFICATION, nas=nas, source=place_of_try(request, check), now=timezone.now())
        except Throttled as refusal:
            return block_check(check, refusal)
        return keep_check(redirect("citizens:identity-access-code"), check, **changes, notice_number="")
    return show(
        request,
        check,
        "identity_number",
        page_number=NUMBER,
        back="citizens:identity",
        single_question=True,
        form=form,
        given=mask_nas(check.nas) if check.nas else "",
    )


@check_page(needs=("nas",))
def identity_access_code(request: HttpRequest, check: Check) -> HttpResponse:
    """C-11: the access code; the one that « Demandez-le! » has just shown is filled in."""
    form = AccessCodeForm(request.POST or None, is_given=bool(check.access_code))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["access_code"] or check.access_code
        return keep_check(redirect("citizens:identity-notice"), check, access_code=code)
    return show(
        request,
        check,
        "identity_access_code",
        page_number=ACCESS_CODE,
        back="citizens:identity-number",
        single_question=True,
        form=form,
        given=HIDDEN * 2 if check.access_code else "",
    )


@check_page(needs=("nas", "access_code"))
def identity_notice(request: HttpRequest, check: Check) -> HttpResponse:
    """C-12: the notice number, then all three are verified together."""
    form = NoticeForm(request.POST or None, is_given=bool(check.notice_number))
    if request.method == "POST" and form.is_valid():
        return _verify(request, check, form)
    return _show_notice(request, check, form)


def _verify(request: HttpRequest, check: Check, form: NoticeForm) -> HttpResponse:
    number = form.cleaned_data["notice_number"] or check.notice_number
    try:
        reference = verify_identity(
            check.nas,
            access_code=check.access_code,
            notice_number=number,
            source=place_of_try(request, check),
            by=actor_of(request, check),
            now=timezone.now(),
            shown_left=posted_tries(request),
        )
    except (IdentityMismatch, TryAlreadyMade) as refusal:
        form.add_error(None, refusal.message)
        return _show_notice(request, check, form)
    except Throttled as refusal:
        return block_check(check, refusal)
    except RegisterUnavailable as refusal:
        form.add_error(None, refusal.message)
        # Kept for the next try: nobody copies eleven characters twice because a server was down.
        return keep_check(_show_notice(request, check, form, status=503), check, notice_number=number)
    return finish_check(request, reference=reference, method=ProofMethod.NOTICE)


def _show_notice(request: HttpRequest, check: Check, form: NoticeForm, *, status: int = 200) -> HttpResponse:
    return show_try(
        request,
        check,
        "identity_notice",
        tries=VERIFICATION,
        page_number=NOTICE,
        back="citizens:identity-access-code",
        status=status,
        single_question=True,
        form=form,
        masked_nas=mask_nas(check.nas),
        hidden_code=HIDDEN * 2,
        given=bool(check.notice_number),
    )
