"""Bring the database to this version: schema, rights, signing keys, catalogue. Safe to repeat and to double."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from clicsequr import database_rights, env
from clicsequr.embedded.environment import is_set

# Any number will do, as long as it is ours alone; the journal uses 7110701.
UPGRADE_LOCK = 7110700


class Command(BaseCommand):
    help = "Migrate, create the cache table, grant the application its rights, make signing keys, load services."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-catalogue", action="store_true", help="leave the catalogue of services as it is")
        parser.add_argument("--catalogue", metavar="FILE", help="load this catalogue instead of the one shipped")

    def handle(self, *args: Any, no_catalogue: bool, catalogue: str | None, **options: Any) -> None:
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
            call_command("createcachetable", verbosity=options["verbosity"])
            self.grant_rights()
            call_command("rotate_signing_keys", missing=True, verbosity=options["verbosity"])
            if not no_catalogue:
                files = [catalogue] if catalogue else []
                call_command("load_catalogue", *files, verbosity=options["verbosity"])

    def grant_rights(self) -> None:
        if not is_set(os.environ, "DATABASE_APP_URL"):
            self.stdout.write("One database role does everything: set DATABASE_OWNER_URL to keep them apart.")
            return
        runs = env.database("DATABASE_APP_URL")
        with transaction.atomic():
            if database_rights.ensure_role(str(runs["USER"]), str(runs["PASSWORD"])):
                self.stdout.write(f"Created the database role {runs['USER']}.")
            database_rights.grant(str(runs["USER"]))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for another upgrade to end; the lock has a connection of its own, so that no command can drop it."""
    guard = connection.copy()
    try:
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [UPGRADE_LOCK])
            yield
            cursor.execute("SELECT pg_advisory_unlock(%s)", [UPGRADE_LOCK])
    finally:
        guard.close()
