"""The pages of a creation as data: title, form, what saving it calls."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import APPLICANT
from accounts.forms.password_field import NewPasswordForm
from accounts.forms.profile import EmailCodeForm
from accounts.forms.terms import TermsForm
from accounts.models import User
from accounts.queries.terms import current_terms
from accounts.services.email_codes import WrongEmailCode
from accounts.states import Portal
from accounts.views.journeys import language_of_page
from citizens.forms import creation as forms
from citizens.forms.security_options import PROPOSALS, ImageForm, PhraseForm, QuestionForm
from citizens.queries.creations import services_to_choose
from citizens.queries.security import phrases_to_propose
from citizens.rules.answers import QUESTIONS, comparable
from citizens.rules.creation import CreationAnswers, chosen_questions
from citizens.services import account_creation as services
from citizens.services.account_creation_email import confirm_email
from citizens.services.account_creation_end import TermsChanged
from citizens.services.security_options import QuestionTaken, UnfitPhrase
from citizens.steps import QUESTION_STEPS, Step
from clicsequr.kernel.errors import DomainError, Throttled
from clicsequr.kernel.forms import BaseForm

Build = Callable[[Any, CreationAnswers], BaseForm]
Save = Callable[[CreationAnswers, Any, int], CreationAnswers]


@dataclass(frozen=True)
class StepPage:
    """One step. `keeps`: « Enregistrer et quitter » keeps its answers; secrets and the end are not kept."""

    title: str | Promise
    build: Build
    save: Save
    template: str = "citizens/creation_step.html"
    single_question: bool = False
    keeps: bool = True


def _saved(answers: CreationAnswers, step: Step, chosen: dict[str, Any], version: int) -> CreationAnswers:
    draft = services.save_answers(
        answers.draft.pk, step=step, answers=chosen, version=version, now=timezone.now(), by=APPLICANT
    )
    return replace(answers, draft=draft)


def _service_form(data: Any, answers: CreationAnswers) -> forms.ServiceForm:
    draft = answers.draft
    kept = (draft.service.slug if draft.service else forms.NO_SERVICE) if draft.service_chosen else None
    return forms.ServiceForm(data, services=services_to_choose(), initial={"service": kept})


def _service(answers: CreationAnswers, form: forms.ServiceForm, version: int) -> CreationAnswers:
    return _saved(answers, Step.SERVICE, {"service": form.chosen, "service_chosen": True}, version)


def _user_code(answers: CreationAnswers, form: forms.NewUserCodeForm, version: int) -> CreationAnswers:
    code = form.cleaned_data["user_code"]
    draft = services.choose_user_code(
        answers.draft.pk, user_code=code, version=version, now=timezone.now(), by=APPLICANT
    )
    return replace(answers, draft=draft)


def _password(answers: CreationAnswers, form: NewPasswordForm, _version: int) -> CreationAnswers:
    password_hash = services.hash_password(answers.draft, password=form.cleaned_data["password"])
    secrets = answers.secrets.with_password(password_hash, user_code=answers.draft.user_code)
    return replace(answers, secrets=secrets)


def _email_form(data: Any, answers: CreationAnswers) -> forms.EmailForm:
    language = answers.draft.message_language or language_of_page()
    return forms.EmailForm(data, initial={"email": answers.draft.email, "message_language": language})


def _email_code(answers: CreationAnswers, form: EmailCodeForm, version: int) -> CreationAnswers:
    digits = form.cleaned_data["digits"]
    draft = confirm_email(answers.draft, digits=digits, version=version, now=timezone.now(), by=APPLICANT)
    return replace(answers, draft=draft)


def _phrase_form(data: Any, answers: CreationAnswers) -> PhraseForm:
    draft, code = answers.draft, answers.draft.user_code
    drawn = phrases_to_propose(User(user_code=code), count=PROPOSALS)
    proposals = [draft.phrase, *drawn] if draft.phrase else drawn
    return PhraseForm(data, user_code=code, proposals=proposals, initial={"choice": draft.phrase})


def _phrase(answers: CreationAnswers, form: PhraseForm, version: int) -> CreationAnswers:
    draft = services.choose_creation_phrase(
        answers.draft.pk,
        phrase=form.cleaned_data["phrase"],
        password_hash=answers.secrets.password_hash,
        version=version,
        now=timezone.now(),
        by=APPLICANT,
    )
    return replace(answers, draft=draft)


def _question_page(position: int) -> StepPage:
    def build(data: Any, answers: CreationAnswers) -> QuestionForm:
        chosen = chosen_questions(answers.draft)
        kept = chosen.pop(position - 1)
        others = {comparable(answer) for answer in answers.secrets.answers_beside(position)}
        return QuestionForm(
            data,
            taken=[slug for slug in chosen if slug],
            user_code=answers.draft.user_code,
            is_repeated=lambda typed: comparable(typed) in others,
            initial={"question": kept},
        )

    def save(answers: CreationAnswers, form: QuestionForm, version: int) -> CreationAnswers:
        slug, answer = form.cleaned_data["question"], form.cleaned_data["answer"]
        draft = services.choose_creation_question(
            answers.draft.pk, position=position, question=slug, version=version, now=timezone.now(), by=APPLICANT
        )
        return replace(answers, draft=draft, secrets=answers.secrets.with_answer(position, slug, answer))

    title = format_lazy(_("Question de sécurité {position} sur {total}"), position=position, total=QUESTIONS)
    return StepPage(title, build, save, "citizens/creation_question.html", keeps=False)


def _terms(answers: CreationAnswers, form: TermsForm, version: int) -> CreationAnswers:
    current = current_terms(Portal.CITIZENS, on=timezone.localdate())
    if current is None or form.cleaned_data["number"] != current.number:
        raise TermsChanged
    return _saved(answers, Step.TERMS, {"terms_number": current.number}, version)


def _plain(step: Step) -> Save:
    return lambda answers, form, version: _saved(answers, step, form.cleaned_data, version)


# Beside which field a refusal is shown; any other concerns the whole page.
FIELD_OF: dict[type[DomainError], str] = {
    services.UserCodeTaken: "user_code",
    services.PasswordIsPhrase: "password",
    WrongEmailCode: "digits",
    UnfitPhrase: "phrase",
    QuestionTaken: "question",
    TermsChanged: "accepted",
}
# A wait concerns what was just typed, where the page has one field.
THROTTLED_FIELD = {Step.USER_CODE: "user_code", Step.EMAIL_CODE: "digits"}
PAGES: dict[Step, StepPage] = {
    Step.SERVICE: StepPage(
        _("À quel service voulez-vous accéder?"), _service_form, _service, single_question=True
    ),
    Step.USER_CODE: StepPage(
        _("Créez votre code d’utilisateur"),
        lambda data, answers: forms.NewUserCodeForm(data, initial={"user_code": answers.draft.user_code}),
        _user_code,
        single_question=True,
    ),
    Step.PASSWORD: StepPage(
        _("Créez votre mot de passe"),
        lambda data, answers: NewPasswordForm(data, user_code=answers.draft.user_code),
        _password,
        "citizens/creation_password.html",
        keeps=False,
    ),
    Step.EMAIL: StepPage(_("Votre courriel"), _email_form, _plain(Step.EMAIL)),
    Step.EMAIL_CODE: StepPage(
        _("Entrez le code reçu par courriel"),
        lambda data, _answers: EmailCodeForm(data),
        _email_code,
        "citizens/creation_email_code.html",
        keeps=False,
    ),
    Step.IMAGE: StepPage(
        _("Choisissez une image"),
        lambda data, answers: ImageForm(data, initial={"image": answers.draft.image}),
        _plain(Step.IMAGE),
        "citizens/creation_image.html",
        single_question=True,
    ),
    Step.PHRASE: StepPage(_("Votre phrase personnelle"), _phrase_form, _phrase, "citizens/creation_phrase.html"),
    **{step: _question_page(position) for position, step in enumerate(QUESTION_STEPS, start=1)},
    Step.TERMS: StepPage(
        _("Conditions d’utilisation"),
        lambda data, _answers: TermsForm(data),
        _terms,
        "citizens/creation_terms.html",
        keeps=False,
    ),
    Step.CHECK: StepPage(
        _("Vérifiez vos réponses avant de créer le compte"),
        lambda data, _answers: BaseForm(data),
        lambda answers, _form, _version: answers,
        "citizens/creation_check.html",
        keeps=False,
    ),
}  # fmt: skip


def show_refusal(form: BaseForm, refusal: DomainError, *, step: Step) -> None:
    """Say a refusal beside what it is about, or above the page; a password typed as a phrase is not shown again."""
    if isinstance(refusal, UnfitPhrase):
        form.data = QueryDict(mutable=True)
    field = THROTTLED_FIELD.get(step) if isinstance(refusal, Throttled) else FIELD_OF.get(type(refusal))
    form.add_error(field, str(refusal.message))
