"""Messages of the mailbox."""

from itertools import count
from typing import Any

from accounts.models import SecureMessage, User

_numbers = count(1)


def make_message(recipient: User, **changes: Any) -> SecureMessage:
    number = next(_numbers)
    values: dict[str, Any] = {
        "source_key": f"essai:{number}",
        "sender": "Développement durable, Environnement, Faune et Parcs",
        "subject": f"Votre inscription {number} est activée",
        "body": "L’inscription est activée.\n\nNuméro de votre demande : 7.",
        "reference": f"INS-2026-{number}",
        **changes,
    }
    return SecureMessage.objects.create(recipient=recipient, **values)
