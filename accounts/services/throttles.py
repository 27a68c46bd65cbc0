"""Growing waits after failures, by account and by address, so that nobody can lock another person out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import Throttle
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.sealing import keyed_index


@dataclass(frozen=True)
class Limit:
    """`tries` failures are free; then a wait of `first_wait`, doubled at each further failure up to `longest_wait`."""

    name: str
    tries: int
    first_wait: timedelta
    longest_wait: timedelta = timedelta(hours=24)
    forget_after: timedelta = timedelta(hours=24)

    def wait_after(self, failures: int) -> timedelta:
        if failures < self.tries:
            return timedelta(0)
        return min(self.first_wait * (1 << min(failures - self.tries, 16)), self.longest_wait)


def check_throttle(limit: Limit, *subject: object, now: datetime) -> None:
    """Refuse with `Throttled` while `subject` has to wait."""
    row = Throttle.objects.filter(key=_key(limit, subject), blocked_until__gt=now).first()
    if row is not None and row.blocked_until:
        raise Throttled(retry_at=row.blocked_until)


def check_throttles(checks: Iterable[tuple[Limit, object]], *, now: datetime) -> set[Limit]:
    """Refuse with `Throttled` while one of several has to wait, in one query; the longest wait is told.

    Give those that hold failures: the others have nothing to forget after a success.
    """
    limits = {_key(limit, subject if isinstance(subject, tuple) else (subject,)): limit for limit, subject in checks}
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, blocked_until FROM accounts_throttle WHERE key = ANY(%s)", [list(limits)])
        rows = dict(cursor.fetchall())
    waits = [until for until in rows.values() if until and until > now]
    if waits:
        raise Throttled(retry_at=max(waits))
    return {limits[bytes(key)] for key in rows}


def failures_of(limit: Limit, *subject: object, now: datetime) -> int:
    """Give the failures that count still; those of a subject left alone for `forget_after` do not."""
    kept = Throttle.objects.filter(key=_key(limit, subject), last_failure_at__gte=now - limit.forget_after)
    return kept.values_list("failures", flat=True).first() or 0


def take_turn(limit: Limit, *subject: object) -> None:
    """Let the tries of one subject pass one at a time until the transaction ends: parallel guesses are all counted."""
    number = int.from_bytes(_key(limit, subject)[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@transaction.atomic
def count_failure(limit: Limit, *subject: object, now: datetime) -> int:
    """Count one more failure of `subject` and set its wait; give the number of failures so far."""
    row, _created = Throttle.objects.select_for_update().get_or_create(
        key=_key(limit, subject), defaults={"last_failure_at": now, "about": _about(subject[0])}
    )
    if now - row.last_failure_at > limit.forget_after:
        row.failures = 0
    row.failures += 1
    row.last_failure_at = now
    wait = limit.wait_after(row.failures)
    row.blocked_until = now + wait if wait else None
    row.save(update_fields=["failures", "last_failure_at", "blocked_until"])
    return row.failures


def forget_failures(limit: Limit, *subject: object) -> None:
    """Start again at zero, after a success or by an agent's hand."""
    Throttle.objects.filter(key=_key(limit, subject)).delete()


def forget_all_about(subject: object) -> None:
    """Forget every failure counted with this first subject, wherever it came from."""
    Throttle.objects.filter(about=_about(subject)).delete()


def waits_about(subject: object, *, now: datetime) -> datetime | None:
    """Give until when something counted with this first subject waits, from one place at least; a read."""
    waits = Throttle.objects.filter(about=_about(subject), blocked_until__gt=now).order_by("-blocked_until")
    return waits.values_list("blocked_until", flat=True).first()


def key_of(limit: Limit, *subject: object) -> bytes:
    """Give the key of the row that counts, for a statement that looks at it on its way."""
    return _key(limit, subject)


def _about(subject: object) -> bytes:
    return keyed_index(str(subject), purpose="accounts.Throttle.about")


def _key(limit: Limit, subject: tuple[object, ...]) -> bytes:
    return keyed_index("\x1f".join([limit.name, *map(str, subject)]), purpose="accounts.Throttle.key")
