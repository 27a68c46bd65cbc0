"""What the pages of an identity check share: the check of this browser, its place among the steps, its ways out."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import VISITOR, OutsideActor
from accounts.devices import source_of
from accounts.models import User
from accounts.services.sign_in import Source
from citizens.identity_check import Check, CheckPurpose, current_check, forget_check, keep_check, lost_check
from citizens.services.tries import Tries, tries_left
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page

CheckView = Callable[[HttpRequest, Check], HttpResponse]
View = Callable[..., HttpResponseBase]
# Where each thing that a later page needs is given.
_GIVEN_AT = {
    "nas": "citizens:identity-number",
    "access_code": "citizens:identity-access-code",
    "details": "citizens:access-code-details",
}
_NOTHING_TYPED: dict[str, Any] = {"nas": "", "access_code": "", "notice_number": "", "details": {}, "shows_code": False}


def check_page(*, needs: Iterable[str] = (), writes: Iterable[str] = ("POST",)) -> Callable[[CheckView], View]:
    """Declare a page of a check: without one, or once it is finished, the person is led where they stand.

    `needs` names what earlier pages gave. A page sent for another check, begun since in this browser, changes nothing.
    """
    needs = tuple(needs)

    def declare(view: CheckView) -> View:
        @page(writes=tuple(writes), audience="applicant")
        @wraps(view)
        def entered(request: HttpRequest) -> HttpResponse:
            check = current_check(request)
            if check is None:
                return lost_check(request)
            return _led_elsewhere(request, check, needs) or view(request, check)

        return entered

    return declare


def _led_elsewhere(request: HttpRequest, check: Check, needs: tuple[str, ...]) -> HttpResponse | None:
    if check.reference:
        return redirect("citizens:identity-has-account" if check.has_account else check.plan.proven)
    if request.method == "POST" and request.POST.get("check") != check.id:
        messages.warning(
            request,
            _("Une autre vérification a été commencée depuis dans ce navigateur. Continuez-la ici; l’autre est finie."),
        )
        return redirect(request.get_full_path())
    if "save_and_exit" in request.POST:
        return leave_check(request, check)
    missing = next((name for name in needs if not getattr(check, name)), None)
    return redirect(_GIVEN_AT[missing]) if missing else None


def leave_check(request: HttpRequest, check: Check) -> HttpResponse:
    """Drop what was typed and lead out of the check."""
    if check.purpose == CheckPurpose.CREATION:
        # Who keeps the draft asks for a yes and drops the cookie then; our button is that yes, sent on as it is.
        return redirect(check.plan.leave, preserve_request=request.method == "POST")
    response = redirect(check.plan.leave)
    forget_check(response)
    return response


def block_check(check: Check, refusal: Throttled) -> HttpResponse:
    """Lead to C-13, without a number; the page says until when."""
    response = redirect("citizens:identity-refused")
    return keep_check(response, check, **_NOTHING_TYPED, blocked_until=refusal.retry_at.isoformat())


def actor_of(request: HttpRequest, check: Check) -> User | OutsideActor:
    """Give the account that is being proven; in every other purpose nobody is signed in."""
    return request.user if check.purpose == CheckPurpose.PROOF and isinstance(request.user, User) else VISITOR


def place_of_try(request: HttpRequest, check: Check) -> Source:
    return source_of(request, request.user.username if check.purpose == CheckPurpose.PROOF else "")


def posted_tries(request: HttpRequest) -> int:
    """Give how many tries the page that was sent said were left; a number it never shows when it is not one."""
    typed = request.POST.get("tries_left", "")
    return int(typed) if typed.isdecimal() and len(typed) < 4 else -1


def show(
    request: HttpRequest, check: Check, name: str, *, page_number: int, back: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Show a page of the check; `page_number` counts from C-09."""
    caption = ""
    if check.place:
        first, total = check.place
        caption = _("Étape %(place)d sur %(total)d") % {"place": first + page_number, "total": total}
    around = {
        "check": check,
        "caption": caption,
        "back_url": reverse(back) if back else "",
        "save_and_exit": check.purpose == CheckPurpose.CREATION,
        "leave_url": "" if check.purpose == CheckPurpose.CREATION else reverse("citizens:identity-leave"),
    }
    return render(request, f"citizens/{name}.html", around | context, status=status)


def show_try(request: HttpRequest, check: Check, name: str, *, tries: Tries, **shown: Any) -> HttpResponse:
    """Show a page that takes a try, with how many are left; C-13 once there is none. `shown` as `show` takes it."""
    try:
        left = tries_left(tries, nas=check.nas, source=place_of_try(request, check), now=timezone.now())
    except Throttled as refusal:
        return block_check(check, refusal)
    return show(request, check, name, tries_left=left, **shown)
