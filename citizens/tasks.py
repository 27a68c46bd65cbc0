"""Periodic work of citizens; what is kept for a time and then erased is in services/purge.py."""

from celery import shared_task
from django.utils import timezone

from accounts.due import serve_each
from citizens.queries.letters import letters_to_expire
from citizens.services.letter_posting import expire_letter


@shared_task
def run_due() -> None:
    """End the letters whose days are over; two at once double nothing, the service looks again."""
    serve_each(letters_to_expire(now=timezone.now()), expire_letter, now=timezone.now())
