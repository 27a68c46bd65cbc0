"""The field all identifiers share: clean, normalise, and say in words what is wrong."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from clicsequr.kernel.typed import Fault, InvalidIdentifier


class SecretInput(forms.TextInput):
    """An input whose value never returns to the page, even beside its own error."""

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class IdentifierField(forms.CharField):
    """Normalise with `normalise`; the message is found by the code of the fault, else under « invalid »."""

    attributes: ClassVar[dict[str, str]] = {}

    @staticmethod
    def normalise(value: str) -> object:
        """Give the clean value or raise InvalidIdentifier; each field has its own."""
        raise NotImplementedError

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return self.empty_value
        try:
            return type(self).normalise(str(value))
        except InvalidIdentifier as fault:
            if fault.code == Fault.EMPTY:
                return self.empty_value
            message = self.error_messages.get(fault.code, self.error_messages["invalid"])
            raise ValidationError(message, code=fault.code, params={"length": fault.length}) from fault

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "spellcheck": "false", **self.attributes}
