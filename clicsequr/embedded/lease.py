"""How a program starts using the embedded servers, and how it leaves them."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from clicsequr.embedded.children import ServerFailed, last_lines
from clicsequr.embedded.places import Addresses, Places

PROJECT = Path(__file__).resolve().parent.parent.parent
START_PATIENCE = 90.0
STOP_PATIENCE = 30.0


class Lease:
    """A use of the servers of one folder; they run at least until `release()` or the end of this process."""

    def __init__(self, places: Places, lease: int, addresses: Addresses) -> None:
        self.places = places
        self.addresses = addresses
        self._lease: int | None = lease

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def is_served(self) -> bool:
        """Tell whether the keeper that was there at the start still serves."""
        return Addresses.read(self.places.state) == self.addresses and is_served(self.places.folder)

    def release(self) -> None:
        """Leave; when this was the last use, return only once both servers have stopped."""
        if self._lease is None:
            return
        os.close(self._lease)
        self._lease = None
        deadline = time.monotonic() + 1.0
        while self.is_served():
            if time.monotonic() > deadline:
                return  # somebody else still uses them
            time.sleep(0.05)
        deadline = time.monotonic() + STOP_PATIENCE
        while not _keeper_is_gone(self.places) and time.monotonic() < deadline:
            time.sleep(0.05)


def is_served(folder: Path) -> bool:
    """Tell whether a keeper serves `folder`."""
    places = Places(folder)
    return places.state.exists() and not _keeper_is_gone(places)


def start(folder: Path, *, throwaway: bool = False) -> Lease:
    """Attach to the servers of `folder`, starting them first if nobody has; refuse with what their log says."""
    places = Places(folder.resolve())
    try:
        places.make_folders()
        lease = os.open(places.lease, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise ServerFailed(
            f"{error.filename} belongs to another user: use the same one, or another VAR_DIR."
        ) from error
    try:
        # Waits here while a keeper whose last user has just left is stopping.
        fcntl.flock(lease, fcntl.LOCK_SH)
        with places.start_lock.open("a") as start_lock:
            fcntl.flock(start_lock, fcntl.LOCK_EX)
            addresses = _running(places) or _start_keeper(places, throwaway=throwaway)
    except BaseException:
        os.close(lease)
        raise
    return Lease(places, lease, addresses)


def _running(places: Places) -> Addresses | None:
    """Give the addresses of a running keeper, waiting for one that is starting or ending; None when there is none."""
    deadline = time.monotonic() + START_PATIENCE
    while not _keeper_is_gone(places) and time.monotonic() < deadline:
        if addresses := Addresses.read(places.state):
            return addresses
        time.sleep(0.02)
    return None


def _start_keeper(places: Places, *, throwaway: bool) -> Addresses:
    places.state.unlink(missing_ok=True)
    command = [sys.executable, "-m", "clicsequr.embedded.keeper", str(places.folder)]
    with places.keeper_log.open("wb") as log:
        # Returns once the keeper has its lock and has left this process and this terminal.
        subprocess.run(
            [*command, *(["--throwaway"] if throwaway else [])],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if addresses := _running(places):
        return addresses
    raise ServerFailed(f"The embedded servers did not start.\n{last_lines(places.keeper_log, 12)}")


def _keeper_is_gone(places: Places) -> bool:
    if not places.keeper_lock.exists():
        return True
    with places.keeper_lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
