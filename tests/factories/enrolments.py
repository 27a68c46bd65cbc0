"""Ministries, services, requests and enrolments."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.agents import Agent
from accounts.models import OutboxMessage
from accounts.services.outbox import deliver
from accounts.states import AgentRole, Portal
from enterprises.models import EnrolmentRequest, Member, ServiceEnrolment
from enterprises.states import EnrolmentRequestState, EnrolmentState
from ministry_services.models import EnrolmentQuestion, Ministry, MinistryAgent, OnlineService
from tests.factories.agents import make_agent

_numbers = count(1)


def make_ministry(**changes: Any) -> Ministry:
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"ministere-{number}",
        "list_label_fr": "Développement durable, Environnement, Faune et Parcs",
        "list_label_en": "Sustainable Development, Environment, Wildlife and Parks",
        "name_fr": "Ministère de l’Environnement",
        "name_en": "Ministry of the Environment",
        "acronym": "MDDELCC",
        "aliases": "MELCC, environnement",
        "phone": "418 555-0140",
        **changes,
    }
    return Ministry.objects.create(**values)


def make_service(ministry: Ministry | None = None, **changes: Any) -> OnlineService:
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"service-{number}",
        "portal": Portal.ENTERPRISES,
        "name_fr": "Bilan de phosphore",
        "name_en": "Phosphorus report",
        "address": "https://service.exemple.ca/",
        **changes,
    }
    return OnlineService.objects.create(ministry=ministry or make_ministry(), **values)


def make_question(service: OnlineService, **changes: Any) -> EnrolmentQuestion:
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"q{number}",
        "kind": "text",
        "label_fr": "Numéro du lieu",
        "label_en": "Site number",
        "order": number,
        **changes,
    }
    return EnrolmentQuestion.objects.create(service=service, **values)


def make_request(rse: Member, *services: OnlineService, **changes: Any) -> EnrolmentRequest:
    """A draft with its consent, ready to be transmitted."""
    chosen = services or (make_service(),)
    values: dict[str, Any] = {
        "reference": f"INS-2026-{next(_numbers):08}",
        "ministry": chosen[0].ministry,
        "asked_by": rse.user,
        "consented_at": timezone.now(),
        **changes,
    }
    request = EnrolmentRequest.objects.create(enterprise=rse.enterprise, **values)
    request.services.set(chosen)
    return request


def make_enrolment(
    rse: Member,
    service: OnlineService | None = None,
    state: str = EnrolmentState.IN_PROGRESS,
    submitted_at: datetime | None = None,
    **changes: Any,
) -> ServiceEnrolment:
    chosen = service or make_service()
    moment = submitted_at or timezone.now()
    request = make_request(rse, chosen, state=EnrolmentRequestState.SUBMITTED, submitted_at=moment)
    return ServiceEnrolment.objects.create(
        request=request,
        enterprise=rse.enterprise,
        service=chosen,
        state=state,
        submitted_at=moment,
        due_at=moment + timedelta(hours=24),
        **changes,
    )


def make_ministry_agent(ministry: Ministry, **changes: Any) -> Agent:
    agent = make_agent(AgentRole.MINISTRY, **changes)
    MinistryAgent.objects.create(ministry=ministry, user=agent.user)
    return agent


def deliver_outbox() -> int:
    """Do what the outbox owes, as the worker does, until nothing is left; give the number of rows done."""
    done = 0
    while ids := list(OutboxMessage.objects.filter(done_at=None).order_by("created_at").values_list("pk", flat=True)):
        results = [deliver(pk) for pk in ids]
        assert all(results), list(OutboxMessage.objects.filter(done_at=None).values("handler", "last_error"))
        done += len(results)
    return done
