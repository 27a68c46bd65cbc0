"""Enrol in a ministry's services (I-02 to I-07). The draft is a row: tabs, sessions and languages share it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clicsequr.kernel.errors import DomainError
from enterprises.forms.enrolment import MOST_BUTTONS, AnswersForm, ConsentForm, MinistryForm, ServicesForm
from enterprises.models import EnrolmentRequest
from enterprises.queries.enrolments import (
    drafts_of,
    ministries_for_enterprises,
    questions_of,
    requests_of,
    service_rows,
)
from enterprises.services.enrolment import (
    abandon_request,
    choose_services,
    give_consent,
    save_answers,
    submit_request,
)
from enterprises.states import EnrolmentRequestState
from enterprises.views.access import MemberRequest, member_page, posted
from enterprises.views.enrolment_summary import boxed_lines, summary_of
from ministry_services.queries.catalogue import named_like

# Where a refusal is put right.
_PUT_RIGHT_AT = {
    "enrolment.service_not_offered": "enterprises:enrolment-services",
    "enrolment.nothing_chosen": "enterprises:enrolment-services",
    "enrolment.answers_missing": "enterprises:enrolment-questions",
    "enrolment.consent_missing": "enterprises:enrolment-consent",
    "enrolment.request_closed": "enterprises:enrolment-submitted",
}


@member_page()
def ministry(request: MemberRequest) -> HttpResponse:
    """I-02: one body among a few, or a search among many."""
    ministries = list(ministries_for_enterprises())
    words = request.GET.get("nom", "")[:100]
    shown = named_like(ministries, words)
    form = MinistryForm(posted(request), ministries=ministries, shown=shown or ministries)
    if request.method == "POST" and form.is_valid():
        return redirect("enterprises:enrolment-services", code=form.cleaned_data["ministry"])
    context = {
        "form": form,
        "drafts": drafts_of(request.member),
        "is_long": len(ministries) > MOST_BUTTONS,
        "words": words,
        "found_nothing": not shown,
    }
    return render(request, "enterprises/enrolment_ministry.html", context)


@member_page()
def services(request: MemberRequest, code: str) -> HttpResponse:
    """I-03: the services of a body, where each stands, boxes for those one may ask for."""
    chosen = get_object_or_404(ministries_for_enterprises(), code=code)
    rows = service_rows(request.member.enterprise, chosen)
    draft = drafts_of(request.member).filter(ministry=chosen).first()
    kept = list(draft.services.values_list("slug", flat=True)) if draft else []
    askable = [row.service for row in rows if row.may_ask]
    form = ServicesForm(posted(request), askable=askable, initial={"services": kept})
    if request.method == "POST" and form.is_valid():
        try:
            slugs = form.cleaned_data["services"]
            draft = choose_services(chosen, slugs=slugs, by=request.member, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("enterprises:enrolment-questions", pk=draft.pk)
    table = boxed_lines(rows, ticked=form["services"].value() or [])
    context = {"ministry": chosen, "table": table, "form": form, "askable": askable}
    return render(request, "enterprises/enrolment_services.html", context)


@member_page()
def questions(request: MemberRequest, pk: UUID) -> HttpResponse:
    """I-04: what the services ask; an unknown site number is no error here, the ministry's agent decides."""
    draft = _request_of(request, pk)
    if draft.state != EnrolmentRequestState.DRAFT:
        return redirect("enterprises:enrolment-submitted", pk=pk)
    asked = list(questions_of(draft.services.all()))
    if not asked:
        return redirect("enterprises:enrolment-consent", pk=pk)
    form = AnswersForm(posted(request), questions=asked, answers=draft.answers)
    if request.method == "POST" and form.is_valid():
        try:
            save_answers(pk, answers=form.answers, by=request.member, now=timezone.now())
        except DomainError as refusal:
            return _put_right(request, draft, refusal)
        return redirect("enterprises:enrolment-consent", pk=pk)
    return render(request, "enterprises/enrolment_questions.html", {"form": form, "draft": draft})


@member_page()
def consent(request: MemberRequest, pk: UUID) -> HttpResponse:
    """I-05: what is communicated, and to whom."""
    draft = _request_of(request, pk)
    if draft.state != EnrolmentRequestState.DRAFT:
        return redirect("enterprises:enrolment-submitted", pk=pk)
    form = ConsentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            give_consent(pk, by=request.member, now=timezone.now())
        except DomainError as refusal:
            return _put_right(request, draft, refusal)
        return redirect("enterprises:enrolment-check", pk=pk)
    context = {"form": form, "draft": draft, "services": draft.services.all()}
    return render(request, "enterprises/enrolment_consent.html", context)


@member_page()
def check(request: MemberRequest, pk: UUID) -> HttpResponse:
    """I-06: everything once more, then transmit."""
    draft = _request_of(request, pk)
    if draft.state != EnrolmentRequestState.DRAFT:
        return redirect("enterprises:enrolment-submitted", pk=pk)
    if request.method == "POST":
        try:
            submit_request(pk, by=request.member, now=timezone.now())
        except DomainError as refusal:
            return _put_right(request, draft, refusal)
        return redirect("enterprises:enrolment-submitted", pk=pk)
    return render(request, "enterprises/enrolment_check.html", {"draft": draft, "summary": summary_of(draft)})


@member_page(writes=())
def submitted(request: MemberRequest, pk: UUID) -> HttpResponse:
    """I-07: the number of the request, and what comes next."""
    found = _request_of(request, pk)
    if found.state == EnrolmentRequestState.DRAFT:
        return redirect("enterprises:enrolment-questions", pk=pk)
    context = {"sent": found, "is_abandoned": found.state == EnrolmentRequestState.ABANDONED}
    return render(request, "enterprises/enrolment_submitted.html", context)


@member_page(reads=())
def abandon(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Give up a draft."""
    draft = _request_of(request, pk)
    try:
        abandon_request(pk, by=request.member, now=timezone.now())
    except DomainError as refusal:
        return _put_right(request, draft, refusal)
    messages.success(request, _("La demande est abandonnée et vos réponses sont effacées."))
    return redirect("enterprises:enrolment")


def _request_of(request: MemberRequest, pk: UUID) -> EnrolmentRequest:
    return get_object_or_404(requests_of(request.member), pk=pk)


def _put_right(request: MemberRequest, draft: EnrolmentRequest, refusal: DomainError) -> HttpResponse:
    """Say the refusal on the page where it is put right; a refusal without such a page goes up."""
    if refusal.code not in _PUT_RIGHT_AT:
        raise refusal
    place = _PUT_RIGHT_AT[refusal.code]
    if place != "enterprises:enrolment-submitted":
        messages.error(request, str(refusal.message))
    if place == "enterprises:enrolment-services":
        return redirect(place, code=draft.ministry.code)
    return redirect(place, pk=draft.pk)
