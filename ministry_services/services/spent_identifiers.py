"""What may be used once: the `jti` of an assertion or of a DPoP proof."""

import hashlib
from datetime import datetime

from django.db import connection

_SPEND = """INSERT INTO ministry_services_spentidentifier (digest, expires_at) VALUES (%s, %s)
ON CONFLICT (digest) DO NOTHING"""


def spend_identifier(identifier: str, *, owner: str, until: datetime) -> bool:
    """Use an identifier of `owner` up; False when it was used before, in parallel too.

    A second one waits for the transaction of the first to end: of two only one is ever told True.
    """
    digest = hashlib.sha256(f"{owner}\x1f{identifier}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [digest, until])
        return bool(cursor.rowcount == 1)
