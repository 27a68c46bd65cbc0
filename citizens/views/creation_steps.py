"""One step of the creation of an account: shown, answered, put aside (screens.md C-02 to C-18, Z-09)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.email_codes import ExpiredEmailCode
from accounts.views.journeys import is_returning, posted_version, step_context
from citizens.identity_check import CheckPurpose, begin_check
from citizens.rules.creation import CreationAnswers
from citizens.services.account_creation_email import send_confirmation_code
from citizens.steps import JOURNEY, SECRET_STEPS, Step
from citizens.views.creation_end import end_creation, put_aside
from citizens.views.creation_pages import PAGES, show_refusal
from citizens.views.creation_session import (
    answers_of,
    go_to_step,
    held_draft,
    keep_secrets,
    service_address,
    step_url,
)
from citizens.views.creation_summary import extras_of
from clicsequr.kernel.errors import DomainError, StaleState, Throttled
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.pages import page


@page(audience="applicant")
def creation_step(request: HttpRequest, step: str) -> HttpResponse:
    if step not in list(Step):
        raise Http404
    draft = None if request.user.is_authenticated else held_draft(request)
    if draft is None:
        return _without_draft(request)
    answers, wanted = answers_of(request, draft), Step(step)
    # What was typed on a page opened before the cookie went is kept, then the lost secrets are asked again.
    reached = answers.assuming_secrets if request.method == "POST" else answers
    if not JOURNEY.may_open(wanted, answers=reached):
        return redirect(step_url(JOURNEY.first_incomplete(answers)))
    if wanted == Step.IDENTITY:
        return _check_identity(request, answers)
    if request.method != "POST":
        return _show(request, answers, wanted, PAGES[wanted].build(None, answers))
    return _answer(request, answers, wanted)


def _without_draft(request: HttpRequest) -> HttpResponse:
    query = "" if request.user.is_authenticated else "?session=perdue"
    return redirect(f"{reverse('citizens:creation')}{query}")


def _check_identity(request: HttpRequest, answers: CreationAnswers) -> HttpResponse:
    if answers.is_proven:
        return redirect("citizens:creation-identity-proven")
    response = begin_check(
        request,
        purpose=CheckPurpose.CREATION,
        subject=str(answers.draft.pk),
        place=JOURNEY.place_of(Step.IDENTITY, answers=answers),
        next_address=service_address(answers.draft),
        back_address=_back_from(request, answers, Step.IDENTITY),
    )
    keep_secrets(response, answers)
    return response


def _answer(request: HttpRequest, answers: CreationAnswers, step: Step) -> HttpResponse:
    form = PAGES[step].build(request.POST, answers)
    if "save_and_exit" in request.POST:
        return _leave(request, answers, step, form)
    if "resend" in request.POST and step == Step.EMAIL_CODE:
        return _send_again(request, answers)
    if "refuse" in request.POST and step == Step.TERMS:
        return redirect("citizens:creation-refused")
    if not form.is_valid():
        return _show(request, answers, step, form)
    return end_creation(request, answers) if step == Step.CHECK else _save(request, answers, step, form)


def _save(request: HttpRequest, answers: CreationAnswers, step: Step, form: BaseForm) -> HttpResponse:
    try:
        saved = PAGES[step].save(answers, form, posted_version(request))
    except StaleState:
        messages.warning(
            request, _("Ce dossier a changé depuis l’ouverture de cette page. Voici ses réponses actuelles.")
        )
        return redirect(request.get_full_path())
    except ExpiredEmailCode:
        return _send_again(request, answers, expired=True)
    except DomainError as refusal:
        show_refusal(form, refusal, step=step)
        return _show(request, answers, step, form)
    returning = is_returning(request)
    asks_missing_only = returning or _is_asked_again(answers, step)
    target = None if asks_missing_only else JOURNEY.step_after(step, answers=saved)
    return go_to_step(saved, step=target, returning=returning)


def _is_asked_again(answers: CreationAnswers, step: Step) -> bool:
    return answers.was_given(step) and not JOURNEY.is_done[step](answers)


def _leave(request: HttpRequest, answers: CreationAnswers, step: Step, form: BaseForm) -> HttpResponse:
    kept = PAGES[step].keeps and form.is_valid()
    try:
        if kept:
            PAGES[step].save(answers, form, posted_version(request))
    except DomainError:
        kept = False
    if PAGES[step].keeps and not kept:
        messages.warning(
            request, _("Les réponses de la dernière page n’ont pas été gardées\u00a0: elles étaient incomplètes.")
        )
    return put_aside(request, answers.draft)


def _send_again(request: HttpRequest, answers: CreationAnswers, *, expired: bool = False) -> HttpResponse:
    try:
        send_confirmation_code(answers.draft, now=timezone.now())
    except Throttled as refusal:
        messages.warning(request, str(refusal.message))
    else:
        sent = _("Nous venons d’envoyer un autre code.")
        messages.info(request, f"{_('Code expiré.')} {sent}" if expired else sent)
    return redirect(request.get_full_path())


def _show(request: HttpRequest, answers: CreationAnswers, step: Step, form: BaseForm) -> HttpResponse:
    page_of_step, is_done = PAGES[step], JOURNEY.is_done[step](answers)
    context = {
        **step_context(
            request,
            title=page_of_step.title,
            form=form,
            place=JOURNEY.place_of(step, answers=answers),
            version=answers.draft.version,
            back_url=_back_from(request, answers, step),
            single_question=page_of_step.single_question,
        ),
        "draft": answers.draft,
        "is_asked_again": _is_asked_again(answers, step),
        "is_given": step in SECRET_STEPS and is_done,
        **extras_of(answers, step),
    }
    response = render(request, page_of_step.template, context)
    keep_secrets(response, answers)
    return response


def _back_from(request: HttpRequest, answers: CreationAnswers, step: Step) -> str:
    if is_returning(request) and JOURNEY.may_open(Step.CHECK, answers=answers):
        return step_url(Step.CHECK)
    before = JOURNEY.step_before(step, answers=answers)
    return step_url(before) if before else reverse("citizens:creation")
