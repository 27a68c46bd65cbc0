"""Say which ministry an agent answers for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import SYSTEM
from accounts.models import User
from accounts.states import Portal
from ministry_services.models import Ministry
from ministry_services.services.agents import give_ministry, take_ministry_back


class Command(BaseCommand):
    help = "Let an agent of a ministry answer its enrolments, or end it with --remove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agent", help="the agent's code")
        parser.add_argument("ministry", help="the code of the ministry in the catalogue")
        parser.add_argument("--remove", action="store_true", help="end it")

    def handle(self, *args: Any, **options: Any) -> None:
        agent = User.objects.filter(portal=Portal.AGENTS, user_code=options["agent"].upper()).first()
        ministry = Ministry.objects.filter(code=options["ministry"]).first()
        if agent is None or ministry is None:
            raise CommandError("No such agent." if agent is None else "No such ministry in the catalogue.")
        if options["remove"]:
            take_ministry_back(ministry, of=agent, by=SYSTEM)
        else:
            give_ministry(ministry, to=agent, by=SYSTEM)
        self.stdout.write(
            f"{agent.user_code}: {', '.join(agent.ministries.values_list('ministry__code', flat=True)) or '–'}"
        )
