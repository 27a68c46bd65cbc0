"""Choose an image, a phrase and questions with their answers (screens.md C-06 to C-08, R-04, K-03)."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citizens.images import offered_images
from citizens.questions import offered_questions, question_named
from citizens.rules import answers, phrase
from citizens.rules.answers import ANSWER_MESSAGES, AnswerFault, answer_fault
from citizens.rules.phrase import PHRASE_MESSAGES, PhraseFault, normalise_phrase, phrase_fault
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.identifier_field import SecretInput

OWN = "own"
PROPOSALS = 5


class ImagePicker(forms.RadioSelect):
    """Radio buttons, each with its drawing above its name, which is the text alternative."""

    template_name = "citizens/image_picker.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        drawings = {image.slug: f"theme/{image.path}" for image in offered_images()}
        for _group, options, _index in context["widget"]["optgroups"]:
            for option in options:
                option["drawing"] = drawings[option["value"]]
        return context


class ImageForm(BaseForm):
    """C-06."""

    image = forms.ChoiceField(
        label=_("Choisissez une image"),
        help_text=_(
            "Nous vous la montrerons avant de vous demander votre mot de passe\u00a0: "
            "vous saurez que vous êtes au bon endroit."
        ),
        choices=lambda: [(image.slug, image.text) for image in offered_images()],
        widget=ImagePicker,
        error_messages={"required": _("Choisissez une image"), "invalid_choice": _("Choisissez une image")},
    )


class EitherChoiceField(forms.ChoiceField):
    """Not said to be optional, and may stay empty: the form asks for this one or the one beside it."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class EitherTextField(forms.CharField):
    """As above, for words of one's own."""

    def validate(self, value: str) -> None:
        pass


class PhraseForm(BaseForm):
    """C-07: `proposals` are phrases to take as they are; the one kept is in `cleaned_data["phrase"]`, normalised.

    A phrase that was posted, or `kept` from before, is offered again, though the page draws others each time.
    """

    choice = EitherChoiceField(
        label=_("Choisissez une phrase que vous reconnaîtrez"),
        help_text=_("N’y mettez aucun renseignement personnel."),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choisissez ou écrivez une phrase")},
    )
    phrase = EitherTextField(
        label=_("Votre phrase"),
        help_text=_("De 5 à 60 caractères, au moins deux mots"),
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        user_code: str,
        proposals: Iterable[str],
        names: Iterable[str] = (),
        kept: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {"choice": kept})
        super().__init__(*args, **kwargs)
        self.user_code, self.names = user_code, tuple(names)
        posted = normalise_phrase(str(self.data.get("choice", ""))[: phrase.LONGEST_TYPED])
        first = [text for text in (posted, kept) if text not in {"", OWN} and not self._fault(text)]
        offered = list(dict.fromkeys([*first, *proposals]))[:PROPOSALS]
        choices = [*((text, text) for text in offered), (OWN, _("Écrire ma propre phrase"))]
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]  # declared above

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen, typed = cleaned.get("choice", ""), cleaned.get("phrase", "")
        if "choice" in self.errors or "phrase" in self.errors:
            return cleaned
        if chosen not in {"", OWN} and typed.strip():
            self.add_error("phrase", _("Effacez cette phrase, ou choisissez « Écrire ma propre phrase »"))
            return cleaned
        kept = normalise_phrase(typed) if chosen in {"", OWN} else chosen
        fault = self._fault(kept)
        if fault == PhraseFault.EMPTY and not chosen:
            self.add_error("choice", _("Choisissez ou écrivez une phrase"))
        elif fault:
            self.add_error("phrase", PHRASE_MESSAGES[fault])
        cleaned["phrase"] = kept
        return cleaned

    def _fault(self, text: str) -> PhraseFault | None:
        return phrase_fault(text, user_code=self.user_code, names=self.names)


class QuestionForm(BaseForm):
    """C-08, one of the four: `taken` are the questions of the other places, which are not offered.

    `is_repeated` says whether an answer stands at another place already; what was typed never returns to the page.
    `kept`, the question of this place, may stay though it is no longer offered.
    """

    question = forms.ChoiceField(
        label=_("Question"),
        error_messages={
            "required": _("Choisissez une question"),
            "invalid_choice": _("Ce choix n’est plus offert. Choisissez-en un autre."),
        },
    )
    answer = forms.CharField(
        label=_("Réponse"),
        help_text=_("De 3 à 60 caractères. Majuscules et accents n’ont pas d’importance."),
        strip=False,
        error_messages={"required": ANSWER_MESSAGES[AnswerFault.EMPTY]},
        widget=SecretInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        *args: Any,
        taken: Collection[str],
        user_code: str,
        kept: str = "",
        is_repeated: Callable[[str], bool] = lambda _typed: False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.taken, self.user_code, self.is_repeated = taken, user_code, is_repeated
        offered = [question for question in offered_questions() if question.slug not in taken]
        present = question_named(kept)
        if present is not None and present.retired:
            offered.append(present)
        choices = [("", _("Choisissez une question")), *((question.slug, question.text) for question in offered)]
        self.fields["question"].choices = choices  # type: ignore[attr-defined]  # declared above

    def clean_answer(self) -> str:
        # One line, single spaces: what the sealed cookie carries stays small.
        return " ".join(self.cleaned_data["answer"][: answers.LONGEST_TYPED + 1].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "question" in self.errors and self.data.get(self.add_prefix("question")) in self.taken:
            self.errors["question"] = self.error_class(  # another tab took it
                [ValidationError(_("Vous avez déjà choisi cette question"), code="taken")], renderer=self.renderer
            )
        question = question_named(cleaned.get("question", ""))
        if question is None or "answer" not in cleaned:
            return cleaned
        fault = answer_fault(cleaned["answer"], question=question.texts, user_code=self.user_code)
        if fault is None and self.is_repeated(cleaned["answer"]):
            fault = AnswerFault.REPEATED
        if fault:
            self.add_error("answer", ANSWER_MESSAGES[fault])
        return cleaned
