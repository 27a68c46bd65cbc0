"""One step of a registration: shown, answered, put aside (screens.md E-03 to E-13, Z-09)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import APPLICANT
from accounts.services.email_codes import ExpiredEmailCode
from accounts.views.journeys import is_returning, language_of_page, posted_version, step_context
from clicsequr.kernel.errors import DomainError, StaleState, Throttled
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.pages import page
from enterprises.models import Registration
from enterprises.services.registration_drafts import pause_registration
from enterprises.services.registration_email import send_confirmation_code
from enterprises.services.registration_numbers import RegistrationStopped
from enterprises.states import RegistrationState
from enterprises.steps import Step, first_incomplete, may_open, place_of, step_after, step_before
from enterprises.views.registration_pages import FIELD_OF, PAGES
from enterprises.views.registration_session import (
    HELD,
    PUT_ASIDE,
    go_to_step,
    go_where_it_stands,
    held_registration,
    step_url,
)
from enterprises.views.registration_summary import extras_of


@page(audience="applicant")
def registration_step(request: HttpRequest, step: str) -> HttpResponse:
    if step not in list(Step):
        raise Http404
    registration = held_registration(request)
    if registration is None or registration.state != RegistrationState.DRAFT:
        return go_where_it_stands(registration)
    wanted = Step(step)
    if not may_open(wanted, answers=registration):
        return redirect(step_url(first_incomplete(registration)))
    if request.method != "POST":
        return _show(request, registration, wanted, PAGES[wanted].build(None, registration))
    return _answer(request, registration, wanted)


def _answer(request: HttpRequest, registration: Registration, step: Step) -> HttpResponse:
    form = PAGES[step].build(request.POST, registration)
    if "save_and_exit" in request.POST:
        return _leave(request, registration, step, form)
    if "resend" in request.POST and step == Step.EMAIL_CODE:
        return _send_again(request, registration)
    if not form.is_valid():
        return _show(request, registration, step, form)
    return _save(request, registration, step, form)


def _save(request: HttpRequest, registration: Registration, step: Step, form: BaseForm) -> HttpResponse:
    try:
        saved = PAGES[step].save(registration, form, posted_version(request))
    except StaleState:
        messages.warning(
            request, _("Ce dossier a changé depuis l’ouverture de cette page. Voici ses réponses actuelles.")
        )
        return redirect(request.get_full_path())
    except RegistrationStopped as stop:
        return redirect("enterprises:registration-stopped", reason=stop.page)
    except ExpiredEmailCode:
        return _send_again(request, registration, expired=True)
    except DomainError as refusal:
        form.add_error(FIELD_OF.get(type(refusal)), str(refusal.message))
        return _show(request, registration, step, form)
    if saved.state != RegistrationState.DRAFT:
        return redirect("enterprises:registration-submitted")
    returning = is_returning(request)
    target = first_incomplete(saved) if returning else step_after(step, answers=saved)
    return go_to_step(saved, step=target, returning=returning)


def _leave(request: HttpRequest, registration: Registration, step: Step, form: BaseForm) -> HttpResponse:
    kept = PAGES[step].keeps and form.is_valid()
    try:
        if kept:
            PAGES[step].save(registration, form, posted_version(request))
    except DomainError:
        kept = False
    paused = pause_registration(registration.pk, language=language_of_page(), now=timezone.now(), by=APPLICANT)
    if PAGES[step].keeps and not kept:
        messages.warning(
            request, _("Les réponses de la dernière page n’ont pas été gardées\u00a0: elles étaient incomplètes.")
        )
    if paused.is_resumable:
        del request.session[HELD]
    request.session[PUT_ASIDE] = str(paused.pk)
    return redirect("enterprises:registration-saved")


def _send_again(request: HttpRequest, registration: Registration, *, expired: bool = False) -> HttpResponse:
    try:
        send_confirmation_code(registration, language=language_of_page(), now=timezone.now())
    except Throttled as refusal:
        messages.warning(request, str(refusal.message))
    else:
        sent = _("Nous venons d’envoyer un autre code.")
        messages.info(request, f"{_('Code expiré.')} {sent}" if expired else sent)
    return redirect(request.get_full_path())


def _show(request: HttpRequest, registration: Registration, step: Step, form: BaseForm) -> HttpResponse:
    context = {
        **step_context(
            request,
            title=PAGES[step].title,
            form=form,
            place=place_of(step, answers=registration),
            version=registration.version,
            back_url=_back_from(request, registration, step),
            single_question=PAGES[step].single_question,
        ),
        "registration": registration,
        **extras_of(registration, step),
    }
    return render(request, PAGES[step].template, context)


def _back_from(request: HttpRequest, registration: Registration, step: Step) -> str:
    if is_returning(request) and may_open(Step.CHECK, answers=registration):
        return step_url(Step.CHECK)
    before = step_before(step, answers=registration)
    return step_url(before) if before else reverse("enterprises:registration-start")
