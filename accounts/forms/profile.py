"""What a person changes of their own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.password_field import NewPasswordForm
from clicsequr.kernel.fields import EmailCodeField, EmailField, PhoneField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.identifier_field import SecretInput


class EmailChangeForm(BaseForm):
    email = EmailField(label=_("Nouvelle adresse de courriel"), help_text=_("Nous y enverrons un code"))


class EmailCodeForm(BaseForm):
    digits = EmailCodeField(
        label=_("Code reçu"),
        help_text=_("6 chiffres, valide 10 minutes"),
        widget=SecretInput(attrs={"class": "govuk-input--width-10"}),
    )


class PhoneChangeForm(BaseForm):
    phone = PhoneField(label=_("Téléphone"), help_text=_("Par exemple 418\u00a0555-0123"))


class LanguageForm(BaseForm):
    language = forms.ChoiceField(
        label=_("Langue des messages"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une langue"), "invalid_choice": _("Choisissez une langue")},
    )


class PasswordChangeForm(NewPasswordForm):
    """The present password was asked just before (X-12)."""


class TotpForm(BaseForm):
    """`key` is the new secret, sealed for this person: nothing is kept before the first right code."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=400)
    code = EmailCodeField(
        label=_("Code affiché par l’application"),
        help_text=_("6 chiffres"),
        widget=SecretInput(attrs={"class": "govuk-input--width-10"}),
    )


class PasskeyForm(BaseForm):
    name = forms.CharField(
        label=_("Nom de la clé"),
        help_text=_("Par exemple\u00a0: téléphone du bureau"),
        max_length=60,
        error_messages={
            "required": _("Donnez un nom à la clé"),
            "max_length": _("Le nom compte 60 caractères au plus"),
        },
    )
