"""What a person gives for a code by post: who they are, then the code they received (screens.md C-14)."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from citizens.forms.access_code import DetailsForm
from citizens.rules.letters import normalise_letter_code
from clicsequr.kernel.fields import IdentifierField, SecretInput
from clicsequr.kernel.forms import BaseForm


class LetterForm(DetailsForm):
    """The particulars of « Demandez-le! », without an income and at any age: a minor gets letters too."""

    def clean_date_of_birth(self) -> date:
        born: date = self.cleaned_data["date_of_birth"]
        return born


class LetterCodeField(IdentifierField):
    widget = SecretInput
    normalise = staticmethod(normalise_letter_code)
    attributes: ClassVar = {"autocapitalize": "characters"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le code de la lettre"),
        "length": _("Le code de la lettre compte 10 lettres ou chiffres (vous en avez entré %(length)d)"),
        "invalid": _("Vérifiez le code\u00a0: une lettre n’emploie jamais I, L, O, 0 ni 1"),
    }


class LetterCodeForm(BaseForm):
    code = LetterCodeField(
        label=_("Code de la lettre"),
        help_text=_("10 lettres et chiffres, imprimés dans un cadre, par exemple 7KQ4M-2XDPR"),
    )
    code.widget.attrs["class"] = "govuk-input--width-10"
