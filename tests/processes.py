"""Real processes of the product against the database of the running test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from clicsequr.embedded.children import bound_to_parent

ROOT = Path(__file__).resolve().parent.parent


def environment(**changes: str) -> dict[str, str]:
    """Give the environment of this run, turned to the database and the folders of this test."""
    database = connection.settings_dict
    host = quote(str(database["HOST"]), safe="/")
    address = f"postgresql://{database['USER']}:{quote(str(database['PASSWORD']))}@/{database['NAME']}?host={host}"
    if database["PORT"]:
        address += f"&port={database['PORT']}"
    own = {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "clicsequr.settings_test",
        "MAIL_FOLDER": str(settings.MAIL_FOLDER),
        "PYTHONPATH": str(ROOT),
    }
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_OWNER_URL", "VAR_DIR"}}
    return inherited | own | changes


def python(*arguments: str, env: Mapping[str, str], log: Path, own_group: bool = False) -> subprocess.Popen[bytes]:
    """Start Python with `arguments`; what it says goes to `log`. It ends with us, even by kill -9."""
    command = bound_to_parent([sys.executable, *arguments], stop_signal="KILL")
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=own_group,
        )


def wait_for(happened: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Return as soon as it has happened; fail with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"Not within {seconds:.0f} s: {what}"
        time.sleep(0.02)
