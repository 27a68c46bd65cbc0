"""Free words of an agent: a number that looks like a secret is refused and does not come back to the page."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.secrecy import without_secrets
from enterprises.rules.agent_notes import NoteHoldsSecret


class NotesForm(BaseForm):
    """`notes` names the fields with free words; `hide` says what may not be in them."""

    notes: ClassVar[tuple[str, ...]] = ()
    hide = staticmethod(without_secrets)

    def clean(self) -> dict[str, Any]:
        for name in self.notes:
            # What was typed, not what was cleaned: a text refused for its length is shown again too.
            typed = self[name].data or ""
            kept = self.hide(typed)
            if kept != typed:
                self.data = self.data.copy()  # type: ignore[attr-defined]  # a posted form or a dict: both have it
                self.data[self.add_prefix(name)] = kept  # type: ignore[index]
                self.add_error(name, ValidationError(NoteHoldsSecret.message, code="holds_secret"))
        return self.cleaned_data
