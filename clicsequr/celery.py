"""The Celery application: the worker does what outbox rows ask, beat starts the periodic work."""

import os

from celery import Celery, signals
from kombu.transport.redis import Channel

# Without it the worker dies with ImproperlyConfigured (libraries.md, 4).
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicsequr.settings")

# kombu 5.7 puts messages back over the connection that was lost, and the worker ends of it (settings.py says more).
Channel.do_restore = False


@signals.setup_logging.connect
def keep_our_logs(**_options: object) -> None:
    """Leave the logs as settings.LOGGING made them: Celery's own would print the text of errors, addresses included."""


app = Celery("clicsequr")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # `expires` keeps a stopped worker from finding a pile of stale ticks.
    "relay-outbox": {"task": "accounts.tasks.relay_outbox", "schedule": 1.0, "options": {"expires": 5}},
    "remind-and-expire": {"task": "enterprises.tasks.run_due", "schedule": 300.0, "options": {"expires": 200}},
    "citizens-due": {"task": "citizens.tasks.run_due", "schedule": 300.0, "options": {"expires": 200}},
    "apply-email-changes": {
        "task": "accounts.tasks.apply_email_changes",
        "schedule": 300.0,
        "options": {"expires": 200},
    },
    "end-authorizations": {
        "task": "ministry_services.tasks.end_authorizations_left_behind",
        "schedule": 10.0,
        "options": {"expires": 20},
    },
    "purge": {"task": "clicsequr.tasks.purge", "schedule": 3600.0, "options": {"expires": 1800}},
}
