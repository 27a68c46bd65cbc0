"""Six-digit codes by e-mail (screens.md V4): ten minutes, five tries, resent after a minute, five an hour."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import EmailCode
from accounts.notifications import email_code_sent
from accounts.services.outbox import enqueue
from clicsequr.kernel.errors import DomainError, Throttled
from clicsequr.kernel.sealing import constant_time_equal, keyed_index

TRIES = 5
RESEND_AFTER = timedelta(seconds=60)
PER_HOUR = 5


class WrongEmailCode(DomainError):
    code = "email_code.wrong"
    message = _("Code inexact")


class ExpiredEmailCode(DomainError):
    code = "email_code.expired"
    message = _("Ce code n’est plus valide. Demandez-en un autre")


@transaction.atomic
def send_email_code(purpose: str, *, subject_id: object, email: str, language: str, now: datetime) -> EmailCode:
    """Send a new code, which replaces the former; refuse (`Throttled`) within a minute or past five an hour."""
    recent = EmailCode.objects.filter(
        purpose=purpose, subject_id=str(subject_id), created_at__gt=now - timedelta(hours=1)
    ).order_by("-created_at")
    made_at = list(recent.values_list("created_at", flat=True)[:PER_HOUR])
    if made_at and now - made_at[0] < RESEND_AFTER:
        raise Throttled(retry_at=made_at[0] + RESEND_AFTER)
    if len(made_at) == PER_HOUR:
        raise Throttled(retry_at=made_at[-1] + timedelta(hours=1))
    recent.filter(used_at=None).update(expires_at=now)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    code = EmailCode.objects.create(
        purpose=purpose,
        subject_id=str(subject_id),
        email=email,
        language=language,
        code_hash=_hash(purpose, subject_id, digits),
        sealed_code=digits,
        created_at=now,
        expires_at=now + timedelta(minutes=settings.EMAIL_CODE_MINUTES),
    )
    enqueue(email_code_sent, email_code_id=str(code.pk))
    return code


def check_email_code(purpose: str, *, subject_id: object, digits: str, now: datetime) -> EmailCode:
    """Use up the latest code; refuse a wrong one (`WrongEmailCode`), counted, or an old one (`ExpiredEmailCode`).

    The count must outlive the refusal: the view catches it, so that its transaction commits.
    """
    with transaction.atomic():
        latest = (
            EmailCode.objects.select_for_update()
            .filter(purpose=purpose, subject_id=str(subject_id))
            .order_by("-created_at")
            .first()
        )
        if latest is None or latest.used_at or latest.expires_at <= now or latest.tries >= TRIES:
            raise ExpiredEmailCode
        matches = constant_time_equal(bytes(latest.code_hash), _hash(purpose, subject_id, digits))
        latest.tries += 1
        latest.used_at = now if matches else None
        latest.save(update_fields=["tries", "used_at"])
    if not matches:
        raise WrongEmailCode
    return latest


def _hash(purpose: str, subject_id: object, digits: str) -> bytes:
    return keyed_index(f"{purpose}:{subject_id}:{digits}", purpose="accounts.EmailCode.code_hash")
