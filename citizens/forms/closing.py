"""Close an account (K-05)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.forms import BaseForm

_UNDERSTOOD = _("Cochez la case pour fermer votre compte")


class CloseAccountForm(BaseForm):
    understood = forms.BooleanField(
        label=_("J’ai compris que mon compte sera fermé et ses renseignements effacés."),
        error_messages={"required": _UNDERSTOOD},
    )
