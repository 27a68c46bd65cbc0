"""Celery's way to the authorizations whose session is over."""

from celery import shared_task
from django.utils import timezone

from ministry_services.services.endings import BATCH, end_left_behind

MOST_BATCHES = 50


@shared_task
def end_authorizations_left_behind() -> int:
    """End those whose session ended elsewhere: signed out, closed from afar, suspended, out of time.

    Harmless when two run at once: a row that the other holds is passed by.
    """
    ended = 0
    for _turn in range(MOST_BATCHES):
        found = end_left_behind(now=timezone.now())
        ended += found
        if found < BATCH:
            break
    return ended
