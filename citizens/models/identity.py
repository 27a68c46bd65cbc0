"""The tie between an account and a person of the register."""

import uuid

from django.conf import settings
from django.db import models

from citizens.states import ProofMethod


class IdentityProof(models.Model):
    """The account's owner is the person that the register calls `reference`; no number is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="identity_proof")
    # No foreign key: the register is Revenu Québec's, and may be kept elsewhere.
    reference = models.UUIDField()
    method = models.CharField(max_length=10, choices=ProofMethod)
    verified_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reference"], name="identity_proof_reference")]

    def __str__(self) -> str:
        return str(self.pk)
