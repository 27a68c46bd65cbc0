"""What has passed and serves nobody is deleted: sent outbox rows, used codes, old throttles, dead sessions."""

from datetime import datetime, timedelta

from accounts.models import EmailCode, OutboxMessage, Session, Throttle

KEEP_SENT = timedelta(days=30)
KEEP_CODES = timedelta(days=1)
KEEP_THROTTLES = timedelta(days=2)


def purge_passed(*, now: datetime) -> dict[str, int]:
    """Delete what is past its use; give the number of rows by kind. Safe to run at any time."""
    return {
        "outbox": OutboxMessage.objects.filter(done_at__lt=now - KEEP_SENT).delete()[0],
        "email_codes": EmailCode.objects.filter(expires_at__lt=now - KEEP_CODES).delete()[0],
        "throttles": Throttle.objects.filter(last_failure_at__lt=now - KEEP_THROTTLES).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
    }
