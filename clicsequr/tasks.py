"""Periodic work of the public pages."""

from celery import shared_task
from django.utils import timezone

from clicsequr.services.contact_messages import purge_contact_messages


@shared_task
def purge_sent_contact_messages() -> int:
    return purge_contact_messages(now=timezone.now())
