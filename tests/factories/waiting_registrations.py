"""Registrations that were transmitted and wait for an agent, known to the register with the stock secrets."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.states import UserState
from enterprises.legal_forms import LegalForm
from enterprises.models import Registration, Representative
from enterprises.states import EnterpriseState, MemberState, RegistrationState, SecretKind
from tests.factories.enterprises import make_enterprise, make_rse, make_user
from tests.factories.register import make_registered
from tests.factories.secrets import ACCESS_CODE, INVITATION_NUMBER, NOTICE_NUMBER, QST_AMOUNTS, SOURCE_DEDUCTION

RIGHT: dict[str, Any] = {
    SecretKind.QST_PAYMENTS: QST_AMOUNTS,
    SecretKind.ACCESS_CODE: ACCESS_CODE,
    SecretKind.INVITATION_NUMBER: INVITATION_NUMBER,
    SecretKind.SOURCE_DEDUCTION: SOURCE_DEDUCTION,
    SecretKind.NOTICE_NUMBER: NOTICE_NUMBER,
}
WRONG: dict[str, Any] = {
    SecretKind.QST_PAYMENTS: ("1,00", "2,00"),
    SecretKind.ACCESS_CODE: "111111",
    SecretKind.INVITATION_NUMBER: "AUTRE1",
    SecretKind.SOURCE_DEDUCTION: "3,00",
    SecretKind.NOTICE_NUMBER: "ABCDEFGHJKL",
}
_numbers: Iterator[int] = count(1)


def make_waiting_registration(*, register_status: str = "active", days: int = 1, **changes: Any) -> Registration:
    """Give a transmitted registration, with its enterprise, its RSE and its representative."""
    registered = make_registered(RIGHT, status=register_status)
    numbers = {"neq": registered.neq, "rq_number": registered.rq_number}
    enterprise = make_enterprise(**numbers, name=registered.name, state=EnterpriseState.PENDING)
    user = make_user(state=UserState.PENDING)
    make_rse(enterprise, user=user, state=MemberState.CREATED)
    person = {"first_name": "Odile", "last_name": "O’Neil", "phone": "4185550123"}
    function = changes.get("representative_function", "president")
    Representative.objects.create(enterprise=enterprise, **person, function=function, email="ra@exemple.ca")
    values: dict[str, Any] = {
        "reference": f"INS-2026-TEST-{next(_numbers):04d}",
        "state": RegistrationState.SUBMITTED,
        "enterprise": enterprise,
        "rse_user": user,
        "legal_form": LegalForm.CORPORATION,
        **numbers,
        "known_to_register": True,
        "details_confirmed": True,
        "name": registered.name,
        "representative_first_name": "Odile",
        "representative_last_name": "O’Neil",
        "representative_function": "president",
        "representative_phone": "4185550123",
        "representative_email": "ra@exemple.ca",
        "rse_is_representative": False,
        "rse_first_name": "Luc",
        "rse_last_name": "Tremblay",
        "rse_phone": "4185550124",
        "rse_email": "rse@exemple.ca",
        "user_code": user.user_code,
        "contact_by": "email",
        "submitted_at": timezone.now() - timedelta(days=days),
        **changes,
    }
    return Registration.objects.create(**values)
