"""Servers of the bench's own, in a folder that goes away; never those of somebody."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from django.test.utils import setup_test_environment

from clicsequr.embedded import environment
from clicsequr.embedded.postgres import SUPERUSER

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def ground() -> Iterator[Path]:
    """Start durable servers, bring the database up to date and load Django; give the folder."""
    if environment.is_set(os.environ, "DATABASE_URL") or environment.is_set(os.environ, "REDIS_URL"):
        sys.exit("The bench fills a database of its own: unset DATABASE_URL and REDIS_URL.")
    built = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    folder = Path(tempfile.mkdtemp(prefix="clicsequr-bench-"))
    for part in ("theme", "static"):
        (folder / part).symlink_to((built / part).resolve())
    os.environ |= {
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "clicsequr.settings",
        "SECURE_COOKIES": "0",
        "LOG_LEVEL": "ERROR",
        "NAS_ALLOW_TEST_NUMBERS": "1",  # nobody's numbers
    }
    lease = environment.complete(os.environ, folder)
    try:
        manage("upgrade", "--verbosity=0")
        django.setup()
        setup_test_environment()
        yield folder
    finally:
        if lease:
            lease.release()
        shutil.rmtree(folder, ignore_errors=True)


def manage(*arguments: str) -> str:
    """Run a management command and give what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def settle() -> None:
    """Bring what was filled to the disk before anything is timed: a commit waits behind writes still on their way."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], user=SUPERUSER, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    os.sync()


def as_owner(*statements: str) -> None:
    """Run statements with the role that owns the tables: the application may not analyse them."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]  # constants of the bench
