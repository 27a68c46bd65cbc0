"""A link to choose a new password (screens.md R-03): thirty minutes, one use, the newest only."""

import uuid

from django.db import models
from django.db.models.functions import Now

from accounts.models.user import User


class PasswordReset(models.Model):
    """The row behind one link. Its id is the id of the outbox row: a mail sent twice holds one link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_resets")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="password_reset_latest")]

    def __str__(self) -> str:
        return str(self.id)
