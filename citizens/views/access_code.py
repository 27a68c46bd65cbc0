"""« Demandez-le! »: the access code of the year, for who knows their last return (screens.md D-01 to D-03)."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from citizens.forms.access_code import DetailsForm, IncomeForm
from citizens.identity_check import Check, keep_check
from citizens.register import PersonDetails, RegisterUnavailable
from citizens.rules.identity import last_return_year
from citizens.services.access_codes import REQUEST, ask_access_code
from citizens.services.identity import IdentityMismatch
from citizens.services.tries import TryAlreadyMade
from citizens.views.identity import ACCESS_CODE
from citizens.views.identity_page import actor_of, block_check, check_page, place_of_try, posted_tries, show, show_try
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.masking import mask_nas


@check_page(needs=("nas",))
def access_code_details(request: HttpRequest, check: Check) -> HttpResponse:
    """D-01: who, born when, living where; the NAS is carried over, masked."""
    form = DetailsForm(request.POST or None, initial=_as_given(check))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"date_of_birth": form.cleaned_data["date_of_birth"].isoformat()}
        return keep_check(redirect("citizens:access-code-income"), check, details=given)
    return show(
        request,
        check,
        "access_code_details",
        page_number=ACCESS_CODE,
        back="citizens:identity-access-code",
        form=form,
        masked_nas=mask_nas(check.nas),
    )


@check_page(needs=("nas", "details"))
def access_code_income(request: HttpRequest, check: Check) -> HttpResponse:
    """D-02: line 199; the answer is either the code, or one sentence whatever does not match."""
    form = IncomeForm(request.POST or None, year=last_return_year(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        return _ask(request, check, form)
    return _show_income(request, check, form)


@check_page(needs=("nas", "access_code"))
def access_code_shown(request: HttpRequest, check: Check) -> HttpResponse:
    """D-03: shown once. The mark that allows it is in the sealed cookie, and this page takes it away."""
    if request.method == "POST":
        return redirect("citizens:identity-access-code")
    code = check.access_code if check.shows_code else ""
    page = show(request, check, "access_code_shown", page_number=ACCESS_CODE, back="", code=code)
    return keep_check(page, check, shows_code=False)


def _ask(request: HttpRequest, check: Check, form: IncomeForm) -> HttpResponse:
    try:
        code = ask_access_code(
            check.nas,
            details=_said(check, line_199=form.cleaned_data["line_199"]),
            source=place_of_try(request, check),
            by=actor_of(request, check),
            now=timezone.now(),
            shown_left=posted_tries(request),
        )
    except (IdentityMismatch, TryAlreadyMade) as refusal:
        form.add_error(None, refusal.message)
        return _show_income(request, check, form)
    except Throttled as refusal:
        return block_check(check, refusal)
    except RegisterUnavailable as refusal:
        form.add_error(None, refusal.message)
        return _show_income(request, check, form, status=503)
    return keep_check(redirect("citizens:access-code-shown"), check, access_code=code, details={}, shows_code=True)


def _show_income(request: HttpRequest, check: Check, form: IncomeForm, *, status: int = 200) -> HttpResponse:
    return show_try(
        request,
        check,
        "access_code_income",
        tries=REQUEST,
        page_number=ACCESS_CODE,
        back="citizens:access-code-details",
        status=status,
        single_question=True,
        form=form,
    )


def _said(check: Check, *, line_199: Decimal) -> PersonDetails:
    return PersonDetails(
        first_name=check.details["first_name"],
        last_name=check.details["last_name"],
        date_of_birth=date.fromisoformat(check.details["date_of_birth"]),
        postal_code=check.details["postal_code"],
        line_199=line_199,
    )


def _as_given(check: Check) -> dict[str, object]:
    """Give what D-01 shows again to who comes back to it."""
    if not check.details:
        return {}
    return {**check.details, "date_of_birth": date.fromisoformat(check.details["date_of_birth"])}
