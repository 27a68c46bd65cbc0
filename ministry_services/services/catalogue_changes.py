"""Proposals: one person writes what should change, a second one publishes or refuses it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.agents import Agent
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError, NotFound
from clicsequr.kernel.secrecy import holds_nas
from ministry_services import events
from ministry_services.models import CatalogueChange, Ministry
from ministry_services.queries.integration import changes_kept_by, ministries_kept_by, open_changes_of
from ministry_services.rules.catalogue_changes import changed_names, may_decide, may_withdraw
from ministry_services.services.catalogue_subjects import checked, live, put
from ministry_services.states import CHANGE_MOVES, ChangeState


class AlreadyProposed(DomainError):
    code = "change.already_proposed"
    message = _("Une proposition attend déjà pour cet élément. Publiez-la, refusez-la ou retirez-la d’abord.")


class NothingChanges(DomainError):
    code = "change.nothing_changes"
    message = _("Rien ne change\u00a0: ce que vous proposez est déjà en vigueur.")


class OwnProposal(DomainError):
    code = "change.own_proposal"
    message = _("Vous avez écrit cette proposition\u00a0: une autre personne doit la publier ou la refuser.")


class NotYours(DomainError):
    code = "change.not_yours"
    message = _("Seule la personne qui a écrit une proposition peut la retirer. Vous pouvez la refuser.")


class LiveChanged(DomainError):
    code = "change.live_changed"
    message = _(
        "Ce qui est en vigueur a changé depuis cette proposition\u00a0: elle ne peut plus être publiée. Refusez-la, "
        "puis proposez le changement de nouveau."
    )


class ReasonMissing(DomainError):
    code = "change.reason_missing"
    message = _("Écrivez la raison du refus, sans aucun numéro d’assurance sociale.")


@transaction.atomic
def propose_change(
    ministry: Ministry,
    *,
    kind: str,
    subject: str,
    name: str,
    after: Mapping[str, Any],
    by: Agent | OutsideActor,
    now: datetime,
) -> CatalogueChange:
    """Keep a proposal; what is live stays as it is.

    Refuses values that do not fit, a proposal that changes nothing, a second one about the same subject.
    """
    ministry = _locked_ministry(ministry, by)
    if open_changes_of(kind, subject).exists():
        raise AlreadyProposed
    before = live(kind, ministry=ministry, subject=subject)
    values = checked(kind, ministry=ministry, subject=subject, after=after)
    if not changed_names(before, values):
        raise NothingChanges
    change = CatalogueChange.objects.create(
        kind=kind, ministry=ministry, subject=subject, name=name, before=before, after=values,
        proposed_by=by.user if isinstance(by, Agent) else None, proposed_at=now,
    )  # fmt: skip
    record(events.CHANGE_PROPOSED, by=_actor(by), subject=change, kind=kind, changed=changed_names(before, values))
    return change


@transaction.atomic
def publish_change(change_id: UUID, *, by: Agent, now: datetime) -> CatalogueChange:
    """Put a proposal in place, whole.

    Refuses the one who wrote it, a proposal already decided, and one whose subject changed since.
    """
    change = _locked(change_id, by)
    if not may_decide(proposed_by=change.proposed_by_id, agent=by.user.pk):
        raise OwnProposal
    _decide(change, ChangeState.PUBLISHED, by, now)
    ministry, subject = change.ministry, change.subject
    if live(change.kind, ministry=ministry, subject=subject, lock=True) != change.before:
        raise LiveChanged
    put(change.kind, ministry=ministry, subject=subject, after=change.after, by=by.user)
    record(events.CHANGE_PUBLISHED, by=by.user, subject=change, kind=change.kind)
    return change


@transaction.atomic
def refuse_change(change_id: UUID, *, reason: str, by: Agent, now: datetime) -> CatalogueChange:
    """Refuse a proposal, with a reason its writer will read; refuses the writer and one already decided."""
    change = _locked(change_id, by)
    if not may_decide(proposed_by=change.proposed_by_id, agent=by.user.pk):
        raise OwnProposal
    if not reason.strip() or holds_nas(reason):
        raise ReasonMissing
    _decide(change, ChangeState.REFUSED, by, now, reason=reason.strip())
    record(events.CHANGE_REFUSED, by=by.user, subject=change, kind=change.kind)
    return change


@transaction.atomic
def withdraw_change(change_id: UUID, *, by: Agent, now: datetime) -> CatalogueChange:
    """Take one's own proposal back; refuses another's and one already decided."""
    change = _locked(change_id, by)
    if not may_withdraw(proposed_by=change.proposed_by_id, agent=by.user.pk):
        raise NotYours
    _decide(change, ChangeState.WITHDRAWN, by, now)
    record(events.CHANGE_WITHDRAWN, by=by.user, subject=change, kind=change.kind)
    return change


def _decide(change: CatalogueChange, state: ChangeState, by: Agent, now: datetime, reason: str = "") -> None:
    change.state = CHANGE_MOVES.check(change.state, state)
    change.decided_by, change.decided_at, change.reason = by.user, now, reason
    change.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _locked_ministry(ministry: Ministry, by: Agent | OutsideActor) -> Ministry:
    """Hold the ministry, so that two proposals about the same subject come one after the other."""
    kept = ministries_kept_by(by) if isinstance(by, Agent) else Ministry.objects.all()
    found = (
        Ministry.objects.filter(pk__in=kept.values("pk")).select_for_update(of=("self",)).filter(pk=ministry.pk).first()
    )
    if found is None:
        raise NotFound
    return found


def _locked(change_id: UUID, by: Agent) -> CatalogueChange:
    change = changes_kept_by(by).select_for_update(of=("self",)).filter(pk=change_id).first()
    if change is None:
        raise NotFound
    return change


def _actor(by: Agent | OutsideActor) -> Any:
    return by.user if isinstance(by, Agent) else by
