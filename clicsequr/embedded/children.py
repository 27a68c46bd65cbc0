"""Server processes that end with the process that started them, and the ones an earlier crash left behind."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil


class ServerFailed(Exception):
    """An embedded server did not start or does not run; the message says where to look."""


def bound_to_parent(command: list[str], *, stop_signal: str, unprivileged: bool = False) -> list[str]:
    """Make `command` receive `stop_signal` when its parent dies, even by kill -9; as nobody when `unprivileged`."""
    setpriv = shutil.which("setpriv")
    drop = unprivileged and os.geteuid() == 0
    if setpriv is None:
        if drop:
            raise ServerFailed("PostgreSQL refuses to run as root and setpriv is missing: use another user.")
        return command
    prefix = [setpriv, "--pdeathsig", stop_signal, "--no-new-privs"]
    if drop:
        nobody = pwd.getpwnam("nobody")
        # dac_override: a clone under a private folder (/root, mkdtemp) stays readable without loosening its modes.
        prefix += [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
        prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return [*prefix, "--", *command]


def give_to_unprivileged(folder: Path) -> None:
    """Let the user under which PostgreSQL runs own its data folder."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def wheel_folder(package: str) -> Path:
    """Find an installed wheel without importing it: their modules touch folders and processes of their own."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ServerFailed(f"The package {package} is not installed: run make, or set DATABASE_URL and REDIS_URL.")
    return Path(found.origin).parent


def stop(server: subprocess.Popen[bytes], *, stop_signal: signal.Signals, patience: float = 20.0) -> None:
    """Ask for a clean stop, wait, and kill only what does not answer."""
    if server.poll() is not None:
        return
    server.send_signal(stop_signal)
    try:
        server.wait(patience)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def stop_group(process: subprocess.Popen[str], *, patience: float) -> None:
    """Wait for a session leader already asked to stop, then kill whatever is left of its group."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stop_leftover(pid: int, *, mark: str, stop_signal: signal.Signals) -> None:
    """Stop the server of a killed keeper: `pid` counts only if its command line holds `mark` (numbers are reused)."""
    try:
        leftover = psutil.Process(pid)
        if mark not in " ".join(leftover.cmdline()):
            return
        leftover.send_signal(stop_signal)
        try:
            leftover.wait(20)
        except psutil.TimeoutExpired:
            leftover.kill()
            leftover.wait(5)
    except psutil.NoSuchProcess:
        return


def last_lines(log: Path, count: int = 5) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def wait_until(
    ready: Callable[[], bool], server: subprocess.Popen[bytes], *, log: Path, patience: float = 60.0
) -> None:
    """Return once `ready()`; refuse when the server ends first or takes longer than `patience` seconds."""
    deadline = time.monotonic() + patience
    while not ready():
        if server.poll() is not None:
            raise ServerFailed(f"The server ended with {server.returncode}. Last lines of {log}:\n{last_lines(log)}")
        if time.monotonic() > deadline:
            raise ServerFailed(f"The server did not answer in {patience:.0f} s. See {log}.")
        time.sleep(0.02)
