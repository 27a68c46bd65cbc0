"""What the public pages keep: a message to the support team, until it is sent."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.sealing import SealedTextField


class ContactMessage(models.Model):
    """A message of a visitor; its words are erased as soon as they have left by e-mail."""

    # The page's own number: the same form sent twice is one message.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=2, default="fr")
    sealed_name = SealedTextField(blank=True)
    sealed_email = SealedTextField(blank=True)
    sealed_subject = SealedTextField(blank=True)
    sealed_body = SealedTextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message au soutien")
        verbose_name_plural = _("messages au soutien")
        indexes = [models.Index(fields=["sent_at"], name="contact_message_sent")]

    def __str__(self) -> str:
        return str(self.id)
