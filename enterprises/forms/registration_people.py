"""Who speaks for the enterprise and who uses its electronic services (screens.md E-07, E-08)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailField, PersonNameField, PhoneField
from enterprises.forms.registration import StepForm
from enterprises.forms.registration_fields import YesNoField
from enterprises.legal_forms import functions_of
from enterprises.models import Registration

_PHONE_HINT = _("Par exemple 418 555-0123. Vous pouvez ajouter un poste.")
_FIRST_NAME = {"required": _("Entrez le prénom")}
_LAST_NAME = {"required": _("Entrez le nom de famille")}


class RepresentativeForm(StepForm):
    representative_first_name = PersonNameField(label=_("Prénom"), error_messages=_FIRST_NAME)
    representative_last_name = PersonNameField(label=_("Nom de famille"), error_messages=_LAST_NAME)
    representative_function = forms.ChoiceField(
        label=_("Fonction dans l’entreprise"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une fonction")},
    )
    representative_phone = PhoneField(
        label=_("Téléphone"),
        help_text=_PHONE_HINT,
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )
    representative_email = EmailField(label=_("Adresse de courriel"))

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data, registration=registration)
        functions = functions_of(registration.legal_form)
        self.fields["representative_function"].choices = [(value, value.label) for value in functions]  # type: ignore[attr-defined]


class MandateForm(StepForm):
    mandate_declared = forms.BooleanField(
        label=_("Je déclare que ce document existe et que je l’enverrai, signé, à Revenu Québec"),
        error_messages={"required": _("Déclarez que vous enverrez le document, ou changez la fonction")},
    )


class RseForm(StepForm):
    rse_is_representative = YesNoField(
        label=_("Qui est le responsable des services électroniques?"),
        yes=_("La même personne que le représentant autorisé"),
        no=_("Une autre personne"),
        error_messages={"required": _("Choisissez qui est le responsable des services électroniques")},
    )


class OtherRseForm(StepForm):
    rse_first_name = PersonNameField(label=_("Prénom"), error_messages=_FIRST_NAME)
    rse_last_name = PersonNameField(label=_("Nom de famille"), error_messages=_LAST_NAME)
    rse_phone = PhoneField(
        label=_("Téléphone"),
        help_text=_PHONE_HINT,
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )
    rse_email = EmailField(
        label=_("Adresse de courriel"),
        help_text=_("Nous y enverrons un code."),
    )
