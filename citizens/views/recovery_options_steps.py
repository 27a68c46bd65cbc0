"""R-04, the choices: an image, a phrase, four questions; kept in the browser alone until the last, then all at once."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from citizens.forms.security_options import PROPOSALS, ImageForm, PhraseForm, QuestionForm
from citizens.identity_check import CheckPurpose, forget_check, proven
from citizens.options_draft import STEPS, OptionsDraft, forget_options, keep_options, kept_options
from citizens.queries.recovery import proven_person
from citizens.queries.security import phrases_to_propose
from citizens.rules.phrase import PHRASE_MESSAGES, PhraseFault
from citizens.rules.recovery import is_owner, may_choose_options
from citizens.services.recovery import recover_options
from citizens.services.security_options import UnfitPhrase
from citizens.stages import question_stage
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.pages import page

TEMPLATES = {"image": "citizens/recover_options_image.html", "phrase": "citizens/recover_options_phrase.html"}
QUESTION = "citizens/recover_options_question.html"
StepView = Callable[[HttpRequest, User, OptionsDraft, str], HttpResponse]
AnyForm = ImageForm | PhraseForm | QuestionForm


def for_begun_options(view: StepView) -> Callable[..., HttpResponse]:
    """Put under `@page`: give the view the account and its choices, while what was shown for them still holds."""

    @wraps(view)
    def begun(request: HttpRequest, step: str) -> HttpResponse:
        kept = kept_options(request)
        if kept is None or not _may_choose(request, kept[1]):
            messages.warning(request, _("Vos choix n’ont pas été gardés sur cet appareil. Recommencez ici."))
            response = redirect("citizens:recover-options")
            forget_options(response)
            return response
        draft, user = kept
        if not draft.may_show(step):
            return redirect("citizens:recover-options-step", step=draft.next_step)
        return view(request, user, draft, step)

    return begun


def _may_choose(request: HttpRequest, user: User) -> bool:
    is_here = _is_here(request, user)
    if request.user.is_authenticated and not is_here:
        return False
    person, reference = proven_person(user), _reference(request, user)
    return may_choose_options(
        user.state,
        is_proven=person is not None,
        is_owner_proven=reference is not None and is_owner(person, proven=reference),
        is_signed_in=is_here,
    )


def _reference(request: HttpRequest, user: User) -> UUID | None:
    done = proven(request, purpose=CheckPurpose.OPTIONS, subject=str(user.pk))
    return done.reference if done else None


def _is_here(request: HttpRequest, user: User) -> bool:
    return request.user.is_authenticated and request.user.pk == user.pk


@page()
@for_begun_options
def recover_options_step(request: HttpRequest, user: User, draft: OptionsDraft, step: str) -> HttpResponse:
    """One choice a page, as in the creation (C-06 to C-08)."""
    form = _form(request, user, draft, step)
    if request.method == "POST" and form.is_valid() and _is_fit(form, user, step):
        chosen = _with_choice(draft, step, form.cleaned_data)
        if step == STEPS[-1] and chosen.is_complete:
            return _choose(request, user, chosen)
        response = redirect("citizens:recover-options-step", step=STEPS[STEPS.index(step) + 1])
        keep_options(response, chosen)
        if stage := question_stage(request):
            stage.wait_longer()
        return response
    place = STEPS.index(step)
    context: dict[str, object] = {"form": form, "number": place + 1, "total": len(STEPS), "question_number": place - 1}
    context["back_step"] = STEPS[place - 1] if place else ""
    return render(request, TEMPLATES.get(step, QUESTION), context)


def _form(request: HttpRequest, user: User, draft: OptionsDraft, step: str) -> AnyForm:
    typed = request.POST or None
    if step == "image":
        return ImageForm(typed, initial={"image": draft.image})
    if step == "phrase":
        proposals = phrases_to_propose(user, count=PROPOSALS)
        names = (user.first_name, user.last_name)
        return PhraseForm(typed, user_code=user.user_code, names=names, proposals=proposals, kept=draft.phrase)
    place = _place(step)
    return QuestionForm(
        typed,
        taken=[question for question, _answer in draft.others(place)],
        user_code=user.user_code,
        is_repeated=lambda answer: draft.holds_answer(answer, besides=place),
        initial={"question": draft.answers[place][0]} if place < len(draft.answers) else {},
    )


def _is_fit(form: AnyForm, user: User, step: str) -> bool:
    """Refuse a phrase that is the password here, before a page can show it again."""
    # Without a new hash of the password: these choices end with it.
    if step != "phrase" or not check_password(form.cleaned_data["phrase"], user.password, setter=None):
        return True
    form.data = QueryDict(mutable=True)
    form.add_error("phrase", PHRASE_MESSAGES[PhraseFault.PASSWORD])
    return False


def _with_choice(draft: OptionsDraft, step: str, chosen: dict[str, str]) -> OptionsDraft:
    if step in TEMPLATES:
        return replace(draft, **{step: chosen[step]})
    return draft.with_answer(_place(step), [chosen["question"], chosen["answer"]])


def _place(step: str) -> int:
    return int(step.removeprefix("question-")) - 1


def _choose(request: HttpRequest, user: User, draft: OptionsDraft) -> HttpResponse:
    """Keep everything at once; then go on with the sign-in that waited, or stay in the session in hand."""
    is_here = _is_here(request, user)
    try:
        recover_options(
            user,
            image=draft.image,
            phrase=draft.phrase,
            answers=[(question, answer) for question, answer in draft.answers],
            reference=_reference(request, user),
            session_key=request.session.session_key or "" if is_here else "",
            by=user,
        )
    except DomainError as refusal:
        # Looked at by the forms already, but for what only the account knows: the phrase is its password.
        messages.error(request, str(refusal.message))
        step = "phrase" if isinstance(refusal, UnfitPhrase) else "image"
        again = redirect("citizens:recover-options-step", step=step)
        keep_options(again, draft)
        return again
    messages.success(request, _("Votre image, votre phrase et vos questions sont choisies."))
    response = _go_on(request, user)
    forget_options(response)
    forget_check(response)
    return response


def _go_on(request: HttpRequest, user: User) -> HttpResponse:
    stage = question_stage(request)
    if stage is not None and stage.login.user.pk == user.pk:
        return stage.answered("identity")
    return redirect("citizens:home" if _is_here(request, user) else "citizens:sign-in")
