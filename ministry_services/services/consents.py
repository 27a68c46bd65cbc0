"""What a person agrees to tell an application for a service."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.journal import record
from ministry_services import events
from ministry_services.models import AuthorizationRequest, Consent


@transaction.atomic
def give_consent(waiting: AuthorizationRequest, *, by: User, scope: Iterable[str], now: datetime) -> Consent:
    """Keep what the person agrees to, beside what they agreed to before for the same application and service."""
    consent, is_new = Consent.objects.select_for_update(of=("self",)).get_or_create(
        user=by,
        relying_party=waiting.relying_party,
        service=waiting.service,
        defaults={"scope": " ".join(sorted(scope)), "given_at": now},
    )
    if not is_new:
        consent.scope = " ".join(sorted({*consent.scope.split(), *scope}))
        consent.given_at = now
        consent.save(update_fields=["scope", "given_at"])
    record(
        events.CONSENT_GIVEN,
        by=by,
        subject=consent,
        application=waiting.relying_party.client_id,
        scope=consent.scope,
    )
    return consent
