"""Which secret of an application counts now. Pure."""

from datetime import datetime

from ministry_services.digests import is_secret_of


def is_current_secret(
    secret: str, *, digest: str, former_digest: str, former_until: datetime | None, now: datetime
) -> bool:
    """Say whether a secret is the one of now, or the one before it while both count (a rotation without a cut)."""
    is_former = former_until is not None and now < former_until and is_secret_of(former_digest, secret)
    return is_secret_of(digest, secret) or is_former
