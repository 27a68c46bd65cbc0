"""Count what has been kept long enough, and end it with --apply; beat does so every hour."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.services.purge import purge
from clicsequr.retention import CATEGORIES


class Command(BaseCommand):
    help = "Count what has been kept long enough; with --apply, erase it (docs/operate.md, Keep)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="only count, which is what is done without --apply")
        what.add_argument("--apply", action="store_true", help="erase")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        now = timezone.now()
        found = purge(CATEGORIES, now=now, by=SYSTEM) if apply else {one.name: one.count(now) for one in CATEGORIES}
        for name, number in found.items():
            self.stdout.write(f"{name}: {number}")
        verb = "erased" if apply else "would be erased; run again with --apply"
        self.stdout.write(f"{sum(found.values())} {verb}")
