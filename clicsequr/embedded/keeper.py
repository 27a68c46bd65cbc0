"""The process that owns the embedded servers: starts both, stops both when the last user has left.

Run as `python -m clicsequr.embedded.keeper FOLDER [--throwaway]`; lease.py starts it.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from clicsequr.embedded import children, postgres, redis
from clicsequr.embedded.places import Addresses, Places, database_address

LOOKS_EVERY = 0.2


class Asked(Exception):
    """Somebody asked the keeper itself to stop."""


def keep(places: Places, *, throwaway: bool) -> int:
    """Serve until nobody holds the lease, a server ends by itself, or a signal asks to stop."""
    # The lock is given back before the lease: who waits for the lease then finds no keeper and starts its own.
    with places.lease.open("a") as lease, places.keeper_lock.open("a") as lock:
        _become_the_keeper(lock.fileno())
        if os.fork():  # the child keeps the lock; who started us is free, and Ctrl-C there reaches the users first
            os._exit(0)
        os.setsid()
        servers: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []
        _on_signals(_stop_asked)
        try:
            return _serve(places, servers, lease.fileno(), durable=not throwaway)
        except Asked:
            return 0
        finally:
            _on_signals(signal.SIG_IGN)
            places.state.unlink(missing_ok=True)
            for server, stop_signal in servers:
                children.stop(server, stop_signal=stop_signal)
            places.remove_socket_folder()
            if throwaway:
                shutil.rmtree(places.folder, ignore_errors=True)


def _serve(
    places: Places,
    servers: list[tuple[subprocess.Popen[bytes], signal.Signals]],
    lease: int,
    *,
    durable: bool,
) -> int:
    places.state.unlink(missing_ok=True)
    sockets = places.make_socket_folder()
    database = postgres.start(places, sockets, durable=durable)
    servers.append((database, postgres.STOP_SIGNAL))
    broker = redis.start(places, sockets, durable=durable)
    servers.append((broker, redis.STOP_SIGNAL))
    Addresses(
        database=database_address(postgres.APP_ROLE, postgres.DATABASE, sockets),
        database_owner=database_address(postgres.OWNER_ROLE, postgres.DATABASE, sockets),
        redis=redis.address(sockets),
        keeper=os.getpid(),
        postgres=database.pid,
        redis_server=broker.pid,
    ).write(places.state)
    while True:
        for name, server in (("PostgreSQL", database), ("Redis", broker)):
            if server.poll() is not None:
                print(f"{name} ended by itself with {server.returncode}; stopping the other.", file=sys.stderr)
                return 1
        if _nobody_holds(lease):
            return 0
        time.sleep(LOOKS_EVERY)


def _become_the_keeper(lock: int) -> None:
    """Take the lock; give up after 5 s, because a look at it (lease.py) holds it for an instant only."""
    deadline = time.monotonic() + 5.0
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise children.ServerFailed("Another keeper serves this folder.") from None
            time.sleep(0.02)
        else:
            return


def _nobody_holds(lease: int) -> bool:
    """Take the lease alone if nobody has it; newcomers then wait until the stop is over."""
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _on_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, handler)


def _stop_asked(number: int, frame: FrameType | None) -> None:
    raise Asked


def main(arguments: list[str]) -> int:
    try:
        return keep(Places(Path(arguments[0])), throwaway="--throwaway" in arguments)
    except (children.ServerFailed, OSError) as failure:
        print(failure, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
