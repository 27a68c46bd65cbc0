"""The demonstration: `serve` with DEMO=1, people to try, and the site of a ministry that trusts the sign-on."""

import os
import sys

from django.conf import settings

from clicsequr import env
from clicsequr.demo_people import accounts_to_try
from clicsequr.demonstration.ministry import FILE, is_up_to_date, write_catalogue
from clicsequr.management.commands import serve
from clicsequr.processes import Program


class Command(serve.Command):
    help = "Serve a demonstration with synthetic people, firms and a ministry until Ctrl-C."

    def refuse_early(self) -> None:
        # The programs read these when they start; this process has no use for them.
        os.environ["DEMO"] = "1"
        os.environ.setdefault("PUBLIC_URL", f"http://localhost:{self.port}")
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        self.ministry_port = env.number("MINISTRY_PORT", self.port + 1, minimum=1)
        # Another name for this machine than clicSÉQUR's: two sites, and no cookie of one reaches the other.
        os.environ.setdefault("MINISTRY_URL", f"http://127.0.0.1:{self.ministry_port}")
        super().refuse_early()
        serve.refuse_busy(self.ministry_port, variable="MINISTRY_PORT")

    def prepare(self) -> None:
        site = env.text("MINISTRY_URL")
        catalogue = write_catalogue(settings.VAR_DIR, site=site)
        self.step("Database schema, rights and catalogue", "upgrade", "--verbosity=0", f"--catalogue={catalogue}")
        if not accounts_to_try():
            self.step("Demonstration people, firms and ministry", "seed_demo")
            return
        if not is_up_to_date(settings.VAR_DIR, site=site, issuer=self.public_url()):
            self.step("Addresses of the demonstration ministry", "seed_demo")
        for line in accounts_to_try():  # filled before: no program to start for it
            self.say(line)

    def programs(self) -> list[Program]:
        command = [sys.executable, "-m", "gunicorn", f"--bind={serve.HOST}:{self.ministry_port}", "--threads=4"]
        command += ["--graceful-timeout=5", "--log-level=warning", "--no-control-socket"]
        command += [f"--chdir={settings.BASE_DIR}", "ministry_services.demo_site.wsgi"]
        # Another body's machine, as it were: no key and no database of clicSÉQUR in its environment.
        own = {name: os.environ[name] for name in ("PATH", "LANG", "TZ", "VIRTUAL_ENV") if name in os.environ}
        own |= {"MINISTRY_FILE": str(settings.VAR_DIR / FILE), "PYTHONUNBUFFERED": "1"}
        return [*super().programs(), Program("ministry", command, own)]

    def is_ready(self) -> bool:
        return super().is_ready() and serve.answers(self.ministry_port, path="/style.css")

    def announce(self) -> None:
        self.say(f"The demonstration ministry, which trusts it, is at {env.text('MINISTRY_URL')}/")
        super().announce()

    def public_url(self) -> str:
        return env.text("PUBLIC_URL")
