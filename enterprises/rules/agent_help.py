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


name_reasons(RefusalReason, UnfreezeReason, SearchReason)
