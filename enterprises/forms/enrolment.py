"""What an RSE types to enrol the enterprise: the ministry, the services, the answers, the consent, the end."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import ThreePartDateField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.typed import HYPHENS, INVISIBLE
from enterprises.answers import answer_shown
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService
from ministry_services.rules.catalogue import SHORT_TEXT, limit_day, number_of
from ministry_services.states import QuestionKind

# Beyond, a list to scroll and a search serve better than buttons (screens.md I-02).
MOST_BUTTONS = 7
# A minus sign of Word or of a PDF stands for the minus of the keyboard.
_MINUS = {ord(hyphen): "-" for hyphen in HYPHENS} | {ord(character): None for character in INVISIBLE}


class MinistryForm(BaseForm):
    """`shown` narrows what is listed; every body stays a valid choice."""

    ministry = forms.ChoiceField(
        label=_("Ministère ou organisme"), error_messages={"required": _("Choisissez un ministère ou un organisme")}
    )

    def __init__(self, *args: Any, ministries: list[Ministry], shown: list[Ministry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ministry"]
        field.error_messages["invalid_choice"] = field.error_messages["required"]
        if len(ministries) <= MOST_BUTTONS:
            field.widget = forms.RadioSelect()
        field.choices = [(ministry.code, ministry.list_label) for ministry in ministries]
        blank = [] if len(ministries) <= MOST_BUTTONS else [("", _("Choisissez"))]
        field.widget.choices = [*blank, *((ministry.code, ministry.list_label) for ministry in shown)]


class ServicesForm(BaseForm):
    """The boxes stand in the table of the page; `askable` are the services that may be ticked."""

    services = forms.MultipleChoiceField(
        label=_("Services"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un service")},
    )

    def __init__(self, *args: Any, askable: Iterable[OnlineService], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["services"]
        field.choices = [(service.slug, service.name) for service in askable]
        field.error_messages["invalid_choice"] = _(
            "Un des services choisis n’est pas offert à l’inscription. Choisissez de nouveau."
        )


class NumberField(forms.Field):
    """A number typed with a comma or a point, with spaces between thousands; given as the text the database keeps."""

    widget = forms.TextInput
    default_error_messages: ClassVar = {
        "required": _("Entrez un nombre"),
        "invalid": _("Entrez un nombre comme 12"),
        "decimals": _("Entrez un nombre entier, sans virgule"),
        "too_precise": _("Entrez un nombre avec %(decimals)d chiffres au plus après la virgule"),
        "minimum": _("Le nombre doit être %(limit)s ou plus"),
        "maximum": _("Le nombre doit être %(limit)s ou moins"),
    }

    def __init__(self, *, minimum: Any = None, maximum: Any = None, decimals: int = 0, **kwargs: Any) -> None:
        self.limits = {"minimum": minimum, "maximum": maximum}
        self.decimals = decimals
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal" if self.decimals else "numeric", "class": "govuk-input--width-10"}

    def to_python(self, value: Any) -> str:
        typed = "".join(str(value or "").translate(_MINUS).split()).replace(",", ".")
        if not typed:
            return ""
        number = number_of(typed)
        if number is None:
            raise self._refusal("invalid")
        places = -int(number.as_tuple().exponent)
        if places > self.decimals:
            code = "too_precise" if self.decimals else "decimals"
            raise self._refusal(code, decimals=self.decimals)
        return typed

    def validate(self, value: str) -> None:
        super().validate(value)
        for name, limit in self.limits.items():
            if value and limit is not None and _beyond(Decimal(value), limit, name):
                raise self._refusal(name, limit=number_format(limit, force_grouping=False))

    def _refusal(self, code: str, **params: Any) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=params)


def _beyond(number: Decimal, limit: Any, name: str) -> bool:
    return bool(number < limit) if name == "minimum" else bool(number > limit)


class AnswersForm(BaseForm):
    """The ministry's questions, of every service chosen; built from the catalogue."""

    def __init__(self, *args: Any, questions: list[EnrolmentQuestion], answers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        today = timezone.localdate()
        for question in questions:
            name = _name_of(question)
            self.fields[name] = _field_of(question, today)
            self.initial[name] = _initial_of(question, answers.get(str(question.pk), ""))

    @property
    def groups(self) -> Iterator[tuple[OnlineService, list[BoundField]]]:
        """Give each service with the fields of its questions."""
        for _key, group in groupby(self.questions, key=lambda question: question.service_id):
            asked = list(group)
            yield asked[0].service, [self[_name_of(question)] for question in asked]

    @property
    def answers(self) -> dict[str, str]:
        """Give what was answered, as the database keeps it, by the id of the question."""
        kept = {str(question.pk): self.cleaned_data[_name_of(question)] for question in self.questions}
        return {pk: value.isoformat() if isinstance(value, date) else value or "" for pk, value in kept.items()}


def _name_of(question: EnrolmentQuestion) -> str:
    return f"question_{question.pk}"


def _field_of(question: EnrolmentQuestion, today: date) -> forms.Field:
    limits = question.limits
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": question.required}
    required: dict[str, Any] = {
        "required": _("Répondez à la question «\u00a0%(question)s\u00a0»") % {"question": question.label}
    }
    if question.kind == QuestionKind.DATE:
        days = {name: limit_day(limits.get(name), today=today) for name in ("earliest", "latest")}
        return ThreePartDateField(**common, **days, error_messages=required)
    if question.kind == QuestionKind.NUMBER:
        bounds = {name: limits.get(name) for name in ("minimum", "maximum")}
        return NumberField(**common, **bounds, decimals=limits.get("decimals", 0), error_messages=required)
    if question.kind == QuestionKind.CHOICE:
        choices = [(choice["value"], answer_shown(question, choice["value"])) for choice in question.choices]
        messages = required | {"invalid_choice": required["required"]}
        return forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect, error_messages=messages)
    longest = limits.get("maximum", SHORT_TEXT)
    too_long = {"max_length": _("La réponse compte %(limit_value)d caractères au plus")}
    widget = forms.TextInput(attrs={"class": "govuk-input--width-20" if longest <= 40 else "", "autocomplete": "off"})
    return forms.CharField(**common, max_length=longest, widget=widget, error_messages=required | too_long)


def _initial_of(question: EnrolmentQuestion, kept: str) -> object:
    if kept and question.kind == QuestionKind.DATE:
        return date.fromisoformat(kept)
    if kept and question.kind == QuestionKind.NUMBER:
        return answer_shown(question, kept)
    return kept


class ConsentForm(BaseForm):
    consent = forms.BooleanField(
        label=_("Je consens à ce que ces renseignements soient communiqués au ministère ou à l’organisme"),
        error_messages={"required": _("Donnez votre consentement pour continuer")},
    )
