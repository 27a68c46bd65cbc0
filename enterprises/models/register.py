"""Revenu Québec's side: what it knows of each enterprise. Filled by `import_register`, never by the portal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.legal_forms import LegalForm


class RegisteredEnterprise(models.Model):
    """One enterprise of the register. `sealed_file` holds its representatives and shared secrets, sealed together."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Immatriculée")
        STRUCK_OFF = "struck_off", _("Radiée")
        MERGED = "merged", _("Fusionnée")

    neq = models.CharField(max_length=10, blank=True)
    rq_number = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=150)
    legal_form = models.CharField(max_length=20, choices=LegalForm)
    address_line = models.CharField(max_length=150, blank=True)
    city = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=7, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.ACTIVE)
    is_legacy = models.BooleanField(default=False)  # enrolled in Clic Revenu before November 2007
    # Which kinds of secret the sealed file can answer for: the agent may know that much, never a value.
    secret_kinds = ArrayField(models.CharField(max_length=20), default=list)
    sealed_file = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["neq"], name="register_neq_unique", condition=~Q(neq="")),
            models.UniqueConstraint(fields=["rq_number"], name="register_rq_number_unique", condition=~Q(rq_number="")),
        ]

    def __str__(self) -> str:
        return self.neq or self.rq_number
