"""Signed papers that must reach Revenu Québec: the LEW-4 form and the designation by mandate."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models.enterprise import Enterprise
from enterprises.models.registration import Registration
from enterprises.states import PaperFormKind, PaperFormState


class PaperForm(models.Model):
    """One form to sign and send; `reference` is printed on it and in its QR code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("genre"), max_length=12, choices=PaperFormKind)
    reference = models.CharField(_("numéro de référence"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="paper_forms")
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="paper_forms"
    )
    state = models.CharField(_("état"), max_length=10, choices=PaperFormState, default=PaperFormState.TO_SEND)
    postal_sending_asked_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)  # by an agent, to an enterprise that cannot print
    received_on = models.DateField(_("reçu le"), null=True)
    received_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    scan = models.FileField(_("numérisation"), upload_to="paper_forms/%Y/%m/", blank=True)
    scan_reference_read = models.BooleanField(null=True)  # was the QR code of the scan read, and ours?
    is_signed = models.BooleanField(null=True)
    signatory_is_representative = models.BooleanField(null=True)
    is_legible = models.BooleanField(null=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # two-person rule
    processed_at = models.DateTimeField(_("traité le"), null=True)
    processed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    refusal_code = models.CharField(_("motif du refus"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)  # two agents: a page older than the row is told so
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("formulaire papier")
        verbose_name_plural = _("formulaires papier")
        constraints = [
            # A designation names one person for one registration; a later registration has its own paper.
            models.UniqueConstraint(
                fields=["enterprise", "kind", "registration"],
                name="paper_form_one_open",
                condition=~Q(state=PaperFormState.PROCESSED),
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "received_on", "created_at", "id"],
                name="paper_form_queue",
                condition=~Q(state=PaperFormState.PROCESSED),
            ),
            models.Index(
                fields=["postal_sending_asked_at", "id"],
                name="paper_form_to_post",
                condition=Q(postal_sending_asked_at__isnull=False, posted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
