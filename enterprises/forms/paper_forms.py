"""What agents type about a signed paper."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.date_field import ThreePartDateField
from clicsequr.kernel.forms import BaseForm
from enterprises.scans import LARGEST, ScanTooLarge
from enterprises.states import PaperFormRefusal

ACCEPT = "accept"
_YES_NO = [("yes", _("Oui")), ("no", _("Non"))]


class PaperFormSearchForm(BaseForm):
    typed = forms.CharField(
        label=_("Numéro de référence, NEQ ou numéro d’identification"),
        help_text=_("Le numéro de référence est imprimé sur le formulaire, par exemple LEW-2026-7KQ4-M2XD"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": _("Entrez un numéro"), "max_length": _("Entrez un numéro")},
    )


class PaperFormActForm(BaseForm):
    """An act on the form as its page showed it: a version that changed since is refused by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def _verified(label: Any, *, missing: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=_YES_NO,
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        error_messages={"required": missing, "invalid_choice": missing},
    )


class ReceptionForm(PaperFormActForm):
    """A-07: when it came, its scan, and what the agent saw on it."""

    received_on = ThreePartDateField(
        label=_("Date de réception"),
        help_text=_("Par exemple 27 3 2026"),
        latest=timezone.localdate,
        error_messages={"required": _("Entrez la date de réception")},
    )
    scan = forms.FileField(
        label=_("Numérisation du formulaire signé"),
        help_text=_("Un fichier PDF d’au plus 5 Mo et 20 pages, numérisé à 200 points par pouce."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={
            "required": _("Choisissez le fichier PDF de la numérisation"),
            "empty": _("Ce fichier est vide. Numérisez de nouveau le formulaire"),
        },
    )
    is_legible = _verified(_("Le document est-il lisible?"), missing=_("Dites si le document est lisible"))
    is_signed = _verified(_("Le document est-il signé?"), missing=_("Dites si le document est signé"))
    signatory_is_representative = _verified(
        _("La personne qui a signé est-elle le représentant autorisé?"),
        missing=_("Dites si la personne qui a signé est le représentant autorisé"),
    )

    def clean_scan(self) -> UploadedFile:
        scan: UploadedFile = self.cleaned_data["scan"]
        if (scan.size or 0) > LARGEST:
            raise forms.ValidationError(ScanTooLarge.message, code="too_large")
        return scan


class DecisionForm(PaperFormActForm):
    """A-08: accept, where the verifications allow it, or refuse with a reason."""

    def __init__(self, *args: Any, may_accept: bool, accept_label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refusals = [
            (code, _("Refuser\u00a0: %(reason)s") % {"reason": label}) for code, label in PaperFormRefusal.choices
        ]
        self.fields["decision"] = forms.ChoiceField(
            label=_("Votre décision"),
            choices=[*([(ACCEPT, accept_label)] if may_accept else []), *refusals],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choisissez une décision"), "invalid_choice": _("Choisissez une décision")},
        )
