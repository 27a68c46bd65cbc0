"""What an integrator writes of a service, of a question it asks, of a task it lets be given."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.states import Portal
from clicsequr.kernel.fields import ThreePartDateField
from clicsequr.kernel.forms import BaseForm
from ministry_services.rules.catalogue import SHORT_TEXT, question_faults
from ministry_services.states import Acr, DecisionMode, QuestionKind, ServiceState

PORTALS = [(Portal.ENTERPRISES, Portal.ENTERPRISES.label), (Portal.CITIZENS, Portal.CITIZENS.label)]
_REQUIRED = {"required": _("Remplissez ce champ.")}


def _text(label: Any, longest: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint, error_messages=_REQUIRED)


def _slug(hint: Any) -> forms.SlugField:
    return forms.SlugField(
        label=_("Code"),
        help_text=hint,
        max_length=50,
        error_messages={
            "required": _("Remplissez ce champ."),
            "invalid": _("Le code n’a que des lettres sans accent, des chiffres et des traits d’union."),
        },
    )


class RowForm(BaseForm):
    """A part of the catalogue; its code is asked only when it is new."""

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            for name in ("code", "portal"):
                self.fields.pop(name, None)

    def values(self) -> dict[str, Any]:
        """Give what was typed as the columns of the row, its code apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "code"}


class ServiceForm(RowForm):
    code = _slug(_("Il paraît dans l’adresse du service et ne change plus."))
    portal = forms.ChoiceField(label=_("Portail"), widget=forms.RadioSelect, choices=PORTALS, error_messages=_REQUIRED)
    name_fr = _text(_("Nom"), 150)
    name_en = _text(_("Nom anglais"), 150)
    description_fr = forms.CharField(label=_("Description"), required=False, max_length=2000, widget=forms.Textarea)
    description_en = forms.CharField(
        label=_("Description anglaise"), required=False, max_length=2000, widget=forms.Textarea
    )
    address = _text(_("Adresse"), 200, required=False)
    state = forms.ChoiceField(label=_("État"), widget=forms.RadioSelect, choices=ServiceState.choices)
    closed_until = ThreePartDateField(label=_("Fermé jusqu’au"), required=False)
    minimum_acr = forms.ChoiceField(label=_("Assurance exigée"), widget=forms.RadioSelect, choices=Acr.choices)
    needs_identity_proof = forms.BooleanField(label=_("Demande une preuve d’identité"), required=False)
    decision_mode = forms.ChoiceField(label=_("Décision"), widget=forms.RadioSelect, choices=DecisionMode.choices)


class TaskForm(RowForm):
    code = _slug(_("Il ne change plus."))
    name_fr = _text(_("Nom"), 120)
    name_en = _text(_("Nom anglais"), 120)
    retired = forms.BooleanField(label=_("Retirée"), required=False)


class QuestionForm(RowForm):
    code = _slug(_("Il ne change plus."))
    kind = forms.ChoiceField(label=_("Genre"), widget=forms.RadioSelect, choices=QuestionKind.choices)
    label_fr = _text(_("Question"), 200)
    label_en = _text(_("Question en anglais"), 200)
    hint_fr = _text(_("Indice"), 250, required=False)
    hint_en = _text(_("Indice en anglais"), 250, required=False)
    order = forms.IntegerField(label=_("Ordre"), min_value=0, max_value=1000, initial=0)
    required = forms.BooleanField(label=_("Obligatoire"), required=False)
    choices = forms.CharField(
        label=_("Choix"),
        help_text=_("Pour un choix, un par ligne\u00a0: valeur | texte français | texte anglais"),
        required=False,
        max_length=4000,
        widget=forms.Textarea,
    )
    limits = forms.CharField(
        label=_("Limites"),
        help_text=_("Facultatif, une par ligne, par exemple\u00a0: maximum = 100"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    retired = forms.BooleanField(label=_("Retirée"), required=False)

    @staticmethod
    def initial_of(values: Mapping[str, Any]) -> dict[str, Any]:
        """Give what the page shows first of the values of a row."""
        choices = "\n".join(f"{each['value']} | {each['fr']} | {each['en']}" for each in values["choices"])
        limits = "\n".join(f"{name} = {value}" for name, value in values["limits"].items() if name != "accepted")
        accepted = [f"accepted = {', '.join(values['limits']['accepted'])}"] if "accepted" in values["limits"] else []
        return {**values, "choices": choices, "limits": "\n".join(filter(None, [limits, *accepted]))}

    def clean_choices(self) -> list[dict[str, str]]:
        lines = [line.split("|") for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if any(len(parts) != 3 for parts in lines):
            raise forms.ValidationError(_("Écrivez sur chaque ligne trois textes séparés par «\u00a0|\u00a0»."))
        return [dict(zip(("value", "fr", "en"), map(str.strip, parts), strict=True)) for parts in lines]

    def clean_limits(self) -> dict[str, Any]:
        pairs = [line.partition("=") for line in self.cleaned_data["limits"].splitlines() if line.strip()]
        return {name.strip(): _limit(name.strip(), value.strip()) for name, _equals, value in pairs}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"kind", "choices", "limits"} <= cleaned.keys():
            faults = list(question_faults(cleaned["kind"], cleaned["choices"], cleaned["limits"]))
            if faults:
                self.add_error("limits", _("Les choix ou les limites ne vont pas avec le genre de la question."))
        return cleaned


def _limit(name: str, value: str) -> Any:
    if name == "accepted":
        return [each.strip() for each in value.split(",")]
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value[:SHORT_TEXT]
