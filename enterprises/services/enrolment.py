"""An RSE asks for services of a ministry: choose, answer, consent, transmit (screens.md I-02 to I-07)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import DomainError, NotFound
from clicsequr.kernel.references import new_reference
from enterprises import events
from enterprises.automatic_decision_notifications import decide_by_rule
from enterprises.models import EnrolmentAnswer, EnrolmentRequest, Member, ServiceEnrolment
from enterprises.queries.enrolments import latest_enrolments, questions_of, service_rows
from enterprises.rules.enrolment import due_at, may_ask
from enterprises.services.acting_rse import acting_rse
from enterprises.states import ENROLMENT_REQUEST_MOVES, EnrolmentRequestState
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService
from ministry_services.rules.catalogue import answer_is_valid
from ministry_services.states import DecisionMode

REFERENCE_PREFIX = "DEM"  # a request; INS is a registration: nobody mixes them up on the phone


class ServiceNotOffered(DomainError):
    code = "enrolment.service_not_offered"
    message = _("Un des services choisis n’est plus offert à l’inscription. Choisissez de nouveau les services.")


class NothingChosen(DomainError):
    code = "enrolment.nothing_chosen"
    message = _("Choisissez au moins un service.")


class AnswersMissing(DomainError):
    code = "enrolment.answers_missing"
    message = _("Une question du Ministère n’a pas de réponse, ou sa réponse ne convient plus. Vérifiez vos réponses.")


class ConsentMissing(DomainError):
    code = "enrolment.consent_missing"
    message = _("Donnez votre consentement pour continuer.")


class RequestClosed(DomainError):
    code = "enrolment.request_closed"
    message = _("Cette demande est déjà transmise ou abandonnée. Consultez vos inscriptions pour voir où elle en est.")


@transaction.atomic
def choose_services(ministry: Ministry, *, slugs: list[str], by: Member, now: datetime) -> EnrolmentRequest:
    """Begin or change the draft of an RSE with one ministry; refuse what cannot be asked for (I-03)."""
    member = acting_rse(by)
    chosen = [
        row.service for row in service_rows(member.enterprise, ministry) if row.service.slug in slugs and row.may_ask
    ]
    if not slugs:
        raise NothingChosen
    if len(chosen) != len(set(slugs)):
        raise ServiceNotOffered
    draft, created = EnrolmentRequest.objects.select_for_update(of=("self",)).get_or_create(
        enterprise=member.enterprise,
        ministry=ministry,
        asked_by=member.user,
        state=EnrolmentRequestState.DRAFT,
        defaults={"reference": new_reference(REFERENCE_PREFIX, on=timezone.localdate(now)), "updated_at": now},
    )
    if created:
        record(events.ENROLMENT_STARTED, by=member.user, subject=draft, on_behalf_of=member.enterprise_id)
    if set(draft.services.all()) != set(chosen):
        # The consent names the services: other services need another consent.
        draft.services.set(chosen)
        draft.consented_at = None
    draft.updated_at = now
    draft.save(update_fields=["consented_at", "updated_at"])
    return draft


@transaction.atomic
def save_answers(request_id: UUID, *, answers: dict[str, str], by: Member, now: datetime) -> EnrolmentRequest:
    """Keep the answers in the draft, over the earlier ones; refuse a request that is no draft any more."""
    draft = _locked_draft(request_id, acting_rse(by))
    draft.answers = draft.answers | answers
    draft.updated_at = now
    draft.save(update_fields=["answers", "updated_at"])
    return draft


@transaction.atomic
def give_consent(request_id: UUID, *, by: Member, now: datetime) -> EnrolmentRequest:
    """Keep the moment of the consent to communicate what the page names (I-05)."""
    draft = _locked_draft(request_id, acting_rse(by))
    draft.consented_at = draft.updated_at = now
    draft.save(update_fields=["consented_at", "updated_at"])
    return draft


@transaction.atomic
def abandon_request(request_id: UUID, *, by: Member, now: datetime) -> EnrolmentRequest:
    """Give up a draft and forget its answers; refuse once it is transmitted."""
    member = acting_rse(by)
    draft = _locked_draft(request_id, member)
    draft.state = ENROLMENT_REQUEST_MOVES.check(draft.state, EnrolmentRequestState.ABANDONED)
    draft.answers, draft.updated_at = {}, now
    draft.save(update_fields=["state", "answers", "updated_at"])
    record(events.ENROLMENT_ABANDONED, by=member.user, subject=draft, on_behalf_of=member.enterprise_id)
    return draft


@transaction.atomic
def submit_request(request_id: UUID, *, by: Member, now: datetime) -> EnrolmentRequest:
    """Transmit the draft: one enrolment a service, its 24-hour clock started (seed, step 3).

    Refuses without consent, with an answer missing, or when a service closed or was asked for meanwhile.
    """
    member = acting_rse(by)
    draft = _locked_draft(request_id, member)
    services = list(draft.services.all())
    latest = latest_enrolments(member.enterprise, services)
    if not services:
        raise NothingChosen
    if not all(may_ask(row.state, latest=latest[row.pk].state if row.pk in latest else None) for row in services):
        raise ServiceNotOffered
    if draft.consented_at is None:
        raise ConsentMissing
    answers = _checked_answers(draft, services, now)
    draft.state = ENROLMENT_REQUEST_MOVES.check(draft.state, EnrolmentRequestState.SUBMITTED)
    draft.answers, draft.submitted_at, draft.updated_at = {}, now, now
    draft.save(update_fields=["state", "answers", "submitted_at", "updated_at"])
    for service in services:
        _enrol(draft, service, answers, now)
    record(
        events.ENROLMENT_SUBMITTED,
        by=member.user,
        subject=draft,
        on_behalf_of=member.enterprise_id,
        services=[service.slug for service in services],
        consented_at=draft.consented_at.isoformat(),
    )
    return draft


def _locked_draft(request_id: UUID, member: Member) -> EnrolmentRequest:
    mine = EnrolmentRequest.objects.filter(enterprise=member.enterprise, asked_by=member.user)
    draft = mine.select_for_update(of=("self",)).filter(pk=request_id).first()
    if draft is None:
        raise NotFound
    if draft.state != EnrolmentRequestState.DRAFT:
        raise RequestClosed
    return draft


def _checked_answers(
    draft: EnrolmentRequest, services: list[OnlineService], now: datetime
) -> list[tuple[EnrolmentQuestion, str]]:
    """Give each question with its answer; the catalogue may have changed since they were typed."""
    kept = [(question, str(draft.answers.get(str(question.pk), ""))) for question in questions_of(services)]
    today = timezone.localdate(now)
    for question, value in kept:
        fits = answer_is_valid(
            question.kind,
            value,
            required=question.required,
            choices=question.choices,
            limits=question.limits,
            today=today,
        )
        if not fits:
            raise AnswersMissing
    return kept


def _enrol(
    request: EnrolmentRequest, service: OnlineService, answers: list[tuple[EnrolmentQuestion, str]], now: datetime
) -> None:
    enrolment = ServiceEnrolment.objects.create(
        request=request,
        enterprise=request.enterprise,
        service=service,
        submitted_at=now,
        due_at=due_at(now, within=settings.ENROLMENT_NOTICE_WITHIN),
    )
    EnrolmentAnswer.objects.bulk_create(
        EnrolmentAnswer(enrolment=enrolment, question=question, value=value)
        for question, value in answers
        if question.service_id == service.pk and value
    )
    if service.decision_mode == DecisionMode.AUTOMATIC:
        enqueue(decide_by_rule, enrolment_id=str(enrolment.pk))
