"""Load the versions of the conditions of use that the database does not hold yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services.terms import TextChanged, load_terms


class Command(BaseCommand):
    help = "Load the new versions of the conditions of use. Safe to run again; refuses a version that was rewritten."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_terms()
        except TextChanged as refusal:
            raise CommandError(f"The text of {refusal} changed: give it a new number in accounts/terms.") from refusal
        self.stdout.write(f"Conditions of use: {loaded} new versions.")
