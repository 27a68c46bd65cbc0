"""A security question as « Une vérification de plus »: for who came in by another way than S-03."""

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.authentication_context import QUESTION
from accounts.devices import source_of
from accounts.views.access import AccountRequest
from accounts.views.step_up_pages import StepUp, raised, step_up_page
from citizens.forms.sign_in import AnswerForm
from citizens.queries.security import question_for
from citizens.services.security_answers import QuestionChanged, WrongAnswer, check_answer
from clicsequr.kernel.errors import Throttled

HERE = "citizens:step-up-question"


@step_up_page(HERE)
def step_up_question(request: AccountRequest, asked: StepUp) -> HttpResponse:
    """The question of the next sign-in, under the same limits."""
    user, context = request.user, {}
    form = AnswerForm(request.POST or None, asked=question_for(user))
    if form.is_valid():
        given, source = form.cleaned_data, source_of(request, user.username)
        values = {"question": given["question"], "typed": given["answer"], "source": source}
        try:
            check_answer(user.username, **values, now=timezone.now())
        except (Throttled, QuestionChanged) as refusal:
            form = AnswerForm(asked=question_for(user))
            context["summary_errors"] = [{"text": refusal.message}]
        except WrongAnswer as refusal:
            form.add_error("answer", refusal.with_tries_left)
        else:
            record_authentication(request, user, QUESTION)
            return raised(request, asked, method=QUESTION)
    return render(request, "citizens/step_up_question.html", {**asked.context, **context, "form": form})
