"""What a person says of themselves to get their access code: « Demandez-le! » (screens.md D-01, D-02)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.rules.identity import EARLIEST_BIRTH, age_on
from clicsequr.kernel.fields import AmountField, PersonNameField, PostalCodeField, ThreePartDateField
from clicsequr.kernel.forms import BaseForm

TOO_YOUNG = _(
    "Revenu Québec donne un code d’accès à partir de %(age)d ans. Voyez les autres façons de prouver votre identité."
)


class DetailsForm(BaseForm):
    first_name = PersonNameField(
        label=_("Prénom"),
        help_text=_("Comme sur votre déclaration de revenus"),
        autocomplete="given-name",
        error_messages={"required": _("Entrez votre prénom")},
    )
    last_name = PersonNameField(
        label=_("Nom de famille"),
        help_text=_("Comme sur votre déclaration de revenus"),
        autocomplete="family-name",
        error_messages={"required": _("Entrez votre nom de famille")},
    )
    date_of_birth = ThreePartDateField(
        label=_("Date de naissance"),
        help_text=_("Par exemple 27 3 1985"),
        earliest=EARLIEST_BIRTH,
        latest=timezone.localdate,
        error_messages={"required": _("Entrez votre date de naissance")},
    )
    postal_code = PostalCodeField(
        label=_("Code postal"), help_text=_("Celui de l’adresse que connaît Revenu Québec, par exemple G1R\u00a05V7")
    )
    postal_code.widget.attrs["class"] = "govuk-input--width-10"

    def clean_date_of_birth(self) -> date:
        born: date = self.cleaned_data["date_of_birth"]
        least = settings.ACCESS_CODE_LEAST_AGE
        if age_on(born, on=timezone.localdate()) < least:
            raise ValidationError(TOO_YOUNG, code="too_young", params={"age": least})
        return born


class IncomeForm(BaseForm):
    line_199 = AmountField(
        label=_("Revenu total (ligne 199)"),
        error_messages={
            "required": _("Entrez le montant de la ligne 199"),
            "invalid": _("Entrez un montant comme 45\u00a0321,10"),
        },
    )
    line_199.widget.attrs["class"] = "govuk-input--width-10"

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_199"].help_text = _(
            "Le montant de la ligne 199 de votre dernière déclaration de revenus : celle de %(year)d, ou la dernière "
            "que vous avez produite"
        ) % {"year": year}
