"""A change of address that can be undone, or one that waits: 48 hours either way (screens.md K-03, R-05)."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models.user import User
from clicsequr.kernel.sealing import SealedTextField


class EmailChange(models.Model):
    """One change. Done at once, the former address may undo it until `undo_until`; asked by somebody who no longer
    reaches the former address, it is done at `takes_effect_at` unless that address says no.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="email_changes")
    former_email = SealedTextField()
    new_email = SealedTextField()
    asked_at = models.DateTimeField(db_default=Now())
    takes_effect_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["takes_effect_at"],
                name="email_change_due",
                condition=Q(done_at__isnull=True, undone_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
