"""The journal: append-only, chained by the database at commit (migration 0002)."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """One fact. A deferred trigger gives `position` and the hashes at commit; nobody updates or deletes a row."""

    recorded_at = models.DateTimeField(_("date"), db_default=Now())
    action = models.CharField(_("action"), max_length=60)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField(_("acteur"), max_length=80)
    on_behalf_of = models.CharField(max_length=40, blank=True)  # the enterprise's id, as text: no key upward
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    details = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    position = models.BigIntegerField(null=True, unique=True, editable=False)
    previous_hash = models.BinaryField(null=True, editable=False)
    hash = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("fait au journal")
        verbose_name_plural = _("journal")
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="journal_by_actor"),
            models.Index(fields=["on_behalf_of", "-id"], name="journal_by_enterprise"),
            models.Index(fields=["subject_id", "-id"], name="journal_by_subject"),
            models.Index(fields=["-recorded_at", "-id"], name="journal_by_day"),
            models.Index(fields=["action", "-recorded_at", "-id"], name="journal_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
