"""What each page of a registration asks of the enterprise and of the account (screens.md §6)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailCodeField, NeqField, PhoneField, PostalCodeField, RqNumberField, SecretInput
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.identifiers import format_phone
from enterprises.forms.registration_fields import LineField, YesNoField
from enterprises.legal_forms import LegalForm
from enterprises.models import Registration
from enterprises.steps import Need, path_of

PROVINCES = [
    ("QC", _("Québec")),
    ("AB", _("Alberta")),
    ("BC", _("Colombie-Britannique")),
    ("PE", _("Île-du-Prince-Édouard")),
    ("MB", _("Manitoba")),
    ("NB", _("Nouveau-Brunswick")),
    ("NS", _("Nouvelle-Écosse")),
    ("NU", _("Nunavut")),
    ("ON", _("Ontario")),
    ("SK", _("Saskatchewan")),
    ("NL", _("Terre-Neuve-et-Labrador")),
    ("NT", _("Territoires du Nord-Ouest")),
    ("YT", _("Yukon")),
]


class StepForm(BaseForm):
    """A page's questions; `answers` are fields of the registration, under the names of the form's own fields."""

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        self.registration = registration
        kept = {name: getattr(registration, name, None) for name in self.base_fields}
        answered = {name: value for name, value in kept.items() if value not in ("", None)}
        phones = {name: format_phone(value) for name, value in answered.items() if name.endswith("phone")}
        super().__init__(data, initial=answered | phones)

    @property
    def answers(self) -> dict[str, Any]:
        return self.cleaned_data


class LegalFormForm(StepForm):
    legal_form = forms.ChoiceField(
        label=_("Quelle est la forme juridique de l’entreprise?"),
        choices=LegalForm,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une forme juridique")},
    )


class OtherFormForm(StepForm):
    legal_form_other = LineField(
        label=_("Précisez la forme juridique"),
        max_length=100,
        help_text=_("Par exemple, consortium ou syndicat de copropriété."),
        error_messages={"required": _("Précisez la forme juridique")},
    )


class NumbersForm(StepForm):
    neq = NeqField(
        label=_("Numéro d’entreprise du Québec (NEQ)"),
        help_text=_("10 chiffres, donné par le Registraire des entreprises."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    rq_number = RqNumberField(
        label=_("Numéro d’identification de Revenu Québec"),
        help_text=_("10 chiffres, sur vos documents de TPS, de TVQ ou de retenues à la source."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    legal_form_confirmed = forms.BooleanField(
        label=_("Je confirme la forme juridique choisie et ces numéros"), required=False
    )

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data, registration=registration)
        path = path_of(registration.legal_form)
        self.fields["neq"].required = path.neq == Need.REQUIRED
        self.fields["rq_number"].required = path.rq_number == Need.REQUIRED
        asked_before = bool(data) and "confirmation_asked" in data
        if not (asked_before or registration.legal_form_confirmed):
            del self.fields["legal_form_confirmed"]

    def ask_confirmation(self) -> None:
        """Add the box that keeps a legal form which the numbers contradict."""
        self.fields["legal_form_confirmed"] = self.base_fields["legal_form_confirmed"]

    @property
    def asks_confirmation(self) -> bool:
        return "legal_form_confirmed" in self.fields

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("neq") and not cleaned.get("rq_number"):
            self.add_error("neq", ValidationError(_("Entrez au moins un numéro"), code="none"))
        return cleaned


class KnownDetailsForm(StepForm):
    details_confirmed = YesNoField(
        label=_("Ces renseignements sont-ils ceux de votre entreprise?"),
        yes=_("Oui"),
        no=_("Non, ils sont inexacts ou ont changé"),
        error_messages={"required": _("Choisissez oui ou non")},
    )


class DetailsForm(StepForm):
    name = LineField(
        label=_("Nom de l’entreprise"),
        max_length=150,
        error_messages={"required": _("Entrez le nom de l’entreprise")},
        autocomplete="organization",
    )
    address_line = LineField(
        label=_("Adresse"),
        max_length=150,
        help_text=_("Numéro, rue et bureau."),
        error_messages={"required": _("Entrez l’adresse")},
        autocomplete="street-address",
    )
    city = LineField(
        label=_("Ville"),
        max_length=80,
        error_messages={"required": _("Entrez la ville")},
        autocomplete="address-level2",
    )
    province = forms.ChoiceField(
        label=_("Province ou territoire"),
        choices=PROVINCES,
        initial="QC",
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    postal_code = PostalCodeField(
        label=_("Code postal"), widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    phone = PhoneField(
        label=_("Téléphone de l’entreprise"),
        help_text=_("Par exemple 418 555-0123. Vous pouvez ajouter un poste."),
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )
    sector = LineField(label=_("Secteur d’activité"), max_length=100, required=False)

    def __init__(self, data: Any = None, *, registration: Registration) -> None:
        super().__init__(data, registration=registration)
        if not path_of(registration.legal_form).asks_sector:
            del self.fields["sector"]


class EmailCodeForm(BaseForm):
    code = EmailCodeField(
        label=_("Code reçu par courriel"),
        help_text=_("6 chiffres, valide 10 minutes."),
        widget=SecretInput(attrs={"class": "govuk-input--width-5"}),
    )


class ContactForm(StepForm):
    contact_by = forms.ChoiceField(
        label=_("Comment voulez-vous être avisé de l’activation?"),
        choices=Registration.Contact,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le téléphone ou le courriel")},
    )
    contact_times = LineField(
        label=_("Meilleurs moments pour vous joindre"),
        max_length=100,
        required=False,
        help_text=_("Par exemple, les matins de semaine. N’écrivez ici aucun renseignement confidentiel."),
    )


class CheckForm(BaseForm):
    terms_accepted = forms.BooleanField(
        label=_("J’ai lu les conditions d’utilisation et je les accepte au nom de l’entreprise"),
        error_messages={"required": _("Acceptez les conditions d’utilisation pour transmettre l’inscription")},
    )
