"""Why something was done, as codes of closed lists: nothing typed reaches the journal, and its readers see words."""

from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise

_LABELS: Final[dict[str, str | Promise]] = {}


def name_reasons(*lists: type[TextChoices], prefix: str = "") -> None:
    """Let the readers of the journal see these codes in words; each application names its own lists.

    One code has one meaning in the journal: a list whose codes another one has is recorded under a `prefix`.
    """
    for reasons in lists:
        _LABELS.update((f"{prefix}{code}", label) for code, label in reasons.choices)


def reason_label(code: str) -> str:
    """Give the words of a recorded reason; a code no longer in a list stands for itself."""
    return str(_LABELS.get(code, code))
