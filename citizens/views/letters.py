"""A code by post, the second way to prove who one is: asked for, then entered (screens.md C-14)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language

from citizens.forms.identity import NasForm
from citizens.forms.letters import LetterCodeForm, LetterForm
from citizens.identity_check import Check, CheckPurpose, finish_check, keep_check
from citizens.queries.letters import letter_files
from citizens.register import PersonParticulars, RegisterUnavailable
from citizens.rules.letters import next_letter_at
from citizens.services import code_letters
from citizens.services.code_letters import NoPostalAddress, ask_letter, verify_letter_code
from citizens.services.identity import IdentityMismatch
from citizens.services.tries import Tries, TryAlreadyMade, tries_left
from citizens.states import ProofMethod
from citizens.views.identity import NUMBER
from citizens.views.identity_page import actor_of, block_check, check_page, place_of_try, posted_tries, show, show_try
from clicsequr.kernel.errors import DomainError, Throttled
from clicsequr.kernel.masking import mask_nas

Form = LetterForm | LetterCodeForm
ASKED = "asked_letter"
OTHER_WAYS = "citizens:identity-other-ways"


@check_page()
def letter(request: HttpRequest, check: Check) -> HttpResponse:
    """Ask for a letter: the NAS when it is not given yet, then who one is. The address is the register's."""
    if _wants_number(request, check):
        return _number(request, check, tries=code_letters.REQUEST, after="citizens:letter")
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, check, form)
    return _show(request, check, "letter_ask", form, tries=code_letters.REQUEST)


@check_page(writes=())
def letter_asked(request: HttpRequest, check: Check) -> HttpResponse:
    """Say where the letter that this browser asked for is, and what comes next."""
    asked = get_object_or_404(letter_files(), pk=_asked_in(request, check))
    again_at = next_letter_at(state=asked.state, requested_at=asked.requested_at, posted_at=asked.posted_at)
    return show(
        request,
        check,
        "letter_asked",
        page_number=NUMBER,
        back="",
        letter=asked,
        again_at=again_at,
        arrives_days=settings.CODE_LETTER_ARRIVES_DAYS,
        serves_days=settings.CODE_LETTER_DAYS,
        draft_days=settings.CREATION_DRAFT_DAYS if check.purpose == CheckPurpose.CREATION else 0,
    )


@check_page()
def letter_code(request: HttpRequest, check: Check) -> HttpResponse:
    """Enter the code of a letter, with the NAS: together they prove who one is."""
    if _wants_number(request, check):
        return _number(request, check, tries=code_letters.VERIFICATION, after="citizens:letter-code")
    form = LetterCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _verify(request, check, form)
    return _show(request, check, "letter_code", form, tries=code_letters.VERIFICATION)


def _wants_number(request: HttpRequest, check: Check) -> bool:
    return not check.nas or "number" in request.GET


def _number(request: HttpRequest, check: Check, *, tries: Tries, after: str) -> HttpResponse:
    form = NasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        nas = form.cleaned_data["nas"]
        try:
            tries_left(tries, nas=nas, source=place_of_try(request, check), now=timezone.now())
        except Throttled as refusal:
            return block_check(check, refusal)
        # Another number: what was given about the first says nothing of this one.
        typed = {} if nas == check.nas else {"access_code": "", "notice_number": "", "details": {}}
        return keep_check(redirect(after), check, nas=nas, **typed)
    return show(request, check, "letter_number", page_number=NUMBER, back=OTHER_WAYS, form=form)


def _ask(request: HttpRequest, check: Check, form: LetterForm) -> HttpResponse:
    try:
        asked = ask_letter(
            check.nas,
            particulars=PersonParticulars(**form.cleaned_data),
            language=get_language() or "fr",
            source=place_of_try(request, check),
            by=actor_of(request, check),
            now=timezone.now(),
            shown_left=posted_tries(request),
        )
    except Throttled as refusal:
        return block_check(check, refusal)
    except (IdentityMismatch, NoPostalAddress, TryAlreadyMade, RegisterUnavailable) as refusal:
        if isinstance(refusal, TryAlreadyMade) and _asked_in(request, check):  # sent twice, and the first was right
            return redirect("citizens:letter-asked")
        return _refused(request, check, "letter_ask", form, refusal, tries=code_letters.REQUEST)
    request.session[ASKED] = [check.id, str(asked.pk)]
    return redirect("citizens:letter-asked")


def _verify(request: HttpRequest, check: Check, form: LetterCodeForm) -> HttpResponse:
    try:
        reference = verify_letter_code(
            check.nas,
            code=form.cleaned_data["code"],
            check_id=check.id,
            source=place_of_try(request, check),
            by=actor_of(request, check),
            now=timezone.now(),
            shown_left=posted_tries(request),
        )
    except Throttled as refusal:
        return block_check(check, refusal)
    except (IdentityMismatch, TryAlreadyMade, RegisterUnavailable) as refusal:
        return _refused(request, check, "letter_code", form, refusal, tries=code_letters.VERIFICATION)
    return finish_check(request, reference=reference, method=ProofMethod.LETTER)


def _asked_in(request: HttpRequest, check: Check) -> str | None:
    """Give the letter asked for in this check: the next person at the same computer sees nothing of it."""
    check_id, letter_id = request.session.get(ASKED, ["", None])
    return letter_id if check_id == check.id else None


def _refused(
    request: HttpRequest, check: Check, name: str, form: Form, refusal: DomainError, *, tries: Tries
) -> HttpResponse:
    form.add_error(None, str(refusal.message))
    status = 503 if isinstance(refusal, RegisterUnavailable) else 200
    return _show(request, check, name, form, tries=tries, status=status)


def _show(
    request: HttpRequest, check: Check, name: str, form: Form, *, tries: Tries, status: int = 200
) -> HttpResponse:
    return show_try(
        request,
        check,
        name,
        tries=tries,
        page_number=NUMBER,
        back=OTHER_WAYS,
        status=status,
        form=form,
        masked_nas=mask_nas(check.nas),
        serves_days=settings.CODE_LETTER_DAYS,
        arrives_days=settings.CODE_LETTER_ARRIVES_DAYS,
    )
