"""When a signed paper is needed, what makes one good, and how long its processing may take."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from enterprises.rules.successions import may_succeed
from enterprises.states import PaperFormKind, PaperFormRefusal, PaperFormState, RegistrationState

if TYPE_CHECKING:
    from enterprises.models import PaperForm

PROCESSED_WITHIN = timedelta(days=10)  # no source gives a delay; the desk shows in words what waits longer


def designation_is_pending(*, by_mandate: bool, states: Collection[str]) -> bool:
    """A representative by mandate sends the signed designation before any activation (domain.md 1.4)."""
    return by_mandate and PaperFormState.PROCESSED not in states


def is_awaited(paper_form: "PaperForm") -> bool:
    """Say whether the desk has a use for this paper: a Clic Revenu or orphaned enterprise's, an open registration's."""
    if paper_form.kind == PaperFormKind.LEW4:
        return paper_form.enterprise.is_legacy
    if paper_form.kind == PaperFormKind.SUCCESSION:
        return may_succeed(enterprise_state=paper_form.enterprise.state)
    return paper_form.registration is not None and paper_form.registration.state == RegistrationState.SUBMITTED


def refusal_code_of(*, is_signed: bool, signatory_is_representative: bool, is_legible: bool) -> str:
    """Give the first reason for which this paper cannot be accepted, or nothing."""
    if not is_legible:
        return PaperFormRefusal.ILLEGIBLE
    if not is_signed:
        return PaperFormRefusal.UNSIGNED
    return "" if signatory_is_representative else PaperFormRefusal.WRONG_SIGNATORY


def needs_second_agent(*, kind: str, by_setting: bool) -> bool:
    """Two agents name another RSE, always; the other papers follow the setting."""
    return by_setting or kind == PaperFormKind.SUCCESSION


def is_overdue(*, state: str, received_on: date | None, on: date) -> bool:
    """Say whether a received paper has waited longer than it should."""
    return state == PaperFormState.RECEIVED and received_on is not None and on - received_on > PROCESSED_WITHIN
