"""How a person's identity was proven."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProofMethod(TextChoices):
    NOTICE = "notice", _("Code d’accès et avis de cotisation")
