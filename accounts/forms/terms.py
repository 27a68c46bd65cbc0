"""Acceptance of the conditions of use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.forms import BaseForm


class TermsForm(BaseForm):
    """S-06. The number says which text was on the page: another published meanwhile has to be read first."""

    number = forms.CharField(widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("J’accepte les conditions d’utilisation"),
        error_messages={"required": _("Acceptez les conditions pour continuer")},
    )
