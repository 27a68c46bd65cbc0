"""What people give to recover an access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import UserCodeForm
from clicsequr.kernel.fields import EmailField
from clicsequr.kernel.forms import BaseForm


class RecoveryChoiceForm(BaseForm):
    """R-01. `choices` are (value, label) of the portal."""

    need = forms.ChoiceField(
        label=_("De quoi avez-vous besoin?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce dont vous avez besoin"),
            "invalid_choice": _("Choisissez ce dont vous avez besoin"),
        },
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = choices  # type: ignore[attr-defined]  # declared above


class PasswordLinkForm(UserCodeForm):
    """R-03."""

    email = EmailField(label=_("Courriel"), help_text=_("L’adresse que vous avez confirmée pour ce compte."))
