"""Create an agent of the desk, or give one back their access: there is no self-recovery (screens.md A-01)."""

import io
from argparse import ArgumentParser
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.services.agents import create_agent
from accounts.states import AgentRole
from ministry_services.models import Ministry, MinistryAgent


class Command(BaseCommand):
    help = "Create an agent, or renew the password and the second factor of one; prints both once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="the agent's code")
        parser.add_argument("--role", action="append", required=True, choices=AgentRole.values, dest="roles")
        parser.add_argument("--ministry", action="append", default=[], help="code of a ministry the agent answers for")
        parser.add_argument("--email", default="")

    @transaction.atomic
    def handle(self, *args: Any, code: str, roles: list[str], ministry: list[str], email: str, **options: Any) -> None:
        ministries = list(Ministry.objects.filter(code__in=ministry))
        if len(ministries) != len(set(ministry)):
            raise CommandError(f"Unknown ministry: {', '.join(sorted(set(ministry) - {m.code for m in ministries}))}")
        if bool({AgentRole.MINISTRY, AgentRole.INTEGRATOR} & set(roles)) != bool(ministries):
            raise CommandError("The roles « ministry » and « integrator » go with --ministry.")
        agent = create_agent(code, roles=roles, by=SYSTEM, now=timezone.now(), email=email)
        MinistryAgent.objects.filter(user=agent.user).exclude(ministry__in=ministries).delete()
        for body in ministries:
            MinistryAgent.objects.get_or_create(user=agent.user, ministry=body)
        drawing = io.StringIO()
        segno.make(agent.otp_uri).terminal(drawing, compact=True)
        self.stdout.write(drawing.getvalue())
        self.stdout.write(f"Code: {agent.user.user_code}")
        self.stdout.write(f"Temporary password, to be changed at the first sign-in, good for a week: {agent.password}")
        self.stdout.write(f"Authenticator: {agent.otp_uri}")
