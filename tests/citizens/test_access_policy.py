"""What the provider is told of the right of a person to a service for citizens."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from accounts.states import Portal, UserState
from citizens.access_policy import CitizenAccess
from citizens.models import RegisteredPerson
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from ministry_services.access_policy import Access
from ministry_services.models import OnlineService
from ministry_services.states import ServiceState
from tests.factories.enrolments import make_service
from tests.factories.persons import make_registered_person
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
POLICY = CitizenAccess()


def proven(user: User) -> User:
    keep_proof(user, reference=make_registered_person().reference, method=ProofMethod.NOTICE, by=user, now=NOW)
    return user


def decisions(user: User, service: OnlineService) -> set[tuple[bool, str]]:
    """Each of the three ways to ask."""
    request = RequestFactory().get("/")
    request.user = user
    asked: list[Access] = [
        POLICY.entering(request, service, enterprise="", now=NOW),
        POLICY.current(user, service, {}, subject="sujet", now=NOW),
        POLICY.between(user, service, enterprise="", now=NOW),
    ]
    assert all((access.details, access.actor, access.acting_for) == (None, None, {}) for access in asked)
    return {(access.allowed, access.reason) for access in asked}


def citizen_service(**changes: Any) -> OnlineService:
    return make_service(**{"portal": Portal.CITIZENS, **changes})


def test_an_account_opens_a_service_and_some_ask_for_a_proof() -> None:
    user, proving = make_person(), citizen_service(needs_identity_proof=True)
    assert decisions(user, citizen_service()) == {(True, "allowed")}
    assert decisions(user, proving) == {(False, "proof_needed")}
    assert decisions(proven(user), proving) == {(True, "allowed")}


def test_a_proof_of_somebody_else_proves_nothing() -> None:
    proven(make_person())
    assert decisions(make_person(), citizen_service(needs_identity_proof=True)) == {(False, "proof_needed")}


@pytest.mark.parametrize(
    ("user", "service", "reason"),
    [
        ({"state": UserState.SUSPENDED}, {}, "account_not_active"),
        ({"state": UserState.CLOSING}, {}, "account_not_active"),
        ({}, {"state": ServiceState.CLOSED}, "service_closed"),
        ({}, {"portal": Portal.ENTERPRISES}, "other_portal"),
    ],
)
def test_what_stands_in_the_way_is_named(user: dict[str, Any], service: dict[str, Any], reason: str) -> None:
    assert decisions(make_person(**user), citizen_service(**service)) == {(False, reason)}


def test_a_decision_costs_one_query_or_none(django_assert_num_queries: Any) -> None:
    user, plain, proving = proven(make_person()), citizen_service(), citizen_service(needs_identity_proof=True)
    for service, queries in ((plain, 0), (proving, 1)):
        with django_assert_num_queries(queries):
            assert POLICY.current(user, service, {}, subject="sujet", now=NOW).allowed


def test_the_scope_identity_says_whether_and_how_and_never_a_number() -> None:
    user = make_person()
    assert POLICY.claims(user, scope=frozenset({"openid", "profile"})) == {}
    assert POLICY.claims(user, scope=frozenset({"identity"})) == {"identity_verified": False}
    assert POLICY.claims(proven(user), scope=frozenset({"identity"})) == {
        "identity_verified": True,
        "identity_verified_at": int(NOW.timestamp()),
        "identity_method": "notice",
    }


def test_the_name_of_a_proven_person_is_the_registers_own() -> None:
    user = proven(make_person())
    told = {"name": "Marie-Ève O'Neil", "given_name": "Marie-Ève", "family_name": "O'Neil"}
    assert POLICY.claims(user, scope=frozenset({"openid", "profile"})) == told
    RegisteredPerson.objects.all().delete()
    assert POLICY.claims(user, scope=frozenset({"profile"})) == {}


def test_a_register_that_does_not_answer_keeps_nobody_out() -> None:
    user = proven(make_person())
    RegisteredPerson.objects.update(sealed_file=b"v1.broken")
    assert POLICY.claims(user, scope=frozenset({"profile"})) == {}
