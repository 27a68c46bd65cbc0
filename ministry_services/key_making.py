"""Drawing a key that signs. Below the services, because whoever signs first may be a task that sends a notice."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from joserfc.jwk import ECKey, RSAKey

from accounts.actors import SYSTEM, OutsideActor
from accounts.models import User
from accounts.services.journal import record
from ministry_services import events
from ministry_services.models import SigningKey
from ministry_services.states import SigningAlgorithm

RSA_BITS = 2048
# Any number will do, as long as it is ours alone; the first keys have no row yet to lock.
ROTATION_LOCK = 7110705


@transaction.atomic
def make_first_keys(*, now: datetime) -> None:
    """Give each algorithm that has none a key that signs at once; of several processes one makes it."""
    lock_keys()
    for algorithm in SigningAlgorithm:
        if not SigningKey.objects.filter(algorithm=algorithm, signs_from__lte=now).exists():
            make_key(algorithm, signs_from=now, by=SYSTEM, now=now)


def lock_keys() -> None:
    """Let one hand at a time change the keys, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROTATION_LOCK])


def make_key(
    algorithm: str, *, signs_from: datetime, by: User | OutsideActor, now: datetime, former: Sequence[str] = ()
) -> SigningKey:
    """Keep a new key, shown from now on, and say in the journal which it follows."""
    key = new_signing_key(algorithm, shown_from=now, signs_from=signs_from)
    key.save(force_insert=True)
    record(events.SIGNING_KEYS_ROTATED, by=by, subject=key, kid=key.kid, former=list(former), at_once=signs_from == now)
    return key


def new_signing_key(algorithm: str, *, shown_from: datetime, signs_from: datetime) -> SigningKey:
    """Draw a key that is not kept yet; its name is its thumbprint (RFC 7638)."""
    is_rsa = algorithm == SigningAlgorithm.RS256
    key = RSAKey.generate_key(RSA_BITS) if is_rsa else ECKey.generate_key("P-256")
    kid = key.thumbprint()
    shown = {"use": "sig", "alg": str(algorithm), "kid": kid}
    return SigningKey(
        kid=kid,
        algorithm=algorithm,
        private_key=json.dumps(key.as_dict(private=True) | shown),
        public_key=key.as_dict(private=False) | shown,
        shown_from=shown_from,
        signs_from=signs_from,
    )
