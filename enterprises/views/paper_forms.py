"""The LEW-4 form of a Clic Revenu enterprise (screens.md L-02 to L-04, X-07)."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from enterprises.models import PaperForm
from enterprises.queries.paper_forms import lew4_forms_of
from enterprises.services.paper_forms import ask_for_posting
from enterprises.views.access import EVERYBODY, MemberRequest, member_page
from enterprises.views.paper_form_pages import WITH_THE_ENTERPRISE, paper_context, pdf_of, print_page_of
from ministry_services.way_in import waiting_in


def _form_of(request: MemberRequest) -> PaperForm:
    paper_form = lew4_forms_of(request.member).first()
    if paper_form is None:
        raise Http404
    return paper_form


@member_page(writes=(), while_lew4_pending=True)
def paper_form(request: MemberRequest) -> HttpResponseBase:
    """L-02: download, sign, send; once it has arrived, where it stands says more."""
    if not request.member.enterprise.is_legacy:
        return redirect("enterprises:home")
    form = _form_of(request)
    if form.state not in WITH_THE_ENTERPRISE:
        return redirect("enterprises:paper-form-status")
    return render(request, "enterprises/paper_form.html", paper_context(form))


@member_page(roles=EVERYBODY, writes=(), while_lew4_pending=True)
def paper_form_status(request: MemberRequest) -> HttpResponse:
    """L-03: to send, received, processed or refused; only the RSE is led to the form itself."""
    context = paper_context(_form_of(request)) | {"is_rse": request.member.is_rse}
    return render(request, "enterprises/paper_form_status.html", context)


@member_page(roles=EVERYBODY, writes=(), while_lew4_pending=True)
def paper_form_required(request: MemberRequest) -> HttpResponseBase:
    """X-07: what stays closed until the form is processed, and why."""
    form = _form_of(request)
    if not request.member.lew4_pending:  # type: ignore[attr-defined]  # annotated by the query
        return redirect("enterprises:home")
    waiting = waiting_in(request, now=timezone.now())
    context = paper_context(form) | {"is_rse": request.member.is_rse, "waiting": waiting}
    return render(request, "enterprises/paper_form_required.html", context)


@member_page(writes=(), while_lew4_pending=True, journals=True)
def paper_form_download(request: MemberRequest) -> HttpResponse:
    return pdf_of(_form_of(request), by=request.member.user)


@member_page(writes=(), while_lew4_pending=True, journals=True)
def paper_form_print(request: MemberRequest) -> HttpResponse:
    """L-04."""
    return print_page_of(request, _form_of(request), by=request.member.user, back="enterprises:paper-form")


@member_page(reads=(), while_lew4_pending=True)
def paper_form_posting(request: MemberRequest) -> HttpResponseBase:
    """Ask for the form by post: for who cannot print."""
    ask_for_posting(_form_of(request), by=request.member.user, now=timezone.now())
    return redirect("enterprises:paper-form")
