"""Tables of legal state changes: a state moves only through its table."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.errors import DomainError

State = TypeVar("State", bound=str)


class IllegalMove(DomainError):
    code = "state.illegal_move"
    message = _("L’état de ce dossier ne permet plus cette action. Actualisez la page pour voir où il en est.")


class Moves:
    """From each state, the states it may become. A state with no way out maps to an empty set."""

    def __init__(self, table: Mapping[State, Iterable[State]]) -> None:
        self.table: dict[str, frozenset[str]] = {state: frozenset(targets) for state, targets in table.items()}
        unknown = frozenset().union(*self.table.values()) - self.table.keys()
        if unknown:
            raise ValueError(f"Targets that are not states of the table: {sorted(unknown)}")

    def allows(self, current: str, target: str) -> bool:
        return target in self.table.get(current, frozenset())

    def check(self, current: str, target: State) -> State:
        """Give back `target`; raise IllegalMove unless the table holds the move, staying in place included."""
        if not self.allows(current, target):
            raise IllegalMove
        return target
