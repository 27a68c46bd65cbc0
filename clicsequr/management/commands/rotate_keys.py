"""Seal everything anew under the first key of SEALING_KEYS; safe to stop, to repeat and to run while others work."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM
from clicsequr.kernel.errors import DomainError
from clicsequr.key_rotation import Renewal, rotate_column, rotate_scans, sealed_columns


class Command(BaseCommand):
    help = "Seal everything anew under the first key of SEALING_KEYS, then say whether the others may be removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count what is still under a former key")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        unreadable, old = 0, 0
        for column in sealed_columns():
            try:
                done = rotate_column(column, by=SYSTEM, progress=self.show, write=not check)
            except DomainError as refusal:
                raise CommandError(str(refusal.message)) from refusal
            self.tell(str(column), done, check=check)
            old += done.renewed
            unreadable += len(done.unreadable)
        scans = rotate_scans(by=SYSTEM, progress=self.show, write=not check)
        self.tell("Scans of signed papers", scans, check=check)
        old, unreadable = old + scans.renewed, unreadable + len(scans.unreadable)
        if unreadable:
            raise CommandError(f"{unreadable} values open under no key of SEALING_KEYS: put the missing key back.")
        current = next(iter(settings.SEALING_KEYS))
        if check and old:
            self.stdout.write(f"Run `manage.py rotate_keys` before you remove a key other than {current}.")
        else:
            self.stdout.write(f"Everything kept is under {current}. See docs/operate.md, Keys, before removing others.")

    def tell(self, what: str, done: Renewal, *, check: bool) -> None:
        verb = "under a former key" if check else "sealed anew"
        self.stdout.write(f"{what}: {done.renewed} of {done.looked_at} {verb}")
        if done.unreadable:
            self.stdout.write(f"{what}: no key opens {', '.join(done.unreadable[:10])}")

    def show(self, done: Renewal) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done.looked_at} rows")
            sys.stderr.flush()
