"""How a person's identity was proven, and the lives of a creation and of a letter."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.states import Moves


class ProofMethod(TextChoices):
    NOTICE = "notice", _("Code d’accès et avis de cotisation")
    LETTER = "letter", _("Code reçu par la poste")


class CreationState(TextChoices):
    DRAFT = "draft", _("En cours")
    COMPLETED = "completed", _("Terminée")


CREATION_MOVES = Moves({CreationState.DRAFT: {CreationState.COMPLETED}, CreationState.COMPLETED: set()})


class LetterState(TextChoices):
    TO_PRINT = "to_print", _("À imprimer")
    PRINTED = "printed", _("Imprimée")
    POSTED = "posted", _("Postée")
    USED = "used", _("Code utilisé")
    EXPIRED = "expired", _("Échue")
    REPLACED = "replaced", _("Remplacée")
    CANCELLED = "cancelled", _("Annulée")


LETTER_MOVES = Moves(
    {
        LetterState.TO_PRINT: {LetterState.PRINTED, LetterState.CANCELLED},
        # Printed again when the paper jams: the queue keeps it until somebody says it is posted.
        LetterState.PRINTED: {LetterState.PRINTED, LetterState.POSTED, LetterState.CANCELLED},
        LetterState.POSTED: {
            LetterState.USED,
            LetterState.EXPIRED,
            LetterState.REPLACED,
            LetterState.CANCELLED,  # its reader says that somebody else asked for it
        },
        LetterState.USED: set(),
        LetterState.EXPIRED: set(),
        LetterState.REPLACED: set(),
        LetterState.CANCELLED: set(),
    }
)
