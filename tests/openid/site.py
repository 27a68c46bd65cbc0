"""The product served by gunicorn, as in production, against the database of the running tests."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.processes import environment, python

WORKERS, THREADS = 2, 4


@dataclass(frozen=True)
class Site:
    """`address` is also the issuer."""

    address: str
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Start it on a free port; it ends with this process, whatever happens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", folder / "site.log")
    own = {
        "PUBLIC_URL": site.address,
        "MAIL_FOLDER": str(folder / "mail"),
        "ARGON2_TIME_COST": "1",
        "ARGON2_MEMORY_KIB": "8192",
    }
    command = ["-m", "gunicorn", "--config=clicsequr/gunicorn_settings.py", f"--bind=127.0.0.1:{port}"]
    command += [f"--workers={WORKERS}", f"--threads={THREADS}", "--log-level=warning"]
    process = python(*command, env=environment(**own), log=site.log)
    try:
        _wait(site, process)
        yield site
    finally:
        process.terminate()
        process.wait()


def _wait(site: Site, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            if requests.get(f"{site.address}/health/live", timeout=5).ok:
                return
        except requests.ConnectionError:
            assert process.poll() is None, site.said()
            assert time.monotonic() < deadline, site.said()
            time.sleep(0.05)
