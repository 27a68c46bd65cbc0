"""Why an agent opens a person's file or acts for them: closed lists, so that nothing typed reaches the journal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.reasons import name_reasons


class ViewReason(TextChoices):
    CALL = "person_call", _("Appel de la personne")
    MAIL = "person_mail", _("Document reçu de la personne")
    COMPLAINT = "person_complaint", _("Plainte ou signalement d’une personne")
    ACCESS_REQUEST = "person_access_request", _("Demande d’accès aux renseignements d’une personne")
    CONTROL = "person_control", _("Contrôle interne d’un compte")


class HelpReason(TextChoices):
    """For what the person could do themselves: the agent says how they know who asks."""

    CALLER_CHECKED = "caller_checked", _("La personne l’a demandé au téléphone. Son identité a été vérifiée.")
    WRITTEN = "asked_in_writing", _("La personne l’a demandé par écrit. Le document est au dossier.")


class SuspensionReason(TextChoices):
    OWNER = "suspended_owner", _("La personne demande de suspendre son compte. Son identité a été vérifiée.")
    SECURITY = (
        "suspended_security",
        _("Quelqu’un d’autre a pu utiliser le compte. Il est suspendu par prudence."),
    )


class ReactivationReason(TextChoices):
    OWNER = "reactivated_owner", _("La personne demande de reprendre son compte. Son identité a été vérifiée.")
    SECURITY = "reactivated_security", _("La vérification est terminée. Le compte est de nouveau sûr.")


class CancellationReason(TextChoices):
    NOT_ASKED = "letter_not_asked", _("La personne n’a pas demandé cette lettre. Quelqu’un d’autre a pu s’en servir.")
    LOST = "letter_lost", _("La lettre est perdue ou revenue. Son code ne doit plus servir.")
    NO_ADDRESS = "letter_no_address", _("L’adresse a changé ou manque au registre. La lettre n’arriverait pas.")


name_reasons(ViewReason, HelpReason, SuspensionReason, ReactivationReason, CancellationReason)
