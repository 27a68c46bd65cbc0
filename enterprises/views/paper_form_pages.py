"""What the LEW-4 form and the designation show alike: the file, the page to print, where the form stands."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.actors import OutsideActor
from accounts.models import User
from enterprises.models import PaperForm
from enterprises.paper_documents import paper_file_name, paper_pdf, qr_data_uri
from enterprises.queries.paper_forms import paper_content
from enterprises.services.paper_forms import note_paper_form_taken
from enterprises.states import PaperFormRefusal, PaperFormState

WITH_THE_ENTERPRISE = (PaperFormState.TO_SEND, PaperFormState.REFUSED)


def paper_context(paper_form: PaperForm) -> dict[str, Any]:
    """Give a page what it says of a form: its state, why it was refused, where to send it."""
    return {
        "paper_form": paper_form,
        "state": paper_form.state,
        "state_label": PaperFormState(paper_form.state).label,
        "is_to_send": paper_form.state in WITH_THE_ENTERPRISE,
        "refusal": PaperFormRefusal(paper_form.refusal_code).label if paper_form.refusal_code else "",
        "mailing_address": settings.LEW4_MAILING_ADDRESS,
    }


def pdf_of(paper_form: PaperForm, by: User | OutsideActor) -> HttpResponse:
    """Answer the filled form as a file to keep, and note that it left."""
    content = paper_content(paper_form)
    note_paper_form_taken(paper_form, by=by, layout="pdf")
    headers = {"Content-Disposition": f'attachment; filename="{paper_file_name(content)}"'}
    return HttpResponse(paper_pdf(content), content_type="application/pdf", headers=headers)


def print_page_of(request: HttpRequest, paper_form: PaperForm, by: User | OutsideActor, *, back: str) -> HttpResponse:
    """Answer the filled form as a bare page (L-04): the same words for who does not open PDF files."""
    note_paper_form_taken(paper_form, by=by, layout="html")
    context = paper_context(paper_form) | {
        "content": paper_content(paper_form),
        "qr": qr_data_uri(paper_form.reference),
        "back_url": reverse(back),
    }
    return render(request, f"enterprises/paper_{paper_form.kind}_print.html", context)
