"""The web server as `serve` starts it, and browsers without a screen to press it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

from clicsequr.embedded.children import bound_to_parent
from tests.bench.figures import Figure
from tests.bench.ground import ROOT

WORKERS, THREADS = 2, 4
GUNICORN_SETTINGS = "clicsequr/gunicorn_settings.py"
_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


class Web:
    """A running gunicorn."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.master = port, psutil.Process(process.pid)

    def cpu(self) -> float:
        """Give the CPU seconds used until now by all its processes."""
        return sum(sum(process.cpu_times()[:2]) for process in [self.master, *self.master.children(recursive=True)])

    def workers_memory(self) -> list[tuple[float, float]]:
        """Give the resident MiB of each worker, then what is its own of them: the rest is shared with the others."""
        each = [process.memory_full_info() for process in self.master.children()]
        return [(memory.rss / 2**20, memory.uss / 2**20) for memory in each]


class Browser:
    """One visitor: a connection kept open, its cookies, the hidden fields of the last page."""

    def __init__(self, web: Web, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
        self.cookies = dict(cookies or {})
        self.hidden: dict[str, str] = {}
        self.path = self.page = self.target = self.location = ""

    def get(self, path: str) -> int:
        return self._send("GET", path, None)

    def post(self, path: str, **fields: str) -> int:
        return self._send("POST", path, urlencode(self.hidden | fields))

    def _send(self, method: str, path: str, body: str | None) -> int:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            response = self._ask(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):  # kept open for two idle seconds only
            self.connection.close()
            response = self._ask(method, path, body, headers)
        page = self.page = response.read().decode()
        for header in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        self.hidden = dict(_HIDDEN.findall(page)) or self.hidden
        self.path, self.target = path, response.headers.get("Location", "")
        self.location = urlsplit(self.target).path
        return response.status

    def call(self, method: str, path: str, *, body: str | None = None, headers: dict[str, str]) -> str:
        """Ask as a program does, without cookies; give the body of a good answer."""
        sent = headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {})
        response = self._ask(method, path, body, sent)
        answer = response.read().decode()
        assert response.status == http.HTTPStatus.OK, (path, response.status, answer[:500])
        return answer

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()


@contextmanager
def serve(**environ: str) -> Iterator[Web]:
    """Start the server, with these variables beside those of the bench."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        f"--config={ROOT / GUNICORN_SETTINGS}",
        f"--bind=127.0.0.1:{port}",
        f"--workers={WORKERS}",
    ]
    command += [f"--threads={THREADS}", "--log-level=warning"]  # the rest is said by clicsequr/gunicorn_settings.py
    process = subprocess.Popen(bound_to_parent(command, stop_signal="TERM"), cwd=ROOT, env={**os.environ, **environ})
    web = Web(port, process)
    try:
        _wait(web)
        yield web
    finally:
        process.terminate()
        process.wait()


def _wait(web: Web) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if Browser(web).get("/health/live") == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The web server did not start.")


def idle_memory(web: Web) -> list[Figure]:
    """What a worker holds once it has answered its first pages."""
    for _turn in range(8 * WORKERS):
        Browser(web).get("/fr/")
    resident, own = max(web.workers_memory())
    at = f"the larger of {WORKERS} gunicorn workers ({THREADS} threads) after its first pages; {own:.0f} MiB its own"
    return [Figure("web worker, idle", f"{resident:.0f} MiB", at, "< 120 MiB", resident < 120)]


def timed(work: Callable[[Any], None], items: list[Any], *, at_once: int) -> tuple[list[float], float]:
    """Do `work` on each item, so many at once; give the time of each and of all."""

    def one(item: Any) -> float:
        begun = time.monotonic()
        work(item)
        return time.monotonic() - begun

    begun = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        times = list(pool.map(one, items))
    return times, time.monotonic() - begun
