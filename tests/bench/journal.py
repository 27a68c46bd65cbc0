"""The journal under several writers: facts a second, and the chain checked after."""

import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from accounts.actors import SYSTEM
from accounts.events import KEYS_ROTATED
from accounts.models import JournalEntry, User
from accounts.services.chain import verify_chain
from accounts.services.journal import record
from tests.bench.figures import Figure

WRITERS, EACH = 4, 1_000


def measure() -> list[Figure]:
    held = JournalEntry.objects.count()
    begun = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(_write, range(WRITERS)))
    speed = WRITERS * EACH / (time.monotonic() - begun)
    report = verify_chain()
    is_whole = report.broken_at is None and report.checked == held + WRITERS * EACH
    at = f"{WRITERS} writers, one fact a transaction, each on disk at its commit"
    return [
        Figure("journal", f"{speed:.0f} facts/s", at),
        Figure("chain after it", f"{report.checked} links", report.problem or "unbroken", "intact", is_whole),
    ]


def _write(writer: int) -> None:
    subject = User(pk=f"00000000-0000-0000-0000-00000000000{writer}")
    try:
        for number in range(EACH):
            with transaction.atomic():
                record(KEYS_ROTATED, by=SYSTEM, subject=subject, number=number)
    finally:
        connections.close_all()
