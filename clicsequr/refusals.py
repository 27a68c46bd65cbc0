"""A refusal as a page: status, title and sentence, with a reference that support can look up."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from clicsequr.kernel.errors import DomainError, NotAllowed, NotFound, StaleState, Throttled, Unavailable

logger = logging.getLogger(__name__)

_STATUS = {NotFound: 404, NotAllowed: 403, StaleState: 409, Throttled: 429, Unavailable: 503}


def new_reference() -> str:
    """Give a short number that a person can read on the phone and support finds in the logs."""
    return f"{timezone.now():%m%d}-{secrets.token_hex(3).upper()}"


def refusal_page(request: HttpRequest, refusal: DomainError, *, status: int = 0) -> HttpResponse:
    """Show the sentence of a refusal that no view made into a page of its own."""
    status = status or next((code for kind, code in _STATUS.items() if isinstance(refusal, kind)), 400)
    reference = new_reference()
    logger.info("refused", extra={"refusal": refusal.code, "reference": reference})
    title = _("Page introuvable ou non accessible") if status == 404 else _("Nous n’avons pas pu faire cette action")
    context = {"page_title": title, "sentence": refusal.message, "reference": reference}
    response = render(request, "errors/refusal.html", context, status=status)
    if isinstance(refusal, Throttled):
        response["Retry-After"] = str(seconds_to_wait(refusal))
    return response


def seconds_to_wait(refusal: Throttled) -> int:
    return max(1, int((refusal.retry_at - timezone.now()).total_seconds()))
