"""Agents of the desk, with their second factor, signed in or not."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.agents import Agent, agent_of
from accounts.models import AgentDevice, User
from accounts.session_marks import SEEN, STARTED
from accounts.states import AgentRole, Portal
from tests.factories.enterprises import make_user

KEY = "JBSWY3DPEHPK3PXP"  # base32, of every agent of the tests


def make_agent(*roles: str, **changes: Any) -> Agent:
    """Give an agent with a confirmed second factor; an agent of Revenu Québec when no role is named."""
    user = make_user(Portal.AGENTS, **changes)
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles or (AgentRole.AGENT,)])
    AgentDevice.objects.create(user=user, name="TOTP", key=KEY)
    return agent_of(user)


def sign_in_agent(client: Client, agent: Agent) -> User:
    """Open a session as after the password and the second factor."""
    client.force_login(agent.user)
    session = client.session
    session["otp_device_id"] = AgentDevice.objects.get(user=agent.user).persistent_id
    session[STARTED] = session[SEEN] = timezone.now().isoformat()  # a session under way, not its first page
    session.save()
    return agent.user
