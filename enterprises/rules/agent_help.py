"""Why an agent opens the file of an enterprise: a closed list, so that nothing typed reaches the journal (A-10)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.reasons import name_reasons
from enterprises.rules.activation import RefusalReason, UnfreezeReason


class SearchReason(TextChoices):
    CALL = "call", _("Appel d’une personne de l’entreprise")
    PAPER = "paper", _("Document reçu de l’entreprise")
    COMPLAINT = "complaint", _("Plainte ou signalement")
    ACCESS_REQUEST = "access_request", _("Demande d’accès aux renseignements")
    CONTROL = "control", _("Contrôle interne")


class EnterpriseSuspensionReason(TextChoices):
    """Why an agent stops everything of an enterprise for a time."""

    DISPUTE = "firm_dispute", _("Le droit de représenter l’entreprise est contesté.")
    SECURITY = "firm_security", _("Un usage inhabituel des services a été remarqué.")
    UNREACHABLE = "firm_unreachable", _("Plus aucun responsable ne peut être joint.")


class EnterpriseReactivationReason(TextChoices):
    SETTLED = "firm_settled", _("Le droit de représenter l’entreprise est établi.")
    SAFE = "firm_safe", _("La vérification est terminée.")


name_reasons(RefusalReason, UnfreezeReason, SearchReason, EnterpriseSuspensionReason, EnterpriseReactivationReason)
