"""One of the four questions (S-03), or a code by e-mail in its place (S-04)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.authentication_context import QUESTION
from accounts.devices import source_of
from accounts.services.email_codes import RESEND_AFTER
from accounts.services.sign_in import send_sign_in_code
from accounts.views.sign_in import locked_page
from accounts.views.stages import sent_code_page
from citizens.forms.sign_in import AnswerForm
from citizens.queries.security import question_for
from citizens.services.security_answers import QuestionChanged, WrongAnswer, check_answer
from citizens.stages import SecurityQuestionStage, question_stage
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.masking import mask_email
from clicsequr.kernel.pages import page


@page()
def sign_in_question(request: HttpRequest) -> HttpResponse:
    """S-03: the same question until it is answered."""
    stage = question_stage(request)
    if stage is None:
        return redirect("citizens:sign-in")
    if "email_code" in request.POST:
        return _send_code(request, stage)
    form = AnswerForm(request.POST or None, asked=question_for(stage.login.user))
    return _answer(request, stage, form) if form.is_valid() else _question_page(request, stage, form)


def _answer(request: HttpRequest, stage: SecurityQuestionStage, form: AnswerForm) -> HttpResponse:
    user, now, given = stage.login.user, timezone.now(), form.cleaned_data
    source = source_of(request, user.username)
    try:
        check_answer(user.username, question=given["question"], typed=given["answer"], source=source, now=now)
        return stage.answered(QUESTION)
    except Throttled as refusal:
        return locked_page(request, refusal, template="citizens/sign_in_question_locked.html", **_other_ways(stage))
    except WrongAnswer as refusal:
        form.add_error("answer", refusal.with_tries_left)
        return _question_page(request, stage, form, is_locked=refusal.is_locked)
    except QuestionChanged as refusal:
        form = AnswerForm(asked=question_for(user))
        return _question_page(request, stage, form, summary_errors=[{"text": refusal.message, "target": "id_answer"}])


def _send_code(request: HttpRequest, stage: SecurityQuestionStage) -> HttpResponse:
    user, now = stage.login.user, timezone.now()
    try:
        if user.email:
            send_sign_in_code(user, by=user, now=now)
    except Throttled as refusal:
        # Within a minute of the last one, that one still serves.
        if refusal.retry_at - now > RESEND_AFTER:
            form = AnswerForm(asked=question_for(user))
            return _question_page(request, stage, form, summary_errors=[{"text": refusal.message}])
    return redirect("citizens:sign-in-question-code")


def _question_page(
    request: HttpRequest, stage: SecurityQuestionStage, form: AnswerForm, **context: object
) -> HttpResponse:
    return render(request, "citizens/sign_in_question.html", {"form": form, **_other_ways(stage), **context})


def _other_ways(stage: SecurityQuestionStage) -> dict[str, object]:
    user = stage.login.user
    return {"address": mask_email(user.email) if user.email else ""}


@page()
def sign_in_question_code(request: HttpRequest) -> HttpResponse:
    """S-04: the code in place of the answer."""
    stage = question_stage(request)
    if stage is None:
        return redirect("citizens:sign-in")
    here, template = "citizens:sign-in-question-code", "citizens/sign_in_question_code.html"
    return sent_code_page(request, stage, here=here, template=template)
