"""Acceptance of the terms for a Clic Revenu enterprise."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.forms import BaseForm


class LegacyTermsForm(BaseForm):
    """L-01. The number says which text was on the page: another in force meanwhile has to be read first."""

    number = forms.CharField(widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("J’accepte les conditions d’utilisation de clicSÉQUR au nom de l’entreprise"),
        error_messages={"required": _("Acceptez les conditions pour continuer")},
    )
