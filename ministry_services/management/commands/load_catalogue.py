"""Load the reviewed data of the product: the catalogue of services, and the conditions of use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM
from accounts.services.terms import TextChanged, load_terms
from ministry_services.services.catalogue import CatalogueRefused, load_catalogue

SHIPPED = Path(__file__).resolve().parents[2] / "catalogue.toml"


class Command(BaseCommand):
    help = "Load the catalogue of services and the conditions of use. Safe to run again; retires what the file drops."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=SHIPPED, help="the catalogue (default: the one shipped)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            changes = load_catalogue(file.read_text(encoding="utf-8"), by=SYSTEM)
            versions = load_terms()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        except CatalogueRefused as refusal:
            raise CommandError("\n".join(f"{file}, {fault}" for fault in refusal.faults)) from refusal
        except TextChanged as refusal:
            raise CommandError(
                f"The conditions {refusal} changed after their publication: give them a new number."
            ) from refusal
        self.stdout.write(f"Catalogue loaded: {changes} changes, {versions} new conditions of use.")
