"""Periodic work of citizens."""

from celery import shared_task
from django.utils import timezone

from accounts.due import serve_each
from citizens.queries.creations import drafts_to_purge
from citizens.queries.letters import letters_to_expire
from citizens.services.account_creation import purge_creation
from citizens.services.letter_posting import expire_letter


@shared_task
def run_due() -> None:
    """Expire and purge what is due; two at once double nothing, each service looks again."""
    now = timezone.now()
    serve_each(drafts_to_purge(now=now), purge_creation, now=now)
    serve_each(letters_to_expire(now=now), expire_letter, now=now)
