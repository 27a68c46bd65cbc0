"""Programs that ask one request after the other on connections kept open: one thread, so that asking costs little."""

import re
import selectors
import socket
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from tests.bench.web import Web

Program = Generator[bytes, "Answer", None]
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


@dataclass
class _Line:
    """One connection: the program behind it, what was sent when, what came back of it."""

    program: Program
    connection: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.connection.sendall(request)

    def answer(self) -> Answer | None:
        """The whole answer, or nothing while some of it is on its way."""
        head, end, body = bytes(self.received).partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        if not end or (length and len(body) < int(length[1])):
            return None
        return Answer(int(head[9:12]), body)


@dataclass
class Pressed:
    """The time of each answer, how long it all took, and the CPU seconds of the server; the warm-up left out."""

    times: list[float] = field(default_factory=list)
    wall: float = 0.0
    cpu: float = 0.0


def press(web: Web, programs: Iterable[Program], *, seconds: float, warm_up: float) -> Pressed:
    """Let each program ask again and again for so long."""
    lines = [_Line(program, _connect(web)) for program in programs]
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.connection, selectors.EVENT_READ, line)
            line.send(next(line.program))
        _turn(selector, Pressed(), seconds=warm_up)
        pressed, before = Pressed(), web.cpu()
        pressed.wall = _turn(selector, pressed, seconds=seconds)
        pressed.cpu = web.cpu() - before
    for line in lines:
        line.connection.close()
    return pressed


def _turn(selector: selectors.BaseSelector, pressed: Pressed, *, seconds: float) -> float:
    """Answer what comes with the next question; give how long it took."""
    begun = now = time.perf_counter()
    while now - begun < seconds:
        for key, _events in selector.select(timeout=30):
            line = key.data
            line.received += line.connection.recv(65_536)
            if answer := line.answer():
                now = time.perf_counter()
                pressed.times.append(now - line.sent_at)
                line.send(line.program.send(answer))
    return now - begun


def _connect(web: Web) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", web.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def request_of(method: str, path: str, *, headers: dict[str, str] | None = None, body: str = "") -> bytes:
    """Give the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()
