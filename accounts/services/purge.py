"""What has passed and serves nobody ends, by category, in batches that each commit (docs/operate.md, Keep)."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import events
from accounts.actors import OutsideActor
from accounts.models import EmailChange, EmailCode, OutboxMessage, PasswordReset, Session, Throttle, User
from accounts.services.journal import record
from clicsequr.kernel.purging import Category

logger = logging.getLogger(__name__)

BATCH = 500
KEEP_SENT = timedelta(days=30)
KEEP_CODES = timedelta(days=1)
KEEP_THROTTLES = timedelta(days=2)
KEEP_LINKS = timedelta(days=30)  # a link opened late is still told why it serves no more
KEEP_EMAIL_CHANGES = timedelta(days=30)

CATEGORIES = (
    Category("sent messages", lambda now: OutboxMessage.objects.filter(done_at__lt=now - KEEP_SENT)),
    Category("e-mail codes", lambda now: EmailCode.objects.filter(expires_at__lt=now - KEEP_CODES)),
    Category("failed tries", lambda now: Throttle.objects.filter(last_failure_at__lt=now - KEEP_THROTTLES)),
    Category("sessions", lambda now: Session.objects.filter(expire_date__lt=now)),
    Category("password links", lambda now: PasswordReset.objects.filter(expires_at__lt=now - KEEP_LINKS)),
    Category(
        "e-mail changes",
        lambda now: EmailChange.objects.filter(undo_until__lt=now - KEEP_EMAIL_CHANGES).exclude(
            done_at=None, undone_at=None
        ),
    ),
)


def purge(categories: Iterable[Category], *, now: datetime, by: User | OutsideActor) -> dict[str, int]:
    """End what is due in each category; give the number of rows by category. Safe to stop, to repeat, to run twice."""
    return {category.name: _purge(category, now=now, by=by) for category in categories}


def _purge(category: Category, *, now: datetime, by: User | OutsideActor) -> int:
    ended, left = 0, set[Any]()
    while found := list(category.due(now).exclude(pk__in=left).values_list("pk", flat=True)[:BATCH]):
        if category.end is None:
            ended += _delete(category, found, now=now, by=by)
        else:
            served = {key for key in found if _serve(category, key, now=now, by=by)}
            ended += len(served)
            left |= set(found) - served  # until the next run
    return ended


@transaction.atomic
def _delete(category: Category, keys: list[Any], *, now: datetime, by: User | OutsideActor) -> int:
    """Delete one batch, whose count is recorded in the same transaction; a row that came to life again stays."""
    rows = category.due(now)
    _total, by_model = rows.model.objects.filter(pk__in=rows.filter(pk__in=keys).values("pk")).delete()
    done = int(by_model.get(rows.model._meta.label, 0))  # noqa: SLF001 - _meta is public
    if done:
        # The subject is the whole table: no row of it is number 0.
        record(events.PURGED, by=by, subject=rows.model(pk=0), category=category.name, rows=done)
    return done


def _serve(category: Category, key: Any, *, now: datetime, by: User | OutsideActor) -> bool:
    """Call the service, which records what it does; True when it ended the row."""
    try:
        return bool(category.end and category.end(key, now=now, by=by))
    except Exception:  # one row that cannot be served must not keep the others
        logger.exception("purge.failed", extra={"service": category.name, "row": str(key)})
        return False
