"""What somebody proposes to change in what is live, until a second person publishes or refuses it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ministry_services.models.catalogue import Ministry
from ministry_services.states import ChangeKind, ChangeState


class CatalogueChange(models.Model):
    """A proposal. `subject` names what it is about: a client_id, the slug of a service, `slug/code` of a part of one.

    `before` is what was live when it was proposed (empty: nothing was), `after` what will be.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("genre"), max_length=15, choices=ChangeKind)
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="changes")
    subject = models.CharField(max_length=255)
    name = models.CharField(_("nom"), max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField()
    state = models.CharField(_("état"), max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    # Nobody: an operator proposed it by a command.
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("motif"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state=ChangeState.PROPOSED),
                name="one_open_change_per_subject",
            ),
            # Two persons: what is written at the desk is never published by the hand that wrote it.
            models.CheckConstraint(
                condition=~Q(state=ChangeState.PUBLISHED)
                | Q(decided_by__isnull=False, proposed_by__isnull=True)
                | (Q(decided_by__isnull=False, proposed_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="change_published_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["ministry", "-proposed_at"], name="change_by_ministry"),
            models.Index(fields=["kind", "subject", "-proposed_at"], name="change_by_subject"),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"
