"""What an agent asks of an applicant."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.activation import FileForm
from enterprises.forms.agent_notes import NotesForm
from enterprises.states import DocumentKind


class DocumentForm(NotesForm, FileForm):
    notes = ("text",)

    kind = forms.ChoiceField(
        label=_("Document demandé"),
        choices=DocumentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le document demandé")},
    )
    text = forms.CharField(
        label=_("Précision pour la personne"),
        help_text=_("Lue dans l’état de l’inscription, jamais dans le courriel. N’y mettez aucun secret."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("kind") == DocumentKind.OTHER and not self.has_error("text") and not cleaned.get("text"):
            self.add_error("text", _("Décrivez le document demandé"))
        return cleaned
