"""What a citizen gives to recover an access (screens.md R-02, R-05)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clicsequr.kernel.fields import EmailField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.masking import mask_user_code


class UserCodesForm(BaseForm):
    """R-02."""

    email = EmailField(label=_("Courriel"), help_text=_("L’adresse que vous avez confirmée pour ce compte."))


class NewEmailForm(BaseForm):
    """R-05: the address, and which account when a person has several; `account` is then in `cleaned_data`."""

    account = forms.TypedChoiceField(
        label=_("Pour quel code d’utilisateur?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un code d’utilisateur"),
            "invalid_choice": _("Choisissez un code d’utilisateur"),
        },
    )
    email = EmailField(label=_("Nouvelle adresse de courriel"), help_text=_("Nous y enverrons un code"))

    def __init__(self, *args: Any, accounts: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {str(account.pk): account for account in accounts}
        choices = [(pk, mask_user_code(account.user_code)) for pk, account in self.accounts.items()]
        self.fields["account"].choices = choices  # type: ignore[attr-defined]  # declared above
        if len(choices) == 1:
            del self.fields["account"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("account", "") if "account" in self.fields else next(iter(self.accounts))
        if chosen in self.accounts:
            cleaned["account"] = self.accounts[chosen]
        return cleaned
