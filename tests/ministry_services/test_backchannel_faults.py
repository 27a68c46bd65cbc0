"""Notices through a real worker, a real beat and a real receiver: killed on the way, all arrive, each with one name."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import OutboxMessage, Session
from clicsequr.embedded import redis
from clicsequr.embedded.places import Places
from ministry_services.models import Authorization
from ministry_services.services.signing_keys import rotate_signing_keys
from ministry_services.states import SigningAlgorithm
from tests.factories.authorizations import make_authorization
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.receivers import Receiver, receiving
from tests.processes import environment, python, wait_for

NUMBER = 20
CELERY = ["-m", "celery", "--app=clicsequr", "--quiet"]
WORKER = ["worker", "--concurrency=1", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    settings.DEMO = True  # plain http to this machine
    with receiving() as server:
        yield server


class Parts:
    """Beat, a worker and Redis, on the database of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.places = folder, Places(folder / "servers")
        self.places.make_folders()
        self.sockets = self.places.make_socket_folder()
        self.running = [redis.start(self.places, self.sockets, durable=False)]

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        env = environment(REDIS_URL=redis.address(self.sockets), DEMO="1", SECURE_COOKIES="0")
        part = python(*CELERY, name, *arguments, env=env, log=self.folder / f"{name}.log", own_group=True)
        self.running.append(part)
        return part


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    parts = Parts(tmp_path)
    try:
        yield parts
    finally:
        for part in parts.running:
            if part.poll() is None:
                os.killpg(part.pid, signal.SIGKILL)
                part.wait()
        parts.places.remove_socket_folder()


def told() -> int:
    return OutboxMessage.objects.filter(handler__endswith="session_over", done_at__isnull=False).count()


@pytest.mark.django_db(transaction=True)
def test_sessions_that_are_gone_are_told_whatever_is_killed(parts: Parts, receiver: Receiver) -> None:
    rotate_signing_keys(SigningAlgorithm, by=SYSTEM, now=timezone.now())
    application = make_relying_party(make_service(portal="C"), backchannel_logout_uri=receiver.address)
    for _turn in range(NUMBER):
        make_authorization(application)
    Session.objects.all().delete()

    parts.start("beat", "--pidfile=", f"--schedule={parts.folder / 'beat'}", "--loglevel=WARNING")
    worker = parts.start(*WORKER)
    wait_for(lambda: told() >= 3, seconds=60, what="first notices sent")
    receiver.silence.clear()  # it hangs: the worker is killed with a notice that was received and not answered
    before = len(receiver.got)
    wait_for(lambda: len(receiver.got) > before, seconds=30, what="a notice in hand")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    receiver.silence.set()
    assert told() < NUMBER
    parts.start(*WORKER)
    OutboxMessage.objects.filter(done_at=None).update(due_at=timezone.now())  # the passing of time
    wait_for(lambda: told() == NUMBER, seconds=60, what="all notices sent by the second worker")

    names = [receiver.claims(number)["jti"] for number in range(len(receiver.got))]
    rows = OutboxMessage.objects.filter(handler__endswith="session_over").values_list("pk", flat=True)
    assert set(names) == {str(pk) for pk in rows}
    assert NUMBER < len(names) <= NUMBER + 3  # what was in hand came again, under the same name
    assert not Authorization.objects.filter(ended_at=None).exists()
