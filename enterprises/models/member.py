"""A user's place in an enterprise."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models.enterprise import Enterprise
from enterprises.states import MemberRole, MemberState, MemberStateReason


class Member(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=4, choices=MemberRole, default=MemberRole.USER)
    state = models.CharField(_("état"), max_length=10, choices=MemberState, default=MemberState.CREATED)
    # Family name, first name, code, as rules/members.py writes them: a page of 20 000 users costs that of 20.
    sorted_name = models.CharField(max_length=150, blank=True, editable=False)
    suspended_until = models.DateField(_("suspendu jusqu’au"), null=True, blank=True)
    # Why the state is what it is, as the RSE said: a listed reason, and words for the enterprise alone.
    state_reason = models.CharField(max_length=20, choices=MemberStateReason, blank=True)
    state_note = models.CharField(max_length=250, blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # two RSE at once: « Ce dossier a changé »
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("membre d’une entreprise")
        verbose_name_plural = _("membres des entreprises")
        constraints = [models.UniqueConstraint(fields=["enterprise", "user"], name="member_once_per_enterprise")]
        indexes = [
            models.Index(fields=["enterprise", "role", "state"], name="member_by_role"),
            models.Index(fields=["enterprise", "sorted_name", "id"], name="member_by_name"),
            # Suspensions with a last day (U-05).
            models.Index(
                fields=["suspended_until"],
                name="member_suspension_ending",
                condition=Q(state=MemberState.SUSPENDED, suspended_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_rse(self) -> bool:
        return self.role == MemberRole.RSE

    @property
    def is_active_rse(self) -> bool:
        return self.is_rse and self.state == MemberState.ACTIVE
