"""Tokens that say for which enterprise somebody acts, as long as they may."""

import logging
from typing import Any

import pytest

from enterprises.models import Member, ServiceEnrolment
from enterprises.states import EnrolmentState
from ministry_services.models import AccessToken, Authorization, RelyingParty
from ministry_services.signing import verify_own
from tests.factories.authorizations import make_authorization, make_code, make_tokens
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_rse
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.programs import redeem, refresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def farm() -> Member:
    return make_rse(make_enterprise(name="Ferme du Ruisseau inc."))


@pytest.fixture
def client(farm: Member) -> RelyingParty:
    service = make_service()
    make_enrolment(farm, service, state=EnrolmentState.ACTIVE)
    return make_relying_party(service)


@pytest.fixture
def authorization(client: RelyingParty, farm: Member) -> Authorization:
    acting_for = {"member": str(farm.pk), "enterprise": str(farm.enterprise_id)}
    return make_authorization(client, user=farm.user, acting_for=acting_for)


def test_the_answer_and_the_id_token_name_the_enterprise(
    client: RelyingParty, authorization: Authorization, farm: Member
) -> None:
    answer = redeem(client, make_code(authorization)).json()
    (detail,) = answer["authorization_details"]
    assert (detail["type"], detail["enterprise"]["neq"]) == ("service_access", farm.enterprise.neq)
    claims = verify_own(answer["id_token"])
    assert claims is not None
    assert claims["authorization_details"] == [detail]
    assert refresh(client, answer["refresh_token"]).json()["authorization_details"] == [detail]


def test_a_refresh_for_an_enterprise_takes_one_statement_more(
    client: RelyingParty, authorization: Authorization, django_assert_num_queries: Any
) -> None:
    _access_token, refresh_token = make_tokens(authorization)
    with django_assert_num_queries(5):  # two of them open and close the savepoint of the test
        assert refresh(client, refresh_token).status_code == 200


def test_an_enrolment_that_is_over_ends_the_authorization(client: RelyingParty, authorization: Authorization) -> None:
    _access_token, refresh_token = make_tokens(authorization)
    ServiceEnrolment.objects.update(state=EnrolmentState.DEACTIVATED)
    assert refresh(client, refresh_token).json()["error"] == "invalid_grant"
    authorization.refresh_from_db()
    assert authorization.ended_at is not None
    ServiceEnrolment.objects.update(state=EnrolmentState.ACTIVE)
    assert refresh(client, refresh_token).json()["error"] == "invalid_grant"
    assert AccessToken.objects.count() == 1


def test_no_log_holds_a_token(
    client: RelyingParty, authorization: Authorization, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = make_code(authorization)
    first = redeem(client, code).json()
    refresh(client, first["refresh_token"])
    told = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    secrets = {code, client.secret, first["access_token"], first["refresh_token"], first["id_token"]}
    assert [secret for secret in secrets if secret in told] == []
