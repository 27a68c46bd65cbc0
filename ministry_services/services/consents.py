"""What a person agrees to tell an application for a service."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.statements import planned_cursor
from ministry_services import events
from ministry_services.models import AuthorizationRequest, Consent

# Twenty tabs agree at once and one row is written; the others add to it.
_FIRST = f"""
INSERT INTO "{Consent._meta.db_table}" (user_id, relying_party_id, service_id, scope, given_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608, SLF001  the name of our table; _meta is public


@transaction.atomic
def give_consent(waiting: AuthorizationRequest, *, by: User, scope: Iterable[str], now: datetime) -> Consent:
    """Keep what the person agrees to, beside what they agreed to before for the same application and service."""
    names: dict[str, Any] = {
        "user_id": by.pk,
        "relying_party_id": waiting.relying_party_id,
        "service_id": waiting.service_id,
    }
    consent = Consent(**names, scope=" ".join(sorted(scope)), given_at=now)
    with planned_cursor() as cursor:
        cursor.execute(_FIRST, [*names.values(), consent.scope, now])
        written = cursor.fetchone()
    if written is not None:
        consent.pk = written[0]
    else:
        consent = _add_to(Consent.objects.select_for_update().get(**names), scope, now)
    record(
        events.CONSENT_GIVEN,
        by=by,
        subject=consent,
        application=waiting.relying_party.client_id,
        scope=consent.scope,
    )
    return consent


def _add_to(consent: Consent, scope: Iterable[str], now: datetime) -> Consent:
    consent.scope = " ".join(sorted({*consent.scope.split(), *scope}))
    consent.given_at = now
    consent.save(update_fields=["scope", "given_at"])
    return consent
