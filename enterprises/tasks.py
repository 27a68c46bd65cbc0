"""Periodic work of enterprises: each task selects ids and calls a service per id."""

from celery import shared_task


@shared_task
def run_due() -> None:
    """Remind and expire registrations, remind of late enrolments."""
