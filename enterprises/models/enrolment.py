"""The enrolment of an enterprise in a ministry's services, and its 24-hour clock."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models.enterprise import Enterprise
from enterprises.states import EnrolmentRequestState, EnrolmentState
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService


class EnrolmentRequest(models.Model):
    """What an RSE asks of one ministry in one go: its services, its answers, its consent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("numéro de référence"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="enrolment_requests")
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="+")
    services = models.ManyToManyField(OnlineService, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=EnrolmentRequestState, default=EnrolmentRequestState.DRAFT)
    answers = models.JSONField(default=dict)  # draft answers {question id: text}; rows once submitted
    consented_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "ministry", "asked_by"],
                name="enrolment_request_one_draft",
                condition=Q(state=EnrolmentRequestState.DRAFT),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class ServiceEnrolment(models.Model):
    """One service asked for; decided within 24 hours (seed)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(EnrolmentRequest, on_delete=models.PROTECT, related_name="enrolments")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="enrolments")
    service = models.ForeignKey(OnlineService, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(_("état"), max_length=12, choices=EnrolmentState, default=EnrolmentState.IN_PROGRESS)
    submitted_at = models.DateTimeField(_("transmise le"))
    due_at = models.DateTimeField(_("à répondre avant"))
    assigned_to = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(_("répondue le"), null=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_text = models.CharField(_("texte de la réponse"), max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("inscription à un service")
        verbose_name_plural = _("inscriptions aux services")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "service"],
                name="enrolment_one_open_per_service",
                condition=Q(state__in=[EnrolmentState.IN_PROGRESS, EnrolmentState.ACTIVE]),
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="enrolment_queue", condition=Q(state="in_progress")),
            models.Index(fields=["enterprise", "-submitted_at"], name="enrolment_of_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} – {self.service}"


class EnrolmentAnswer(models.Model):
    """An answer as transmitted; text of a number, an ISO date or the value of a choice."""

    enrolment = models.ForeignKey(ServiceEnrolment, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(EnrolmentQuestion, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=500)

    class Meta:
        ordering = ["question__order"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "question"], name="answer_once_per_question")]
