"""The demonstration: `serve` with DEMO=1 and people, firms and ministries to try."""

import os

from clicsequr import env
from clicsequr.demo_people import accounts_to_try
from clicsequr.management.commands import serve


class Command(serve.Command):
    help = "Serve a demonstration with synthetic people and firms until Ctrl-C."

    def refuse_early(self) -> None:
        # The programs read these when they start; this process has no use for them.
        os.environ["DEMO"] = "1"
        os.environ.setdefault("PUBLIC_URL", f"http://localhost:{self.port}")
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        super().refuse_early()

    def prepare(self) -> None:
        super().prepare()
        if not accounts_to_try():
            self.step("Demonstration people and firms", "seed_demo")
            return
        for line in accounts_to_try():  # filled before: no program to start for it
            self.say(line)

    def public_url(self) -> str:
        return env.text("PUBLIC_URL")
