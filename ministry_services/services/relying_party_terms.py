"""What of a relying party is live: changed only by a published proposal, or by an operator's command."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from ministry_services import events
from ministry_services.models import Authorization, RelyingParty
from ministry_services.rules.catalogue_changes import changed_names, takes_away
from ministry_services.rules.relying_parties import Terms
from ministry_services.services.relying_parties import checked_terms, put_terms, terms_of
from ministry_services.states import RELYING_PARTY_MOVES, ClientAuthentication, RelyingPartyState


@transaction.atomic
def change_terms(relying_party: RelyingParty, *, terms: Terms, by: OutsideActor) -> RelyingParty:
    """Put other terms in place at once, for an operator's command; refuse terms with faults.

    At the desk two persons are needed: services/catalogue_changes.py.
    """
    row = RelyingParty.objects.select_for_update(of=("self",)).select_related("ministry").get(pk=relying_party.pk)
    whole = replace(terms, sector=terms.sector or row.sector)
    put_live(row, after={**whole.as_json(), "state": row.state}, by=by)
    return row


def live_values(relying_party: RelyingParty) -> dict[str, Any]:
    """Give what two persons answer for: the terms and the state."""
    return {**terms_of(relying_party).as_json(), "state": relying_party.state}


def checked_values(relying_party: RelyingParty, *, after: Mapping[str, Any]) -> dict[str, Any]:
    """Give proposed values as they would be kept; refuse terms with faults and a move that the state does not allow."""
    terms = checked_terms(Terms.from_json(after), ministry=relying_party.ministry)
    state = after.get("state", relying_party.state)
    if state != relying_party.state:
        RELYING_PARTY_MOVES.check(relying_party.state, state)
    return {**terms.as_json(), "state": state}


def put_live(relying_party: RelyingParty, *, after: Mapping[str, Any], by: User | OutsideActor) -> None:
    """Put checked values on a locked row; what it holds of people ends when a service or a scope is taken from it."""
    before = live_values(relying_party)
    values = checked_values(relying_party, after=after)
    changed = changed_names(before, values)
    if not changed:
        return
    terms = Terms.from_json(values)
    columns = put_terms(relying_party, terms=terms)
    relying_party.state = values["state"]
    if terms.authentication == ClientAuthentication.PRIVATE_KEY or values["state"] == RelyingPartyState.RETIRED:
        relying_party.client_secret = relying_party.former_secret = ""
        relying_party.former_secret_until = None
    relying_party.save(update_fields=[*columns, "state", "client_secret", "former_secret", "former_secret_until"])
    relying_party.services.set(relying_party.ministry.services.filter(slug__in=terms.services))
    ends = takes_away(before, values) or values["state"] == RelyingPartyState.RETIRED
    ended = end_all(relying_party) if ends else 0
    record(
        events.RELYING_PARTY_CHANGED, by=by, subject=relying_party, changed=changed, state=values["state"], ended=ended
    )


def end_all(relying_party: RelyingParty) -> int:
    """End every live authorization of an application in one statement and give their number.

    One fact in the journal, on the application, stands for them all: there may be thousands.
    """
    now = timezone.now()
    return Authorization.objects.filter(relying_party=relying_party, ended_at=None, ends_at__gt=now).update(
        ended_at=now
    )
