"""A ministry's own server, as back-channel logout reaches it: real HTTP, and the faults of real servers."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class Receiver(ThreadingHTTPServer):
    """It keeps what it gets and answers as it is told; while `silence` is cleared, it does not."""

    daemon_threads = True

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, list[str]]]] = []
        self.answers: list[int] = []
        self.headers: dict[str, str] = {}
        self.silence = threading.Event()
        self.silence.set()
        super().__init__(("127.0.0.1", 0), _Notice)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/fermeture"

    def token(self, number: int = -1) -> str:
        _path, form = self.got[number]
        assert form.keys() == {"logout_token"}
        return form["logout_token"][0]

    def claims(self, number: int = -1) -> dict[str, Any]:
        payload = self.token(number).split(".")[1]
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return found


class _Notice(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.path, parse_qs(body)))
        self.server.silence.wait(30)
        try:
            self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
            for name, value in self.server.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"x" * 100_000)
        except ConnectionError:
            """Who called has gone: it read the status and no more, or was killed."""

    do_GET = do_POST  # noqa: N815  as the library names it

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.silence.set()
        server.shutdown()
        server.server_close()
        thread.join()
