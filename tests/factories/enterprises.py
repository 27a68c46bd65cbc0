"""Enterprises and their people, in a state a test can start from."""

from typing import Any

from accounts.models import User
from accounts.states import Portal, UserState
from enterprises.legal_forms import LegalForm
from enterprises.models import Enterprise, Member
from enterprises.rules.members import sorted_name
from enterprises.states import EnterpriseState, MemberRole, MemberState
from tests.factories.identifiers import next_neq, next_rq_number
from tests.factories.secrets import PASSWORD

_codes = iter(range(1000, 10_000))


def make_user(portal: str = Portal.ENTERPRISES, **changes: Any) -> User:
    code = changes.pop("user_code", f"KLMT{next(_codes)}")
    values: dict[str, Any] = {
        "portal": portal,
        "user_code": code,
        "username": f"{portal}:{code}",
        "state": UserState.ACTIVE,
        "first_name": "Odile",
        "last_name": "O’Neil",
        "email": f"{code.lower()}@exemple.ca",
        **changes,
    }
    user = User(**values)
    user.set_password(PASSWORD)
    user.save(force_insert=True)
    return user


def make_enterprise(**changes: Any) -> Enterprise:
    values: dict[str, Any] = {
        "neq": next_neq(),
        "rq_number": next_rq_number(),
        "name": "Ferme du Ruisseau inc.",
        "legal_form": LegalForm.CORPORATION,
        "address_line": "12, rang du Ruisseau",
        "city": "Saint-Anselme",
        "province": "QC",
        "postal_code": "G0R 2N0",
        "state": EnterpriseState.ACTIVE,
        **changes,
    }
    return Enterprise.objects.create(**values)


def make_member(enterprise: Enterprise | None = None, role: str = MemberRole.RSE, **changes: Any) -> Member:
    user = changes.pop("user", None) or make_user()
    state = changes.pop("state", MemberState.ACTIVE)
    name = sorted_name(user.first_name, user.last_name, user_code=user.user_code)
    return Member.objects.create(
        enterprise=enterprise or make_enterprise(),
        user=user,
        role=role,
        state=state,
        **{"sorted_name": name, **changes},
    )


def make_rse(enterprise: Enterprise | None = None, **changes: Any) -> Member:
    return make_member(enterprise, MemberRole.RSE, **changes)
