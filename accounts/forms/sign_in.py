"""The two pages of a sign-in. No format is checked: a code mistyped and a code unknown look alike."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.identifier_field import SecretInput

LONGEST_CODE = 60


class UserCodeForm(BaseForm):
    """S-01."""

    user_code = forms.CharField(
        label=_("Code d’utilisateur"),
        max_length=LONGEST_CODE,
        error_messages={
            "required": _("Entrez votre code d’utilisateur"),
            "max_length": _("Vérifiez votre code d’utilisateur\u00a0: il est trop long"),
        },
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20",
                "autocomplete": "username",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class PasswordForm(BaseForm):
    """S-02 and X-12: the password; the page shows the code beside it for password managers."""

    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        error_messages={"required": _("Entrez votre mot de passe")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondFactorForm(BaseForm):
    """Six digits of an application, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code de confirmation"),
        help_text=_(
            "Le code à 6 chiffres de votre application, ou un code de récupération. Un code ne sert qu’une fois."
        ),
        max_length=40,
        error_messages={"required": _("Entrez le code"), "max_length": _("Vérifiez le code\u00a0: il est trop long")},
        widget=SecretInput(
            attrs={"class": "govuk-input--width-10", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )
