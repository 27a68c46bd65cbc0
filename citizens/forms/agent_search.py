"""What an agent types to open the file of a person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from citizens.rules.agent_help import ViewReason
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.secrecy import holds_nas


class CitizenSearchForm(BaseForm):
    typed = forms.CharField(
        label=_("Code ou référence"),
        help_text=_(
            "Code d’utilisateur, référence d’une création de compte ou numéro d’une lettre, au complet. "
            "Jamais un numéro d’assurance sociale."
        ),
        max_length=40,
        error_messages={"required": _("Entrez un code ou une référence")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.ChoiceField(
        label=_("Motif de la consultation"),
        choices=ViewReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le motif de la consultation")},
    )

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if holds_nas(typed):
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a posted form or a dict: both have it
            self.data[self.add_prefix("typed")] = ""  # type: ignore[index]
            raise forms.ValidationError(
                _("Ceci ressemble à un numéro d’assurance sociale\u00a0: effacez-le. Demandez le code d’utilisateur."),
                code="nas",
            )
        return typed
