"""New keys for ID tokens, without an interruption (docs/operate.md, Keys)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actors import SYSTEM
from ministry_services.services.signing_keys import rotate_signing_keys
from ministry_services.states import SigningAlgorithm


class Command(BaseCommand):
    help = "Make the next key of each algorithm: shown at once, signing a day later. Safe to run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--now", action="store_true", help="a key was stolen: the new ones sign at once, the others disappear"
        )
        parser.add_argument("--missing", action="store_true", help="make only the first keys, where there are none")

    def handle(self, *args: Any, now: bool, missing: bool, **options: Any) -> None:
        made = rotate_signing_keys(
            SigningAlgorithm, by=SYSTEM, now=timezone.now(), at_once=now, only_missing=missing and not now
        )
        if not options["verbosity"]:
            return
        for key in made:
            self.stdout.write(f"{key.algorithm} {key.kid}: signs from {key.signs_from:%Y-%m-%d %H:%M} UTC.")
        if not made and not missing:
            self.stdout.write("The next keys wait already: nothing to make.")
