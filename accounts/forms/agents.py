"""What an agent types to sign in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.passwords import LONGEST
from clicsequr.kernel.fields import EmailCodeField
from clicsequr.kernel.forms import BaseForm


class AgentSignInForm(BaseForm):
    user_code = forms.CharField(
        label=_("Code d’agent"),
        max_length=40,
        error_messages={"required": _("Entrez votre code d’agent")},
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "username", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Entrez votre mot de passe")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondFactorForm(BaseForm):
    digits = EmailCodeField(
        label=_("Code de votre application d’authentification"),
        help_text=_("6 chiffres. Un code ne sert qu’une fois."),
        widget=EmailCodeField.widget(attrs={"class": "govuk-input--width-10"}),
    )
