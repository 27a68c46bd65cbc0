"""Everything on one machine: upgrade, then web, worker and beat until Ctrl-C."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clicsequr import embedded, env
from clicsequr.embedded.children import bound_to_parent
from clicsequr.embedded.environment import SERVED_FROM
from clicsequr.processes import Program, Supervisor

HOST = "127.0.0.1"
GUNICORN_SETTINGS = settings.BASE_DIR / "clicsequr" / "gunicorn_settings.py"


class Command(BaseCommand):
    help = "Upgrade the database, then serve on 127.0.0.1:PORT (8000) with Celery worker and beat until Ctrl-C."
    requires_system_checks: list[str] = []  # `upgrade` runs them
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        self.port = env.number("PORT", 8000, minimum=1)
        self.started_at = time.monotonic()
        self.refuse_early()
        self.prepare()
        served_from = os.environ.get(SERVED_FROM)
        supervisor = Supervisor(
            self.programs(),
            servers_are_up=lambda: served_from is None or embedded.is_served(Path(served_from)),
            say=self.say,
        )
        code = supervisor.run(is_ready=self.is_ready, announce=self.announce)
        self.say("Everything has stopped." if code == 0 else "Everything has stopped because a part failed.")
        if code:
            sys.exit(code)

    def refuse_early(self) -> None:
        """Say in one line what would fail later in many."""
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise CommandError("The static files are not built: run `make build` first.")
        refuse_busy(self.port, variable="PORT")

    def prepare(self) -> None:
        self.step("Database schema, rights and catalogue", "upgrade", "--verbosity=0")

    def programs(self) -> list[Program]:
        return programs(self.port)

    def is_ready(self) -> bool:
        return answers(self.port)

    def announce(self) -> None:
        seconds = time.monotonic() - self.started_at
        self.say(f"clicSÉQUR is ready after {seconds:.1f} s at {self.public_url()}/ (Ctrl-C stops everything).")

    def public_url(self) -> str:
        return str(settings.PUBLIC_URL)

    def step(self, title: str, *command: str) -> None:
        """Run a management command beside this one, in the environment of this one; stop here when it fails."""
        begun = time.monotonic()
        self.say(f"{title}…")
        manage = str(settings.BASE_DIR / "manage.py")
        done = subprocess.run(bound_to_parent([sys.executable, manage, *command], stop_signal="TERM"), check=False)
        if done.returncode:
            raise CommandError(f"{title}: `manage.py {command[0]}` failed with {done.returncode}.")
        self.say(f"{title}: done in {time.monotonic() - begun:.1f} s")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def programs(port: int) -> list[Program]:
    """Give the three programs, sized by the cores of this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    web = ["gunicorn", f"--config={GUNICORN_SETTINGS}", f"--bind={HOST}:{port}"]
    web += [f"--workers={env.number('WEB_CONCURRENCY', max(2, cores), minimum=1)}"]
    web += ["--graceful-timeout=5", "--log-level=warning", f"--chdir={settings.BASE_DIR}"]
    celery = ["celery", f"--workdir={settings.BASE_DIR}", "--app=clicsequr", "--quiet"]
    worker = ["worker", f"--concurrency={env.number('WORKER_CONCURRENCY', cores, minimum=1)}", "--loglevel=WARNING"]
    # Gossip and mingle serve fleets of workers; alone they only delay the start.
    worker += ["--without-gossip", "--without-mingle"]
    beat = ["beat", "--loglevel=WARNING", "--pidfile=", f"--schedule={settings.VAR_DIR / 'beat-schedule'}"]
    # In a container everything is root; the embedded demonstration reads no pickled message.
    quiet = ["-W", "ignore:You're running the worker with superuser privileges"]
    return [
        Program("web", [sys.executable, "-m", *web]),
        Program("worker", [sys.executable, *quiet, "-m", *celery, *worker]),
        Program("beat", [sys.executable, "-m", *celery, *beat]),
    ]


def refuse_busy(port: int, *, variable: str) -> None:
    """Say which variable chooses another port, when this one is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(f"Port {port} is in use: choose another one, as {variable}={port + 10}.") from error


def answers(port: int, *, path: str = "/health/live") -> bool:
    """Tell whether a web server answers; by default, the liveness probe of clicSÉQUR."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
