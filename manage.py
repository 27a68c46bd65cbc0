#!/usr/bin/env python3
"""Run a management command; without DATABASE_URL and REDIS_URL, on embedded servers under var/."""

import os
import sys

from django.core.management import execute_from_command_line

from clicsequr.embedded import environment
from clicsequr.embedded.children import ServerFailed

# These change the schema or its rights; every other command runs with the rights of the application.
OWNER_COMMANDS = {"migrate", "upgrade", "createcachetable", "flush", "sqlflush", "dbshell"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicsequr.settings")
    try:
        lease = environment.complete(os.environ, environment.folder_of(os.environ))
    except ServerFailed as failure:
        sys.exit(f"{failure}")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        act_as_owner()
    try:
        execute_from_command_line(sys.argv)
    finally:
        if lease:
            lease.release()


def act_as_owner() -> None:
    """Use the role that owns the tables where one is given; otherwise DATABASE_URL does both jobs."""
    for suffix in ("", "_FILE"):
        if address := os.environ.get(f"DATABASE_OWNER_URL{suffix}"):
            os.environ[f"DATABASE_URL{suffix}"] = address


if __name__ == "__main__":
    main()
