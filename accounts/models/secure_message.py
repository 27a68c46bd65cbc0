"""« Courriel sécurisé »: a message kept in the portal; the e-mail outside says only that one waits."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from clicsequr.kernel.sealing import SealedTextField


class SecureMessage(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="secure_messages")
    # One message an event and a recipient, whatever the number of deliveries.
    source_key = models.CharField(max_length=120, unique=True)
    sender = models.CharField(_("expéditeur"), max_length=120)
    subject = models.CharField(_("objet"), max_length=150)
    body = SealedTextField()
    reference = models.CharField(_("numéro de référence"), max_length=30, blank=True)
    target_url_name = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message sécurisé")
        verbose_name_plural = _("messages sécurisés")
        indexes = [
            models.Index(fields=["recipient", "-sent_at"], name="secure_message_inbox"),
            models.Index(fields=["recipient"], name="secure_message_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.id)
