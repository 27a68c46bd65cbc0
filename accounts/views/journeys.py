"""What the step pages of every journey share: « Étape n sur m », the version of two tabs, the way back to the check."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clicsequr.kernel.forms import BaseForm

RETURN, TO_CHECK = "retour", "verification"


def language_of_page() -> str:
    return get_language() or "fr"


def with_return(url: str) -> str:
    """Give the address of a step opened from the check page: it leads back there, asking only what became void."""
    return f"{url}?{urlencode({RETURN: TO_CHECK})}"


def is_returning(request: HttpRequest) -> bool:
    return RETURN in request.GET


def posted_version(request: HttpRequest) -> int:
    """Give the version of the draft that the page was opened with; a forged one is that of no draft."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def step_context(
    request: HttpRequest,
    *,
    title: str | Promise,
    form: BaseForm,
    place: tuple[int, int],
    version: int,
    back_url: str,
    single_question: bool = False,
) -> dict[str, Any]:
    """Give what every page of a journey shows around its questions."""
    return {
        "page_title": title,
        "single_question": single_question,
        "caption": _("Étape %(place)d sur %(total)d") % {"place": place[0], "total": place[1]},
        "back_url": back_url,
        "form": form,
        # A refused page keeps the version it was opened with: it must not overwrite what changed since.
        "version": request.POST.get("version", version),
        "save_and_exit": True,
    }
