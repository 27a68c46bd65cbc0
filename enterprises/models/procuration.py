"""A procuration and its assignments: what an enterprise lets others do in its name, for how long (domain.md §2)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models.enterprise import Enterprise
from enterprises.models.member import Member
from enterprises.states import AssignmentState, ProcurationState, RevocationReason
from ministry_services.models import OnlineService, ServiceTask


class Procuration(models.Model):
    """Services of `enterprise` (the grantor), for its own users, or for those of `mandatary` (external).

    Days are those of Québec, the last one included. `state` never says that a day has passed: rules/procurations.py
    does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("numéro"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="procurations")
    mandatary = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="procurations_received"
    )
    name = models.CharField(_("nom"), max_length=80)
    state = models.CharField(_("état"), max_length=10, choices=ProcurationState, default=ProcurationState.GRANTED)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    expiry_told_at = models.DateTimeField(null=True)  # thirty days before the end
    version = models.PositiveIntegerField(default=0)  # two RSE at once: « Ce dossier a changé »

    class Meta:
        verbose_name = _("procuration")
        verbose_name_plural = _("procurations")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="procuration_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(mandatary=F("enterprise")), name="procuration_to_another_enterprise"),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-created_at"], name="procuration_of_enterprise"),
            models.Index(
                fields=["mandatary", "-created_at"],
                name="procuration_received",
                condition=Q(mandatary__isnull=False),
            ),
            models.Index(
                fields=["ends_on"],
                name="procuration_ending",
                condition=Q(state=ProcurationState.GRANTED, expiry_told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_external(self) -> bool:
        return self.mandatary_id is not None


class ProcurationService(models.Model):
    """One service of a procuration: everything in it, or the tasks named. Ended with the enrolment, for good."""

    procuration = models.ForeignKey(Procuration, on_delete=models.CASCADE, related_name="services")
    service = models.ForeignKey(OnlineService, on_delete=models.PROTECT, related_name="+")
    unrestricted = models.BooleanField(_("accès sans restriction"), default=True)
    tasks = models.ManyToManyField(ServiceTask, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procuration", "service"], name="service_once_per_procuration")]


class Assignment(models.Model):
    """A procuration in one person's hands, within its days; revocable alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procuration = models.ForeignKey(Procuration, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(_("état"), max_length=10, choices=AssignmentState, default=AssignmentState.GRANTED)
    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revocation = models.CharField(max_length=20, choices=RevocationReason, blank=True)

    class Meta:
        verbose_name = _("assignation")
        verbose_name_plural = _("assignations")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["procuration", "member"],
                name="assignment_one_granted",
                condition=Q(state=AssignmentState.GRANTED),
            ),
        ]
        indexes = [models.Index(fields=["member", "state", "-ends_on"], name="assignment_of_member")]

    def __str__(self) -> str:
        return str(self.pk)
