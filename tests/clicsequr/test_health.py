"""What a probe is told of the outbox: ours late is 503, a ministry's server that fails is not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OutboxMessage
from clicsequr.health import TO_MINISTRIES
from ministry_services.logout_notifications import session_over

pytestmark = pytest.mark.django_db


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()


def wait(handler: str) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    OutboxMessage.objects.create(handler=handler, created_at=long_ago, due_at=long_ago)


def test_a_notice_that_a_ministry_does_not_take_makes_no_alarm(client: Client) -> None:
    wait(TO_MINISTRIES)
    status, said = ready(client)
    assert (status, said["outbox"], said["outbox_oldest_seconds"]) == (200, "ok", 0)
    assert 3590 < said["sign_out_notices_oldest_seconds"] < 3700


def test_a_mail_that_waits_does(client: Client) -> None:
    wait("accounts.notifications.password_changed")
    status, said = ready(client)
    assert (status, said["outbox"], said["sign_out_notices_oldest_seconds"]) == (503, "late", 0)


def test_the_handler_is_named_as_the_outbox_names_it() -> None:
    assert f"{session_over.__module__}.{session_over.__qualname__}" == TO_MINISTRIES
