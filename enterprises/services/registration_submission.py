"""The submission: from a complete draft to an enterprise, its people and its pending account, in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.events import TERMS_ACCEPTED
from accounts.models import TermsAcceptance, User
from accounts.queries.terms import terms_in_force
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.states import Portal, UserState
from clicsequr.kernel.errors import DomainError, StaleState
from enterprises import events
from enterprises.models import Enterprise, Member, Registration, Representative
from enterprises.queries.registrations import enterprises_with, is_taken
from enterprises.registration_notifications import registration_received
from enterprises.rules.members import sorted_name
from enterprises.services.paper_forms import create_paper_form
from enterprises.services.registration_numbers import AlreadyRegistered
from enterprises.states import (
    MEMBER_MOVES,
    REGISTRATION_MOVES,
    EnterpriseState,
    MemberRole,
    MemberState,
    PaperFormKind,
    RegistrationState,
)
from enterprises.steps import Step, first_incomplete

_UNIQUE = {"enterprise_neq_unique", "enterprise_rq_number_unique", "registration_one_open_per_enterprise"}


class IncompleteRegistration(DomainError):
    code = "registration.incomplete"
    message = _("Il manque une réponse à votre inscription. Complétez-la, puis transmettez de nouveau.")


class TermsChanged(DomainError):
    code = "registration.terms_changed"
    message = _("Les conditions d’utilisation ont changé. Lisez la nouvelle version, puis transmettez de nouveau.")


@transaction.atomic
def submit_registration(
    registration_id: UUID, *, terms_number: str, version: int, language: str, now: datetime, by: OutsideActor
) -> Registration:
    """Submit once: the enterprise, its representative, its RSE and an account that waits for its activation.

    A second call gives the first's result. Refuses a draft that is incomplete or changed meanwhile, terms no longer
    in force, and an enterprise registered meanwhile; nothing of the draft is lost.
    """
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration_id)
    if registration.state != RegistrationState.DRAFT:
        return registration
    if first_incomplete(registration) != Step.CHECK:
        raise IncompleteRegistration
    if registration.version != version:
        raise StaleState
    terms = terms_in_force(Portal.ENTERPRISES, on=timezone.localdate(now)).first()
    if terms is None or terms.number != terms_number:
        raise TermsChanged
    try:
        with transaction.atomic():
            enterprise = _enterprise_of(registration, now=now)
            user = _user_of(registration, language=language)
            _close_draft(registration, enterprise=enterprise, user=user, now=now)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") not in _UNIQUE:
            raise
        raise AlreadyRegistered from error
    _make_people(registration, enterprise=enterprise, user=user)
    TermsAcceptance.objects.create(user=user, version=terms, accepted_at=now)
    if registration.needs_designation:
        create_paper_form(enterprise, kind=PaperFormKind.DESIGNATION, registration=registration, by=by)
    record(TERMS_ACCEPTED, by=by, subject=user, on_behalf_of=enterprise.pk, version=terms.number)
    record(events.REGISTRATION_SUBMITTED, by=by, subject=registration, on_behalf_of=enterprise.pk)
    enqueue(registration_received, registration_id=str(registration.pk))
    return registration


def _enterprise_of(registration: Registration, *, now: datetime) -> Enterprise:
    """Make the pending enterprise, or take the one that a refused registration left."""
    neq = registration.register_neq or registration.neq
    rq_number = registration.register_rq_number or registration.rq_number
    found = list(enterprises_with(neqs={neq}, rq_numbers={rq_number}).select_for_update(of=("self",)))
    if len(found) > 1 or any(map(is_taken, found)):
        raise AlreadyRegistered
    values = {
        "neq": neq,
        "rq_number": rq_number,
        "name": registration.name,
        "legal_form": registration.legal_form,
        "address_line": registration.address_line,
        "city": registration.city,
        "province": registration.province,
        "postal_code": registration.postal_code,
        "phone": registration.phone or registration.representative_phone,
        "sector": registration.sector,
        "terms_accepted_at": now,
    }
    if not found:
        return Enterprise.objects.create(**values, state=EnterpriseState.PENDING)
    enterprise = found[0]
    for field, value in values.items():
        setattr(enterprise, field, value)
    enterprise.save(update_fields=list(values))
    return enterprise


def _user_of(registration: Registration, *, language: str) -> User:
    return User.objects.create(
        portal=Portal.ENTERPRISES,
        user_code=registration.user_code,
        username=f"{Portal.ENTERPRISES}:{registration.user_code}",
        state=UserState.PENDING,
        first_name=registration.rse_first_name,
        last_name=registration.rse_last_name,
        email=registration.rse_email,
        phone=registration.rse_phone,
        language=language,
        password=registration.password_hash,
    )


def _close_draft(registration: Registration, *, enterprise: Enterprise, user: User, now: datetime) -> None:
    registration.state = REGISTRATION_MOVES.check(registration.state, RegistrationState.SUBMITTED)
    registration.enterprise, registration.rse_user = enterprise, user
    registration.submitted_at = registration.updated_at = now
    registration.language = user.language
    registration.password_hash = ""
    registration.version += 1
    registration.save(
        update_fields=[
            "state", "enterprise", "rse_user", "submitted_at", "updated_at", "language", "password_hash", "version",
        ]
    )  # fmt: skip


def _make_people(registration: Registration, *, enterprise: Enterprise, user: User) -> None:
    # The people of a refused registration leave with it.
    Representative.objects.filter(enterprise=enterprise).delete()
    for member in Member.objects.filter(enterprise=enterprise, state=MemberState.CREATED):
        member.state = MEMBER_MOVES.check(member.state, MemberState.REVOKED)
        member.save(update_fields=["state"])
    Representative.objects.create(
        enterprise=enterprise,
        first_name=registration.representative_first_name,
        last_name=registration.representative_last_name,
        function=registration.representative_function,
        phone=registration.representative_phone,
        email=registration.representative_email,
    )
    name = sorted_name(user.first_name, user.last_name, user_code=user.user_code)
    Member.objects.create(
        enterprise=enterprise, user=user, role=MemberRole.RSE, state=MemberState.CREATED, sorted_name=name
    )
    enterprise.terms_accepted_by = user
    enterprise.save(update_fields=["terms_accepted_by"])
