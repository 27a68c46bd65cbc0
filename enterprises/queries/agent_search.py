"""What an agent finds by an exact number, code or reference, and what the file of an enterprise holds (A-10)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import JournalEntry
from accounts.states import Portal
from clicsequr.kernel.typed import HYPHENS
from enterprises.models import (
    EnrolmentRequest,
    Enterprise,
    Member,
    PaperForm,
    Procuration,
    Registration,
    ServiceEnrolment,
)
from enterprises.queries.agent_queue import registration_files

SHOWN = 25
_SEPARATORS = str.maketrans("", "", HYPHENS + ".\u00a0\u202f ")


def find_enterprise(typed: str) -> Enterprise | None:
    """Find by exact NEQ, identification number, user code or reference; each lookup has its unique index."""
    code = "".join(typed.split()).upper()
    digits = code.translate(_SEPARATORS)
    if digits.isdigit():
        return Enterprise.objects.filter(Q(neq=digits) | Q(rq_number=digits[:10])).first()
    member = Member.objects.filter(user__portal=Portal.ENTERPRISES, user__user_code=digits).order_by("created_at")
    for found in (
        member,
        _referenced(Registration, code),
        _referenced(PaperForm, code),
        _referenced(EnrolmentRequest, code),
        Procuration.objects.filter(number=code),
    ):
        row = found.select_related("enterprise").first()
        if row is not None:
            return row.enterprise
    return None


def _referenced(model: Any, reference: str) -> Any:
    return model.objects.filter(reference=reference, enterprise__isnull=False)


def members_of(enterprise: Enterprise) -> QuerySet[Member]:
    return Member.objects.filter(enterprise=enterprise).select_related("user").order_by("role", "created_at", "pk")


def registrations_of(enterprise: Enterprise) -> QuerySet[Registration]:
    """Give what agents may open, newest first."""
    return registration_files().filter(enterprise=enterprise).order_by("-submitted_at")[:SHOWN]


def paper_forms_of(enterprise: Enterprise) -> QuerySet[PaperForm]:
    return PaperForm.objects.filter(enterprise=enterprise).order_by("-created_at")[:SHOWN]


def enrolments_of(enterprise: Enterprise) -> QuerySet[ServiceEnrolment]:
    enrolments = ServiceEnrolment.objects.filter(enterprise=enterprise).select_related("service", "request")
    return enrolments.order_by("-submitted_at")[:SHOWN]


def journal_of(enterprise_id: UUID) -> QuerySet[JournalEntry]:
    """Give every fact of an enterprise at the agents' level, newest first."""
    return JournalEntry.objects.filter(on_behalf_of=str(enterprise_id)).order_by("-id")
