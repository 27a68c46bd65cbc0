"""Why an application is stopped at once: a closed list, so that nothing typed reaches the journal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.reasons import name_reasons


class SuspensionReason(TextChoices):
    SECRET_KNOWN = "application_secret_known", _("Son secret ou sa clé est peut-être connu d’un tiers.")
    MISUSE = "application_misuse", _("Elle se sert mal de ce qu’elle apprend.")
    FAULT = "application_fault", _("Elle ne fonctionne pas bien.")


name_reasons(SuspensionReason)
