"""The secret of an application: drawn by us, shown once, followed by another while the former still serves.

One person is enough: a new secret lets nobody in who was not let in before, and the ministry's integrators are told.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.agents import Agent
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import AlreadyDone, DomainError, StaleState
from ministry_services import events
from ministry_services.digests import digest_of, new_secret
from ministry_services.integration_notifications import secret_rotated
from ministry_services.models import RelyingParty
from ministry_services.queries.integration import integrators_of, kept_relying_party
from ministry_services.states import ClientAuthentication, RelyingPartyState

FORMER_SECRET_SERVES = timedelta(days=7)


class NoSecret(DomainError):
    code = "relying_party.no_secret"
    message = _("Cette application s’authentifie avec sa clé, ou est retirée\u00a0: elle n’a pas de secret.")


@transaction.atomic
def rotate_secret(relying_party_id: int, *, mark: str, by: Agent, now: datetime) -> str:
    """Draw a new secret and give it, once; the former one serves seven more days.

    Refuses an application without a secret, and a second time for the same page (`mark` says what the page had seen).
    """
    row = kept_relying_party(relying_party_id, agent=by)
    if row.authentication == ClientAuthentication.PRIVATE_KEY or row.state == RelyingPartyState.RETIRED:
        raise NoSecret
    if mark != secret_mark(row):
        raise StaleState
    drawn = new_secret()
    row.former_secret = row.client_secret
    row.former_secret_until = now + FORMER_SECRET_SERVES if row.client_secret else None
    row.client_secret = digest_of(drawn)
    row.save(update_fields=["client_secret", "former_secret", "former_secret_until", "updated"])
    record(events.SECRET_ROTATED, by=by.user, subject=row)
    for integrator in integrators_of(row.ministry):
        enqueue(secret_rotated, relying_party_id=row.pk, agent_id=str(integrator.pk))
    return drawn


@transaction.atomic
def retire_former_secret(relying_party_id: int, *, by: Agent) -> RelyingParty:
    """Refuse the former secret from now on; refuse when there is none."""
    row = kept_relying_party(relying_party_id, agent=by)
    if not row.former_secret:
        raise AlreadyDone
    row.former_secret, row.former_secret_until = "", None
    row.save(update_fields=["former_secret", "former_secret_until", "updated"])
    record(events.FORMER_SECRET_RETIRED, by=by.user, subject=row)
    return row


def secret_mark(relying_party: RelyingParty) -> str:
    """Give a word that changes with the secret and says nothing of it."""
    return digest_of(f"mark:{relying_party.client_id}:{relying_party.client_secret}")[:16]
