"""Pytest plugin: one throwaway PostgreSQL and Redis a run, shared by the xdist workers; the kernel ends them with us.

The controller starts the pair and the workers inherit its addresses; each worker has its own database (pytest-django
names it), its own Redis database and its own folders for mail and uploads.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from clicsequr.embedded import Lease, environment

lease_key = pytest.StashKey[Lease | None]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set what settings.py reads, before pytest-django reads it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        early_config.stash[lease_key] = _start_servers()
    _separate(worker or "gw0")


def pytest_unconfigure(config: pytest.Config) -> None:
    if lease_key not in config.stash:
        return
    if lease := config.stash[lease_key]:
        lease.release()
    shutil.rmtree(os.environ["TESTS_FOLDER"], ignore_errors=True)


def _start_servers() -> Lease | None:
    folder = Path(tempfile.mkdtemp(prefix="clicsequr-tests-"))
    lease = environment.complete(os.environ, folder, throwaway=True)
    for name, value in environment.new_secrets().items():
        os.environ.setdefault(name, value)
    # The tests create and migrate their databases; a test takes the rights of the application with SET ROLE.
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
    os.environ["TESTS_REDIS_URL"] = os.environ["REDIS_URL"]
    os.environ["TESTS_FOLDER"] = str(folder)
    return lease


def _separate(worker: str) -> None:
    number = int(re.sub(r"\D", "", worker)) + 1
    address = urlsplit(os.environ["TESTS_REDIS_URL"])
    if address.scheme == "unix":
        os.environ["REDIS_URL"] = f"unix://{address.path}?db={number}"
    else:
        os.environ["REDIS_URL"] = address._replace(path=f"/{number}").geturl()
    own = Path(os.environ["TESTS_FOLDER"]) / worker
    os.environ["MAIL_FOLDER"] = str(own / "mail")
    os.environ["UPLOAD_FOLDER"] = str(own / "uploads")
