"""S-03: the answer. Its question goes along, so that a page older than another tab's answer is seen to be so."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.questions import Question
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.identifier_field import SecretInput


class AnswerForm(BaseForm):
    """`asked` is the question of this sign-in, which becomes the label; nothing when the account has none."""

    question = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.CharField(
        help_text=_("Majuscules et accents n’ont pas d’importance."),
        error_messages={"required": _("Entrez votre réponse")},
        widget=SecretInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, asked: Question | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_asked = asked is not None
        if asked is not None:
            self.fields["answer"].label = asked.text
            self.fields["question"].initial = asked.slug
