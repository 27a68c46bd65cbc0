"""Fill a demonstration, through the services alone; refuse anywhere else. Once filled, only what moved changes."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clicsequr.demo_people import accounts_to_try
from clicsequr.demonstration.ministry import register_ministry
from clicsequr.demonstration.stage import set_the_stage
from enterprises.models import RegisteredEnterprise

FILE = "demo.json"


class Command(BaseCommand):
    help = "Fill the demonstration with people, firms and a ministry, and print the accounts to try."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demonstration (DEMO=1) is filled with invented people.")
        path = settings.VAR_DIR / FILE
        if not path.is_file():
            if RegisteredEnterprise.objects.exists():
                raise CommandError("This database has a register already: it is not an empty demonstration.")
            path.write_text(json.dumps(set_the_stage(settings.VAR_DIR), ensure_ascii=False, indent=1), encoding="utf-8")
        register_ministry(settings.VAR_DIR, site=settings.MINISTRY_URL)
        for line in accounts_to_try():
            self.stdout.write(line)
