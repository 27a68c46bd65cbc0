"""Two persons for what is live. Pure: no query, no clock."""

from collections.abc import Mapping
from typing import Any

# What ends what people had already agreed to when some of it goes; anything else lets them go on.
_TAKES_AWAY = ("services", "scopes")
# Another sector knows the same people, and their sessions, by other names.
_NAMES = ("sector",)


def may_decide(*, proposed_by: object, agent: object) -> bool:
    """Say whether this agent may publish or refuse a proposal: never the one who wrote it, in whatever role."""
    return proposed_by is None or proposed_by != agent


def may_withdraw(*, proposed_by: object, agent: object) -> bool:
    return proposed_by is not None and proposed_by == agent


def changed_names(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Give the names of what differs, in the order of `after`."""
    return [name for name in after if name not in before or before[name] != after[name]]


def takes_away(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether an application loses a service or a scope, or leaves its sector: what it holds already must end."""
    if any(before.get(name) != after.get(name) for name in _NAMES):
        return True
    return any(set(before.get(name, ())) - set(after.get(name, ())) for name in _TAKES_AWAY)
