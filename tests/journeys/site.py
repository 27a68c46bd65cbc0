"""The whole thing as a newcomer runs it: `manage.py demo` in a folder of its own, with its mails as files."""

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.house.source import ROOT

READY = re.compile(r"is ready after")


@dataclass(frozen=True)
class Site:
    """A running demonstration: its address, that of its ministry, its folder, its first process."""

    address: str
    ministry: str
    folder: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the running site; give what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {arguments[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def mails(self, *, to: str) -> list[EmailMessage]:
        """Give the mails written to one address, oldest first."""
        files = sorted((self.folder / "mail").glob("[!.]*.eml"), key=lambda path: path.stat().st_mtime)
        read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
        return [message for message in read if to in str(message["To"])]  # type: ignore[misc]

    def wait_for_mail(self, *, to: str, subject: str, count: int = 1) -> EmailMessage:
        """Wait for the `count`-th such mail to an address: the worker sends it, nobody in this test does."""
        deadline = time.monotonic() + 30
        while len(found := [mail for mail in self.mails(to=to) if mail["Subject"].strip() == subject]) < count:
            subjects = [mail["Subject"] for mail in self.mails(to=to)]
            assert time.monotonic() < deadline, f"No {subject!r} to {to}, only {subjects}. {self.process.poll()}"
            time.sleep(0.1)
        return found[count - 1]


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def start(folder: Path) -> Site:
    """Start the demonstration in `folder` on a free port and wait until it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "var" / "theme", folder / "theme", dirs_exist_ok=True)
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, ministry_port = one.getsockname()[1], other.getsockname()[1]
    ours = ("DATABASE", "REDIS", "MAIL_", "UPLOAD_", "TESTS_", "SECRET", "SEALING", "INDEX", "PYTEST", "DJANGO")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "MINISTRY_PORT": str(ministry_port),
        "DEMO": "1",
        "ARGON2_TIME_COST": "1",
        "ARGON2_MEMORY_KIB": "8192",
        "PYTHONUNBUFFERED": "1",
    }
    subprocess.run([sys.executable, "-m", "clicsequr.static_files"], cwd=ROOT, env=environment, check=True)
    log = folder / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _wait_until_ready(process, log)
    ministry = f"http://127.0.0.1:{ministry_port}"
    # What `manage` runs beside it speaks of the same two sites.
    environment |= {"PUBLIC_URL": f"http://localhost:{port}", "MINISTRY_URL": ministry}
    return Site(f"http://localhost:{port}", ministry, folder, process, environment)


def stop(site: Site) -> int:
    """Ask it to stop as Ctrl-C does; give its exit code."""
    site.process.send_signal(signal.SIGINT)
    return site.process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 180
    while not READY.search(log.read_text(encoding="utf-8")):
        started = process.poll() is None and time.monotonic() < deadline
        assert started, "The demonstration did not start:\n" + log.read_text(encoding="utf-8")[-4000:]
        time.sleep(0.1)
