"""Counted failures by account and by address, in the database: they outlive a process and a cache."""

from django.db import models


class Throttle(models.Model):
    """Failures of one `key` (a keyed hash: no code or address in clear) and until when it waits."""

    key = models.BinaryField(unique=True)
    about = models.BinaryField(default=b"")  # the keyed hash of its first subject: an agent forgets all of one account
    failures = models.PositiveIntegerField(default=0)
    last_failure_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["last_failure_at"], name="throttle_age"),
            models.Index(fields=["about"], name="throttle_about"),
        ]

    def __str__(self) -> str:
        return f"{self.failures}"
