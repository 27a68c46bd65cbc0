"""Take a registration up again: its reference, the address it is known by, then the code sent there."""

import re
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailField, IdentifierField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.references import ALPHABET
from clicsequr.kernel.typed import Fault, InvalidIdentifier, compact

_REFERENCE = re.compile(rf"([A-Z]{{3}})([0-9]{{4}})([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")


class ReferenceField(IdentifierField):
    """Gives « INS-2026-7KQ4-M2XD », however it was typed."""

    attributes: ClassVar = {"autocapitalize": "characters"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le numéro de référence"),
        "invalid": _("Entrez un numéro comme INS-2026-7KQ4-M2XD"),
    }

    @staticmethod
    def normalise(value: str) -> str:
        match = _REFERENCE.fullmatch(compact(value).upper())
        if not match:
            raise InvalidIdentifier(Fault.CHARACTERS)
        return "-".join(match.groups())


class ResumeForm(BaseForm):
    reference = ReferenceField(
        label=_("Numéro de référence"),
        help_text=_("Il est dans le courriel que nous vous avons envoyé."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    email = EmailField(
        label=_("Adresse de courriel"),
        help_text=_("Celle du responsable des services électroniques ou du représentant autorisé."),
    )
