"""Periodic work of the whole site."""

from celery import shared_task
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.services.purge import purge as end_what_is_due
from clicsequr.retention import CATEGORIES


@shared_task
def purge() -> dict[str, int]:
    """End what has been kept long enough."""
    return end_what_is_due(CATEGORIES, now=timezone.now(), by=SYSTEM)
