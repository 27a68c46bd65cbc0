"""Each state of an enrolment in a ministry's services, asked for by an RSE and answered by a ministry's agent."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.agents import Agent
from accounts.states import Portal
from clicsequr.demonstration.cast import MINISTRY, SERVICES
from enterprises.models import EnrolmentRequest, Member, Registration
from enterprises.queries.enrolments import questions_of
from enterprises.services.enrolment import choose_services, give_consent, save_answers, submit_request
from enterprises.services.enrolment_decisions import decide_enrolment, take_enrolment
from enterprises.services.enrolment_endings import deactivate_enrolment
from enterprises.states import EnrolmentState
from ministry_services.models import EnrolmentQuestion, Ministry
from ministry_services.states import QuestionKind


def asked(registration: Registration, *, now: datetime, services: Sequence[str] = SERVICES) -> EnrolmentRequest:
    """Transmit one request, for two services unless others are named."""
    member = Member.objects.get(user=registration.rse_user)
    ministry = Ministry.objects.get(code=MINISTRY)
    request = choose_services(ministry, slugs=list(services), by=member, now=now)
    answers = {str(question.pk): _answer(question, now) for question in questions_of(list(request.services.all()))}
    save_answers(request.pk, answers=answers, by=member, now=now)
    give_consent(request.pk, by=member, now=now)
    return submit_request(request.pk, by=member, now=now)


def overdue(registration: Registration, *, now: datetime) -> EnrolmentRequest:
    return asked(registration, now=now - timedelta(hours=30))


def answered(
    registration: Registration,
    *,
    outcome: EnrolmentState,
    text: str,
    by: Agent,
    now: datetime,
    services: Sequence[str] = SERVICES,
) -> None:
    """Take each service in charge and answer it."""
    request = asked(registration, now=now - timedelta(hours=3), services=services)
    for enrolment in request.enrolments.order_by("pk"):
        take_enrolment(enrolment.pk, by=by)
        decide_enrolment(enrolment.pk, outcome=outcome, text=text, by=by, now=now)


def enrolled_everywhere(registration: Registration, *, by: Agent, now: datetime) -> None:
    """Every service that the ministry offers to businesses."""
    offered = Ministry.objects.get(code=MINISTRY).services.filter(portal=Portal.ENTERPRISES)
    slugs = list(offered.values_list("slug", flat=True))
    answered(registration, outcome=EnrolmentState.ACTIVE, text="", by=by, now=now, services=slugs)


def deactivated(registration: Registration, *, by: Agent, now: datetime) -> None:
    answered(registration, outcome=EnrolmentState.ACTIVE, text="", by=by, now=now)
    member = Member.objects.get(user=registration.rse_user)
    for enrolment in member.enterprise.enrolments.order_by("pk"):
        deactivate_enrolment(enrolment.pk, by=member, now=now)


def _answer(question: EnrolmentQuestion, now: datetime) -> str:
    if question.kind == QuestionKind.CHOICE:
        return str(question.choices[0]["value"])
    if question.kind == QuestionKind.NUMBER:
        return str(question.limits.get("minimum", 0) or 1)
    if question.kind == QuestionKind.DATE:
        return date(timezone.localdate(now).year - 1, 5, 1).isoformat()
    return "LIEU-4821"
