"""Take a registration up again: its reference, the address it is known by, then the code sent there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.reference_field import ReferenceField


class ResumeForm(BaseForm):
    reference = ReferenceField(
        prefix="INS",
        label=_("Numéro de référence"),
        help_text=_("Il est dans le courriel que nous vous avons envoyé."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    email = EmailField(
        label=_("Adresse de courriel"),
        help_text=_("Celle du responsable des services électroniques ou du représentant autorisé."),
    )
