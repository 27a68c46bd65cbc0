"""The field where people type the reference number of what they left (`INS-2026-7KQ4-M2XD`), however they type it."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.identifier_field import IdentifierField
from clicsequr.kernel.references import ALPHABET
from clicsequr.kernel.typed import Fault, InvalidIdentifier, compact

_REFERENCE = re.compile(rf"([A-Z]{{3}})([0-9]{{4}})([{ALPHABET}]{{4}})([{ALPHABET}]{{4}})")


class ReferenceField(IdentifierField):
    """Gives « INS-2026-7KQ4-M2XD »; `prefix` is that of the example in its error."""

    attributes: ClassVar = {"autocapitalize": "characters"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le numéro de référence"),
        "invalid": _("Entrez un numéro comme %(example)s"),
    }

    def __init__(self, *, prefix: str, **kwargs: Any) -> None:
        self.example = f"{prefix}-2026-7KQ4-M2XD"
        super().__init__(**kwargs)

    @staticmethod
    def normalise(value: str) -> str:
        match = _REFERENCE.fullmatch(compact(value).upper())
        if not match:
            raise InvalidIdentifier(Fault.CHARACTERS)
        return "-".join(match.groups())

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            error.params = {"example": self.example}
            raise
