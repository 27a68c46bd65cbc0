"""Fields that several pages of a registration share."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class LineField(forms.CharField):
    """One line of free text: outer and double spaces dropped, control characters refused by being spaces."""

    def __init__(self, *, max_length: int, autocomplete: str = "off", **kwargs: Any) -> None:
        self.autocomplete = autocomplete
        messages = {
            "max_length": _("Ce texte compte %(limit_value)d caractères au plus"),
            **kwargs.pop("error_messages", {}),
        }
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        readable = (" " if unicodedata.category(character) == "Cc" else character for character in text)
        return " ".join("".join(readable).split())

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a browser would cut a pasted text without a word.
        return {"autocomplete": self.autocomplete}


class YesNoField(forms.TypedChoiceField):
    """Two radios that give True or False, and nothing chosen before a person chose."""

    widget = forms.RadioSelect
    default_error_messages: ClassVar = {"required": _("Choisissez oui ou non")}

    def __init__(self, *, yes: Text, no: Text, **kwargs: Any) -> None:
        choices = [("True", yes), ("False", no)]
        super().__init__(choices=choices, coerce=lambda value: value == "True", empty_value=None, **kwargs)
