"""What the ministry's agent answers (A-09)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.secrecy import without_nas
from enterprises.forms.agent_notes import NotesForm
from enterprises.states import EnrolmentState


class DecisionForm(NotesForm):
    notes = ("text",)
    hide = staticmethod(without_nas)  # the number of a site may have six digits

    outcome = forms.ChoiceField(
        label=_("Réponse"),
        widget=forms.RadioSelect,
        choices=[
            (EnrolmentState.ACTIVE, _("Accepter l’inscription")),
            (EnrolmentState.REFUSED, _("Refuser l’inscription")),
        ],
        error_messages={"required": _("Choisissez une réponse")},
    )
    text = forms.CharField(
        label=_("Texte de la réponse"),
        help_text=_("L’entreprise le lira dans ses messages. Obligatoire pour un refus. 500 caractères au plus."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("Le texte compte 500 caractères au plus")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_empty = not cleaned.get("text") and not self.has_error("text")
        if cleaned.get("outcome") == EnrolmentState.REFUSED and is_empty:
            self.add_error("text", _("Écrivez la raison du refus\u00a0: l’entreprise la lira"))
        return cleaned
