"""An agent at the desk: an account of the portal A and the roles it holds."""

from dataclasses import dataclass

from accounts.models import User
from accounts.states import AgentRole


@dataclass(frozen=True)
class Agent:
    """Who acts at the desk. Services take it as `by`, check its roles and write `by.user` in the journal."""

    user: User
    roles: frozenset[str]

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_supervisor(self) -> bool:
        return AgentRole.SUPERVISOR in self.roles


def agent_of(user: User) -> Agent:
    """Give the agent behind an account, its roles read now (one query)."""
    return Agent(user=user, roles=frozenset(user.groups.values_list("name", flat=True)))
