"""300 notices through a real worker, a real beat and a real Redis, each killed on the way: all done, none twice."""

import os
import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import OutboxMessage, SecureMessage
from accounts.services.secure_messages import deposit_message
from clicsequr.embedded import redis
from clicsequr.embedded.places import Places
from tests.factories.enterprises import make_user
from tests.processes import environment, python, wait_for

LOT = 100
CELERY = ["-m", "celery", "--app=clicsequr", "--quiet"]
WORKER = ["worker", "--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]


class Parts:
    """The three parts of the outbox's road; each can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places = Places(folder / "servers")
        self.places.make_folders()
        self.sockets = self.places.make_socket_folder()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start_redis(self) -> None:
        # Not durable: all that was queued is lost when it is killed.
        self.running["redis"] = redis.start(self.places, self.sockets, durable=False)

    def start_worker(self) -> None:
        self.running["worker"] = self.celery(*WORKER)

    def start_beat(self) -> None:
        self.running["beat"] = self.celery(
            "beat", "--pidfile=", f"--schedule={self.folder / 'beat'}", "--loglevel=WARNING"
        )

    def celery(self, *arguments: str) -> subprocess.Popen[bytes]:
        env = environment(REDIS_URL=redis.address(self.sockets))
        return python(*CELERY, *arguments, env=env, log=self.folder / f"{arguments[0]}.log", own_group=True)

    def kill(self, name: str) -> None:
        """End a part and its children as a power cut would."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    parts = Parts(tmp_path)
    try:
        yield parts
    finally:
        for name in list(parts.running):
            parts.kill(name)
        parts.places.remove_socket_folder()


def done() -> int:
    return OutboxMessage.objects.filter(done_at__isnull=False).count()


def make_due(number: int | None = None) -> None:
    """Stand for the passing of time: what was claimed and lost is due at once, and `number` rows held back too."""
    now = timezone.now()
    owed = OutboxMessage.objects.filter(done_at=None)
    owed.filter(attempts__gt=0).update(due_at=now)
    held = owed.filter(attempts=0).values_list("pk", flat=True)[:number]
    OutboxMessage.objects.filter(pk__in=list(held)).update(due_at=now)


@pytest.mark.django_db(transaction=True)
def test_300_notices_outlive_the_worker_the_beat_and_redis(parts: Parts, mail_folder: Path) -> None:
    person = make_user()
    for number in range(3 * LOT):
        deposit_message(person, source_key=f"notice:{number}", sender="Ministère", subject="Réponse", body="Acceptée")
    OutboxMessage.objects.update(due_at=timezone.now() + timedelta(days=1))

    parts.start_redis()
    parts.start_worker()
    parts.start_beat()
    make_due(LOT)
    wait_for(lambda: done() >= 10, seconds=30, what="first notices done")
    parts.kill("worker")
    assert done() < 3 * LOT
    parts.start_worker()
    make_due(LOT)
    wait_for(lambda: done() >= LOT + 10, seconds=30, what="notices done by the second worker")
    parts.kill("beat")
    make_due()
    parts.start_beat()
    wait_for(lambda: done() >= 2 * LOT + 10, seconds=30, what="notices relayed by the second beat")
    parts.kill("redis")  # worker and beat must outlive it
    parts.start_redis()
    make_due()
    wait_for(lambda: done() == 3 * LOT, seconds=40, what="all notices done after Redis came back empty")

    assert_each_notice_once(mail_folder)
    assert [name for name, part in parts.running.items() if part.poll() is not None] == []


def assert_each_notice_once(mail_folder: Path) -> None:
    rows = OutboxMessage.objects.all()
    assert rows.count() == 3 * LOT
    assert not rows.exclude(abandoned_at=None).exists()
    assert SecureMessage.objects.values("source_key").distinct().count() == SecureMessage.objects.count() == 3 * LOT
    mails = [message_from_bytes(path.read_bytes()) for path in mail_folder.glob("*.eml")]
    expected = sorted(f"<{pk}@clicsequr>" for pk in rows.values_list("pk", flat=True))
    assert sorted(str(mail["Message-ID"]) for mail in mails) == expected
