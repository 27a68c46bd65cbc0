"""Why an agent acts: one reason out of the list of the act."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.forms import BaseForm


class ReasonForm(BaseForm):
    """One reason out of the list of the act."""

    reason = forms.ChoiceField(
        label=_("Motif"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un motif"), "invalid_choice": _("Choisissez un motif")},
    )

    def __init__(self, *args: Any, reasons: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons.choices  # type: ignore[attr-defined]  # declared above
