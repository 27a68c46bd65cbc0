"""The keys that sign: shown before they sign, and afterwards for as long as one may check with them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from ministry_services.key_making import lock_keys, make_key
from ministry_services.models import SigningKey

# What a cache may keep of the keys (views/keys.py), and how long a new key is shown before it signs: longer.
KEYS_CACHED_FOR = timedelta(minutes=10)
SHOWN_BEFORE_IT_SIGNS = timedelta(hours=24)
MARGIN = timedelta(minutes=10)
# Two emergency rotations at once are one.
JUST_MADE = timedelta(minutes=1)


@transaction.atomic
def rotate_signing_keys(
    algorithms: Iterable[str],
    *,
    by: User | OutsideActor,
    now: datetime,
    at_once: bool = False,
    only_missing: bool = False,
) -> list[SigningKey]:
    """Give each algorithm a new key and give the new ones; an algorithm whose next key already waits is left alone.

    The new key is shown at once and signs a day later; the one before is shown until no token of a session that still
    lives can bear its signature. `at_once`: the new key signs now and all others disappear. `only_missing`: nothing
    but first keys.
    """
    lock_keys()
    SigningKey.objects.filter(shown_until__lte=now).delete()
    made = []
    for algorithm in algorithms:
        held = list(SigningKey.objects.select_for_update().filter(algorithm=algorithm))
        if _needs_key(held, now=now, at_once=at_once, only_missing=only_missing):
            made.append(_follow(held, algorithm, by=by, now=now, at_once=at_once))
    return made


def _needs_key(held: list[SigningKey], *, now: datetime, at_once: bool, only_missing: bool) -> bool:
    if not any(key.signs_from <= now for key in held):
        return True
    if at_once:
        return not any(key.signs_from == key.shown_from > now - JUST_MADE for key in held)
    return not only_missing and not any(key.signs_from > now for key in held)


def _follow(
    held: list[SigningKey], algorithm: str, *, by: User | OutsideActor, now: datetime, at_once: bool
) -> SigningKey:
    at_once = at_once or not any(key.signs_from <= now for key in held)
    signs_from = now if at_once else now + SHOWN_BEFORE_IT_SIGNS
    # A hint of the session (id_token_hint) comes back as late as the session's end.
    last_use = signs_from + settings.SESSION_ABSOLUTE_LIMIT + MARGIN
    for former in held:
        if at_once or former.shown_until is None:
            former.shown_until = now if at_once else last_use
            former.save(update_fields=["shown_until"])
    return make_key(algorithm, signs_from=signs_from, by=by, now=now, former=[former.kid for former in held])
