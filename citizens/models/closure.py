"""An account its owner closed: thirty days to change one's mind, then its content is erased (screens.md K-05)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class AccountClosure(models.Model):
    """One closing. `ends_at` is when it becomes final; taken back, or erased, it is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="closures")
    asked_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="account_closure_one_open",
                condition=Q(taken_back_at__isnull=True, erased_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["ends_at"],
                name="account_closure_due",
                condition=Q(taken_back_at__isnull=True, erased_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
