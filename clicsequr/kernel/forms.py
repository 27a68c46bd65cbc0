"""The form every form of ours derives from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Far beyond the longest text a page asks for: nothing longer is worth the work of a field.
LONGEST_INPUT = 10_000
# Beside NUL, what makes a text read otherwise than it is written: an agent would see another name (UTS 39, bidi).
UNSEEN = frozenset("\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNREADABLE = _("Ce texte est trop long ou contient un caractère illisible. Entrez-le de nouveau.")


class BaseForm(forms.Form):
    """Errors are ours, not the browser's; unseen characters and huge inputs are refused before any field sees them."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def _clean_fields(self) -> None:
        refused = [name for name in self.fields if self._unreadable(self[name].data)]
        kept = {name: field for name, field in self.fields.items() if name not in refused}
        everything, self.fields = self.fields, kept
        try:
            super()._clean_fields()  # type: ignore[misc]  # absent from the stubs
        finally:
            self.fields = everything
        for name in refused:
            self.add_error(name, ValidationError(UNREADABLE, code="unreadable"))

    @staticmethod
    def _unreadable(value: object) -> bool:
        typed = value if isinstance(value, (list, tuple)) else [value]
        texts = [text for text in typed if isinstance(text, str)]
        return any(len(text) > LONGEST_INPUT or not UNSEEN.isdisjoint(text) for text in texts)
