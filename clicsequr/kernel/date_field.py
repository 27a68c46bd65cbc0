"""A date typed in three boxes, in the order day, month, year (screens.md V15)."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.typed import InvalidIdentifier, without_spaces

DAY, MONTH, YEAR = range(3)
Limit = date | Callable[[], date] | None

_MISSING = {
    (DAY,): _("La date doit comprendre un jour"),
    (MONTH,): _("La date doit comprendre un mois"),
    (YEAR,): _("La date doit comprendre une année"),
    (DAY, MONTH): _("La date doit comprendre un jour et un mois"),
    (DAY, YEAR): _("La date doit comprendre un jour et une année"),
    (MONTH, YEAR): _("La date doit comprendre un mois et une année"),
}


def _is_short_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 4


def _day(limit: Limit) -> date | None:
    return limit() if callable(limit) else limit


class ThreePartDateWidget(forms.MultiWidget):
    template_name = "django/forms/widgets/three_part_date.html"
    widgets_names: list[str]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(("day", "month", "year"), forms.TextInput), attrs)

    def decompress(self, value: Any) -> list[int | None]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, subwidget in zip(self.widgets_names, context["widget"]["subwidgets"], strict=True):
            if identifier := context["widget"]["attrs"].get("id"):
                subwidget["attrs"] |= {"id": f"{identifier}{part}"}
        return context


class ThreePartDateField(forms.Field):
    """Gives a date within its limits, both included; `params["parts"]` of an error names the wrong boxes."""

    widget = ThreePartDateWidget
    default_error_messages: ClassVar = {
        "required": _("Entrez une date"),
        "invalid": _("Cette date n’existe pas"),
        "characters": _("Entrez la date en chiffres, par exemple 27 3 2026"),
        "year": _("L’année doit compter 4 chiffres"),
        "from_today": _("La date doit être aujourd’hui ou plus tard"),
        "until_today": _("La date doit être aujourd’hui ou plus tôt"),
        "earliest": _("La date doit être le %(limit)s ou plus tard"),
        "latest": _("La date doit être le %(limit)s ou plus tôt"),
    }

    def __init__(self, *, earliest: Limit = None, latest: Limit = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or not value:
            return value or None
        try:
            parts = [without_spaces(part or "") for part in value]
        except InvalidIdentifier as fault:
            raise self._refusal("characters", ()) from fault
        missing = tuple(position for position, part in enumerate(parts) if not part)
        if len(missing) == len(parts):
            return None
        if missing:
            raise ValidationError(_MISSING[missing], code="missing", params={"parts": missing})
        return self._date(parts)

    def _date(self, parts: list[str]) -> date:
        unreadable = tuple(position for position, part in enumerate(parts) if not _is_short_number(part))
        if unreadable:
            raise self._refusal("characters", unreadable)
        if len(parts[YEAR]) != 4:
            raise self._refusal("year", (YEAR,))
        day, month, year = map(int, parts)
        try:
            return date(year, month, day)
        except ValueError as error:
            wrong = YEAR if not year else DAY if 1 <= month <= 12 else MONTH
            raise self._refusal("invalid", (wrong,)) from error

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        earliest, latest = _day(self.earliest), _day(self.latest)
        if earliest and value < earliest:
            raise self._beyond(earliest, "earliest", on_today="from_today")
        if latest and value > latest:
            raise self._beyond(latest, "latest", on_today="until_today")

    def _beyond(self, limit: date, code: str, *, on_today: str) -> ValidationError:
        code = on_today if limit == timezone.localdate() else code
        return self._refusal(code, (), limit=date_format(limit, "DATE_FORMAT"))

    def _refusal(self, code: str, parts: tuple[int, ...], **params: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": parts, **params})
