"""When the representative may name another RSE through agents (screens.md §17, « Last RSE gone »)."""

from dataclasses import dataclass

from accounts.reasons import name_reasons
from enterprises.states import EnterpriseState, FormerRses, MemberState, PaperFormState, SuccessionReason

# « Autre raison » and « Départ » are codes of other lists as well.
_JOURNALLED = "succession."
name_reasons(SuccessionReason, prefix=_JOURNALLED)

# What a paper in the agents' hands or processed says is not written over.
_WITH_THE_ENTERPRISE = (PaperFormState.TO_SEND, PaperFormState.REFUSED)
_TOUCHED = {
    FormerRses.KEPT: (),
    FormerRses.SUSPENDED: (MemberState.CREATED, MemberState.ACTIVE),
    FormerRses.REVOKED: (MemberState.CREATED, MemberState.ACTIVE, MemberState.SUSPENDED),
}


@dataclass(frozen=True)
class Successor:
    """What the agent notes of the designation before the paper is printed."""

    reason: str
    former_rses: str
    first_name: str
    last_name: str
    email: str
    phone: str
    language: str


def may_succeed(*, enterprise_state: str) -> bool:
    """Only an active enterprise gets another RSE: a suspended one stays shut, a pending one has its registration."""
    return enterprise_state == EnterpriseState.ACTIVE


def journalled(reason: str) -> str:
    """Give the code under which the journal records why."""
    return f"{_JOURNALLED}{reason}"


def may_prepare_again(*, paper_state: str) -> bool:
    return paper_state in _WITH_THE_ENTERPRISE


def is_touched(*, former_rses: str, state: str) -> bool:
    """Say whether the file of an RSE of before is suspended or revoked by the designation."""
    return state in _TOUCHED[FormerRses(former_rses)]
