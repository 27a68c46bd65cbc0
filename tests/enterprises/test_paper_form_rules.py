"""When a signed paper is needed, what makes one good, when it is late: every case."""

from datetime import date, timedelta
from itertools import product

import pytest

from enterprises.models import Enterprise, PaperForm, Registration
from enterprises.rules.paper_forms import (
    PROCESSED_WITHIN,
    designation_is_pending,
    is_awaited,
    is_overdue,
    refusal_code_of,
)
from enterprises.states import PAPER_FORM_MOVES, PaperFormKind, PaperFormState, RegistrationState

DAY = date(2026, 11, 23)


@pytest.mark.parametrize("by_mandate", [True, False])
@pytest.mark.parametrize("state", PaperFormState)
def test_a_mandate_waits_for_its_designation(by_mandate: bool, state: str) -> None:
    assert designation_is_pending(by_mandate=by_mandate, states=set()) == by_mandate
    expected = by_mandate and state != PaperFormState.PROCESSED
    assert designation_is_pending(by_mandate=by_mandate, states={state}) == expected


@pytest.mark.parametrize(("is_legible", "is_signed", "by_representative"), list(product([True, False], repeat=3)))
def test_the_first_fault_names_the_refusal(is_legible: bool, is_signed: bool, by_representative: bool) -> None:
    code = refusal_code_of(is_signed=is_signed, signatory_is_representative=by_representative, is_legible=is_legible)
    faults = [("illegible", is_legible), ("unsigned", is_signed), ("wrong_signatory", by_representative)]
    assert code == next((fault for fault, holds in faults if not holds), "")


@pytest.mark.parametrize("is_legacy", [True, False])
def test_a_lew4_is_awaited_from_clic_revenu_enterprises_only(is_legacy: bool) -> None:
    assert is_awaited(PaperForm(kind=PaperFormKind.LEW4, enterprise=Enterprise(is_legacy=is_legacy))) == is_legacy


@pytest.mark.parametrize("state", RegistrationState)
def test_a_designation_is_awaited_while_its_registration_waits(state: str) -> None:
    form = PaperForm(kind=PaperFormKind.DESIGNATION, enterprise=Enterprise(), registration=Registration(state=state))
    assert is_awaited(form) == (state == RegistrationState.SUBMITTED)
    assert not is_awaited(PaperForm(kind=PaperFormKind.DESIGNATION, enterprise=Enterprise()))


@pytest.mark.parametrize("state", PaperFormState)
@pytest.mark.parametrize("days", [0, 10, 11])
def test_a_received_form_is_late_after_ten_days(state: str, days: int) -> None:
    late = is_overdue(state=state, received_on=DAY - timedelta(days=days), on=DAY)
    assert late == (state == PaperFormState.RECEIVED and days > PROCESSED_WITHIN.days)
    assert not is_overdue(state=state, received_on=None, on=DAY)


@pytest.mark.parametrize(("current", "target"), list(product(PaperFormState, PaperFormState)))
def test_a_form_moves_only_through_its_table(current: str, target: str) -> None:
    moves = {
        ("to_send", "received"),
        ("received", "processed"),
        ("received", "refused"),
        ("refused", "received"),
    }
    assert PAPER_FORM_MOVES.allows(current, target) == ((current, target) in moves)
