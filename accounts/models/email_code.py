"""Six-digit codes sent by e-mail, to confirm an address or a person (screens.md V4)."""

import uuid

from django.db import models
from django.db.models.functions import Now

from clicsequr.kernel.sealing import SealedTextField


class EmailCode(models.Model):
    """A code for one `purpose` of one subject; kept sealed until sent, as a keyed hash until used or expired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, default="fr")
    code_hash = models.BinaryField()
    sealed_code = SealedTextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id", "-created_at"], name="email_code_latest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"
