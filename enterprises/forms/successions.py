"""What an agent notes of another RSE that the representative names."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailField, PersonNameField, PhoneField
from clicsequr.kernel.forms import BaseForm
from enterprises.rules.successions import Successor
from enterprises.states import FormerRses, SuccessionReason


def _choice(label: Any, choices: Any, *, missing: Any, **options: Any) -> forms.ChoiceField:
    errors = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **options)


class SuccessionForm(BaseForm):
    """`successor` gives what was noted to the service."""

    reason = _choice(_("Motif"), SuccessionReason.choices, missing=_("Choisissez un motif"))
    first_name = PersonNameField(
        label=_("Prénom du nouveau responsable"), error_messages={"required": _("Entrez le prénom")}
    )
    last_name = PersonNameField(
        label=_("Nom de famille du nouveau responsable"), error_messages={"required": _("Entrez le nom de famille")}
    )
    email = EmailField(label=_("Adresse de courriel du nouveau responsable"))
    phone = PhoneField(
        label=_("Téléphone du nouveau responsable"),
        required=False,
        help_text=_("Par exemple 418\u00a0555-0123"),
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )
    language = _choice(_("Langue des messages"), settings.LANGUAGES, missing=_("Choisissez une langue"))
    former_rses = _choice(
        _("Que faire des responsables actuels?"),
        FormerRses.choices,
        missing=_("Choisissez ce que deviennent les responsables actuels"),
        help_text=_("Selon ce que demande le représentant autorisé. Ce sera imprimé sur le formulaire qu’il signe."),
    )

    @property
    def successor(self) -> Successor:
        return Successor(**self.cleaned_data)
