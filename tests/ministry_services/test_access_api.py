"""The live check: a decision without a reason, the same for a stranger; and its description, held against it."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.states import Portal, UserState
from enterprises.states import EnrolmentState
from ministry_services.digests import new_secret
from ministry_services.models import AccessCheckWindow, OnlineService, PairwiseSubject, RelyingParty
from ministry_services.states import ClientAuthentication, ServiceState
from tests.factories.authorizations import make_citizen_client
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_rse, make_user
from tests.factories.relying_parties import client_key, make_relying_party, make_signing_relying_party
from tests.ministry_services.programs import assertion, basic

pytestmark = pytest.mark.django_db


def ask(client: RelyingParty, *, authorization: str = "", **query: Any) -> HttpResponse:
    response = Client().get("/api/v1/access", query, headers={"Authorization": authorization or basic(client)})
    assert not response.cookies
    assert_described(response)
    return response


def known_person(client: RelyingParty, **values: Any) -> PairwiseSubject:
    user = make_user(portal=Portal.CITIZENS, **values)
    return PairwiseSubject.objects.create(user=user, sector=client.sector, subject=new_secret())


def service_of(client: RelyingParty) -> OnlineService:
    service: OnlineService = client.services.get()
    return service


def test_a_person_with_the_right_is_allowed() -> None:
    client = make_citizen_client()
    person = known_person(client)
    response = ask(client, sub=person.subject, service=service_of(client).slug)
    assert (response.status_code, response.json()) == (200, {"decision": "ALLOWED"})
    assert response.headers["Cache-Control"] == "no-store"


def _refusals() -> Iterator[Any]:
    def unknown(client: RelyingParty, person: PairwiseSubject) -> str:
        return new_secret()

    def of_another_sector(client: RelyingParty, person: PairwiseSubject) -> str:
        person.sector = "un-autre"
        person.save(update_fields=["sector"])
        return person.subject

    def suspended(client: RelyingParty, person: PairwiseSubject) -> str:
        person.user.state = UserState.SUSPENDED
        person.user.save(update_fields=["state"])
        return person.subject

    def without_proof(client: RelyingParty, person: PairwiseSubject) -> str:
        client.services.update(needs_identity_proof=True)
        return person.subject

    def closed(client: RelyingParty, person: PairwiseSubject) -> str:
        client.services.update(state=ServiceState.CLOSED)
        return person.subject

    yield from (unknown, of_another_sector, suspended, without_proof, closed)


@pytest.mark.parametrize("refused", list(_refusals()))
def test_every_other_answer_is_the_same_and_costs_the_same(refused: Any) -> None:
    client = make_citizen_client()
    person = known_person(client)
    slug = service_of(client).slug
    ask(client, sub=person.subject, service=slug)
    with CaptureQueriesContext(connection) as allowed:
        ask(client, sub=person.subject, service=slug)
    needs_proof = refused.__name__ == "without_proof"
    subject = refused(client, person)
    with CaptureQueriesContext(connection) as other:
        response = ask(client, sub=subject, service=slug)
    assert (response.status_code, response.json()) == (200, {"decision": "DISALLOWED"})
    assert len(other) - needs_proof == len(allowed) == 4


def test_an_unknown_person_costs_what_a_known_one_costs_where_a_proof_is_asked() -> None:
    client = make_relying_party(make_service(portal=Portal.CITIZENS, needs_identity_proof=True))
    slug = service_of(client).slug
    counts = []
    for subject in (known_person(client).subject, new_secret()):
        with CaptureQueriesContext(connection) as asked:
            assert ask(client, sub=subject, service=slug).json() == {"decision": "DISALLOWED"}
        counts.append(len(asked))
    assert counts == [5, 5]


def test_a_service_of_another_application_is_not_answered() -> None:
    client = make_citizen_client()
    person = known_person(client)
    other = make_service(portal=Portal.CITIZENS)
    for slug in (other.slug, "n-existe-pas"):
        response = ask(client, sub=person.subject, service=slug)
        assert (response.status_code, response.json()["error"]) == (403, "unauthorized_client")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sub": "x"},
        {"service": "x"},
        {"sub": "", "service": "x"},
        {"sub": "x", "service": "x", "enterprise": "12"},
        {"sub": "x", "service": "x", "enterprise": ""},
        {"sub": "x", "service": "x", "more": "y"},
        {"sub": ["x", "y"], "service": "x"},
        {"sub": "é", "service": "x"},
        {"sub": "x\x00", "service": "x"},
        {"sub": "x" * 5_000, "service": "x"},
        {str(number): "x" for number in range(50)},
    ],
)
def test_a_malformed_question_is_refused(query: dict[str, Any]) -> None:
    response = ask(make_citizen_client(), **query)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_nobody_asks_without_proving_who_they_are() -> None:
    client = make_citizen_client()
    for header in ("Basic x", basic(client, "wrong"), "Bearer x", "Bearer é", "x" * 5_000):
        response = ask(client, authorization=header, sub="x", service="x")
        assert (response.status_code, response.json()["error"]) == (401, "invalid_client")
        assert "WWW-Authenticate" in response.headers
    assert Client().get("/api/v1/access").status_code == 401
    assert not AccessCheckWindow.objects.exists()


def test_a_client_of_any_registration_may_ask() -> None:
    by_form = make_citizen_client(authentication=ClientAuthentication.SECRET_POST)
    assert ask(by_form, sub="x", service=service_of(by_form).slug).status_code == 200
    by_key = make_signing_relying_party()
    signed = f"Bearer {assertion(by_key, client_key())}"
    assert ask(by_key, authorization=signed, sub="x", service=service_of(by_key).slug).status_code == 200
    assert ask(by_key, authorization=signed, sub="x", service=service_of(by_key).slug).status_code == 401


def test_an_application_that_asks_too_often_waits_and_no_other_does(settings: LazySettings) -> None:
    settings.ACCESS_CHECKS_PER_MINUTE = 2
    client, other = make_citizen_client(), make_citizen_client()
    slug = service_of(client).slug
    assert [ask(client, sub="x", service=slug).status_code for _ in range(3)] == [200, 200, 429]
    response = ask(client, sub="x", service=slug)
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert ask(other, sub="x", service=service_of(other).slug).status_code == 200
    AccessCheckWindow.objects.update(started_at=timezone.now() - timedelta(seconds=61))
    assert ask(client, sub="x", service=slug).status_code == 200


def test_another_method_is_refused_in_json() -> None:
    response = Client().post("/api/v1/access")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET")
    assert response.json()["error"] == "invalid_request"


def described() -> dict[str, Any]:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    document: dict[str, Any] = json.loads(response.content)
    return document


def assert_described(response: HttpResponse) -> None:
    """Hold an answer against the document: status, headers, and the shape of the body."""
    document = described()
    told = document["paths"]["/api/v1/access"]["get"]["responses"][str(response.status_code)]
    assert response.headers["Content-Type"] == "application/json"
    for name, header in told.get("headers", {}).items():
        assert not header["required"] or int(response.headers[name]) >= header["schema"]["minimum"]
    reference = told["content"]["application/json"]["schema"]["$ref"]
    schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    body = json.loads(response.content)
    assert set(schema["required"]) <= body.keys() <= schema["properties"].keys()
    for name, value in body.items():
        assert isinstance(value, str)
        assert value in schema["properties"][name].get("enum", [value])


def test_the_description_is_an_openapi_document_that_says_what_is_asked() -> None:
    document = described()
    assert document["openapi"] == "3.1.0"
    assert document.keys() >= {"info", "paths", "components"}
    operation = document["paths"]["/api/v1/access"]["get"]
    asked = {parameter["name"]: parameter for parameter in operation["parameters"]}
    assert {name: parameter["required"] for name, parameter in asked.items()} == {
        "sub": True,
        "service": True,
        "enterprise": False,
    }
    assert all(parameter["in"] == "query" for parameter in asked.values())
    assert re.search(asked["sub"]["schema"]["pattern"], new_secret())
    named = {name for requirement in document["security"] for name in requirement}
    assert named == document["components"]["securitySchemes"].keys()
    assert operation["responses"].keys() == {"200", "400", "401", "403", "429", "503"}


def test_a_right_in_the_name_of_an_enterprise_is_asked_by_its_neq() -> None:
    rse, service = make_rse(), make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    client = make_relying_party(service)
    person = PairwiseSubject.objects.create(user=rse.user, sector=client.sector, subject=new_secret())
    neq = str(rse.enterprise.neq)
    stranger = str(make_rse().enterprise.neq)

    def decision(**query: str) -> str:
        answer: str = ask(client, service=service.slug, **query).json()["decision"]
        return answer

    assert decision(sub=person.subject, enterprise=neq) == "ALLOWED"
    assert decision(sub=person.subject) == "DISALLOWED"
    assert decision(sub=person.subject, enterprise=stranger) == "DISALLOWED"
    costs = []
    for subject, enterprise in [(person.subject, stranger), (new_secret(), neq), (new_secret(), stranger)]:
        with CaptureQueriesContext(connection) as asked:
            assert decision(sub=subject, enterprise=enterprise) == "DISALLOWED"
        costs.append(len(asked))
    assert costs == [costs[0]] * 3
