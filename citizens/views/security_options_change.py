"""Change how one is recognised, one act a page (screens.md K-03): the image, the phrase, one of the four questions."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from citizens.forms.security_options import OWN, PROPOSALS, ImageForm, PhraseForm, QuestionForm
from citizens.queries.profile import profile_of
from citizens.queries.security import answers_of, phrases_to_propose
from citizens.questions import question_named
from citizens.rules.answers import QUESTIONS
from citizens.services.security_options import (
    NoLongerOffered,
    QuestionTaken,
    UnfitAnswer,
    UnfitPhrase,
    choose_image,
    choose_phrase,
    choose_question,
)
from citizens.views.access import CitizenRequest, citizen_page


@citizen_page()
@needs_confirmation
def image_change(request: CitizenRequest) -> HttpResponse:
    profile = profile_of(request.user)
    form = ImageForm(request.POST or None, initial={"image": profile.image if profile else ""})
    if request.method == "POST" and form.is_valid():
        try:
            choose_image(request.user, slug=form.cleaned_data["image"], by=request.user)
        except NoLongerOffered as refusal:
            form.add_error("image", str(refusal.message))
        else:
            return _done(request, _("Votre image est enregistrée."))
    return render(request, "citizens/image_change.html", {"form": form, "cancel_url": reverse("accounts:profile")})


@citizen_page()
@needs_confirmation
def phrase_change(request: CitizenRequest) -> HttpResponse:
    user = request.user
    proposals = phrases_to_propose(user, count=PROPOSALS)
    names = (user.first_name, user.last_name)
    form = PhraseForm(request.POST or None, user_code=user.user_code, names=names, proposals=proposals)
    if request.method == "POST" and form.is_valid():
        try:
            choose_phrase(user, phrase=form.cleaned_data["phrase"], by=user)
        except UnfitPhrase as refusal:
            form.add_error("phrase", str(refusal.message))
            form.data = {"choice": OWN}  # it may be the password: it does not come back
        else:
            return _done(request, _("Votre phrase est enregistrée."))
    profile = profile_of(user)
    context = {"form": form, "phrase": profile.phrase if profile else "", "cancel_url": reverse("accounts:profile")}
    return render(request, "citizens/phrase_change.html", context)


@citizen_page(writes=())
@needs_confirmation
def questions_change(request: CitizenRequest) -> HttpResponse:
    """The four questions, never an answer."""
    kept = {row.position: question_named(row.question) for row in answers_of(request.user.username)}
    rows = [
        {
            "key": _("Question %(number)s") % {"number": position},
            "value": question.text if (question := kept.get(position)) else _("À choisir"),
            "change_url": reverse("citizens:question-change", args=[position]),
        }
        for position in range(1, QUESTIONS + 1)
    ]
    return render(request, "citizens/questions_change.html", {"rows": rows})


@citizen_page()
@needs_confirmation
def question_change(request: CitizenRequest, position: int) -> HttpResponse:
    if position not in range(1, QUESTIONS + 1):
        raise Http404
    kept = {row.position: row.question for row in answers_of(request.user.username)}
    here, taken = kept.pop(position, ""), set(kept.values())
    form = QuestionForm(
        request.POST or None, taken=taken, kept=here, user_code=request.user.user_code, initial={"question": here}
    )
    if request.method == "POST" and form.is_valid() and _kept_question(request, form, position):
        return _done(request, _("Votre question et sa réponse sont enregistrées."), "citizens:questions-change")
    context = {"form": form, "position": position, "cancel_url": reverse("citizens:questions-change")}
    return render(request, "citizens/question_change.html", context)


def _kept_question(request: CitizenRequest, form: QuestionForm, position: int) -> bool:
    asked = form.cleaned_data
    try:
        choose_question(
            request.user, position=position, question=asked["question"], answer=asked["answer"], by=request.user
        )
    except (QuestionTaken, NoLongerOffered) as refusal:
        form.add_error("question", str(refusal.message))
    except UnfitAnswer as refusal:
        form.add_error("answer", str(refusal.message))
    return not form.errors


def _done(request: CitizenRequest, sentence: str, then: str = "accounts:profile") -> HttpResponse:
    messages.success(request, sentence)
    return redirect(then)
