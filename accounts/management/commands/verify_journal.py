"""Check the chain of the journal; exit 1 and name the first broken link when there is one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.chain import verify_chain


class Command(BaseCommand):
    help = "Check every link of the journal and print its head, to be kept elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_chain()
        if report.broken_at is not None:
            raise CommandError(
                f"Broken at entry {report.broken_at}: {report.problem} (after {report.checked} good links)."
            )
        self.stdout.write(f"{report.checked} links, unbroken. Head: {report.head}")
