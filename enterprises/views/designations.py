"""The designation by mandate: of an applicant who has no session yet, by the registration this browser holds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.actors import APPLICANT
from clicsequr.kernel.pages import page
from enterprises.models import PaperForm
from enterprises.queries.paper_forms import designations_of
from enterprises.services.paper_forms import ask_for_posting
from enterprises.views.paper_form_pages import paper_context, pdf_of, print_page_of
from enterprises.views.registration_session import HELD
from enterprises.views.sign_in import pending_registration


def _designation(request: HttpRequest) -> PaperForm | None:
    """The one just submitted, or the one whose right password was just given (X-06)."""
    held = pending_registration(request) or request.session.get(HELD)
    return designations_of(UUID(held)).first() if held else None


@page(writes=(), audience="applicant")
def designation(request: HttpRequest) -> HttpResponseBase:
    """Download, sign, send, and where it stands."""
    form = _designation(request)
    if form is None:
        return redirect("enterprises:registration-status")
    return render(request, "enterprises/designation.html", paper_context(form))


@page(writes=(), journals=True, audience="applicant")
def designation_download(request: HttpRequest) -> HttpResponseBase:
    form = _designation(request)
    return pdf_of(form, by=APPLICANT) if form else redirect("enterprises:registration-status")


@page(writes=(), journals=True, audience="applicant")
def designation_print(request: HttpRequest) -> HttpResponseBase:
    form = _designation(request)
    if form is None:
        return redirect("enterprises:registration-status")
    return print_page_of(request, form, by=APPLICANT, back="enterprises:designation")


@page(reads=(), audience="applicant")
def designation_posting(request: HttpRequest) -> HttpResponse:
    form = _designation(request)
    if form is None:
        return redirect("enterprises:registration-status")
    ask_for_posting(form, by=APPLICANT, now=timezone.now())
    return redirect("enterprises:designation")
