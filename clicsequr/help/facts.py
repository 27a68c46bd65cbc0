"""What the texts say of this site's settings, so that a changed setting changes the words."""

from datetime import timedelta

from django.conf import settings

from accounts.services.purge import KEEP_CODES, KEEP_EMAIL_CHANGES, KEEP_SENT, KEEP_THROTTLES
from citizens.services.purge import KEEP_LETTERS
from clicsequr.support import support_hours


def facts() -> dict[str, str]:
    """Give each fact by the name a text calls it."""
    return {
        "brand": settings.BRAND_NAME,
        "phone": settings.SUPPORT_PHONE,
        "hours": support_hours(),
        "support_email": settings.SUPPORT_EMAIL,
        "government_portal": settings.GOVERNMENT_PORTAL_URL,
        "draft_days": str(settings.REGISTRATION_DRAFT_DAYS),
        "creation_days": str(settings.CREATION_DRAFT_DAYS),
        "letter_days": str(settings.CODE_LETTER_DAYS),
        "letter_arrives_days": str(settings.CODE_LETTER_ARRIVES_DAYS),
        "email_undo_hours": str(settings.EMAIL_UNDO_HOURS),
        "closure_days": str(settings.CLOSURE_UNDO_DAYS),
        "reminder_days": str(settings.REGISTRATION_REMINDER_DAYS),
        "expiry_days": str(settings.REGISTRATION_EXPIRY_DAYS),
        "activation_tries": str(settings.ACTIVATION_TRIES),
        "document_days": str(settings.DOCUMENT_REMINDER_DAYS),
        "code_minutes": str(settings.EMAIL_CODE_MINUTES),
        "idle_minutes": _minutes(settings.SESSION_IDLE_LIMIT),
        "session_days": str(timedelta(seconds=settings.SESSION_COOKIE_AGE).days),
        "session_hours": _hours(settings.SESSION_ABSOLUTE_LIMIT),
        "agent_idle_minutes": _minutes(settings.AGENT_IDLE_LIMIT),
        "procuration_years": str(settings.PROCURATION_YEARS),
        "notice_hours": _hours(settings.ENROLMENT_NOTICE_WITHIN),
        "code_days": str(KEEP_CODES.days),
        "email_change_days": str(KEEP_EMAIL_CHANGES.days),
        "letter_kept_days": str(KEEP_LETTERS.days),
        "sent_days": str(KEEP_SENT.days),
        "throttle_days": str(KEEP_THROTTLES.days),
    }


def _minutes(span: timedelta) -> str:
    return str(int(span.total_seconds()) // 60)


def _hours(span: timedelta) -> str:
    return str(int(span.total_seconds()) // 3600)
