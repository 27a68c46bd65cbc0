"""What an agent writes in a file: words, never the secrets of a caller."""

from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.secrecy import holds_secret


class NoteHoldsSecret(DomainError):
    code = "agent.note_holds_secret"
    message = _(
        "Nous avons effacé un numéro qui ressemble à un secret\u00a0: un numéro d’assurance sociale ou un code à six "
        "chiffres. Rien n’est enregistré. Relisez le texte, puis envoyez-le sans ce numéro."
    )


def check_notes(*texts: str) -> None:
    """Refuse (`NoteHoldsSecret`) a text with a number that may be a NAS or an access code."""
    if any(holds_secret(text) for text in texts):
        raise NoteHoldsSecret
