"""Memberships say whether the LEW-4 form is still awaited."""

import pytest

from enterprises.models import PaperForm
from enterprises.queries.members import membership_of
from enterprises.states import PaperFormKind, PaperFormState
from tests.factories.enterprises import make_enterprise, make_rse

PROCESSED = PaperFormState.PROCESSED


@pytest.mark.django_db
@pytest.mark.parametrize("is_legacy", [True, False])
@pytest.mark.parametrize(
    ("kind", "state"),
    [(None, None), (PaperFormKind.DESIGNATION, PROCESSED), *((PaperFormKind.LEW4, state) for state in PaperFormState)],
)
def test_a_clic_revenu_enterprise_waits_for_its_lew4(is_legacy: bool, kind: str | None, state: str | None) -> None:
    rse = make_rse(make_enterprise(is_legacy=is_legacy))
    if kind and state:
        PaperForm.objects.create(enterprise=rse.enterprise, kind=kind, state=state, reference="LEW-2026-TEST-0001")
    expected = is_legacy and (kind, state) != (PaperFormKind.LEW4, PROCESSED)
    member = membership_of(rse.user)
    assert member is not None
    assert member.lew4_pending == expected
