"""The gate of a service for individuals: one account opens them all, one page for each reason not to go on."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.states import Portal, UserState
from citizens.models import IdentityProof
from citizens.rules.access import Reason, may_open
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from ministry_services.models import OnlineService
from ministry_services.states import ServiceState
from tests.citizens.identity_road import WRONG_NOTICE, address, prove, send, signed_in, text, walk_to_notice
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_rse
from tests.factories.persons import make_registered_person

pytestmark = pytest.mark.django_db


def citizen_service(**changes: Any) -> OnlineService:
    return make_service(portal=Portal.CITIZENS, **changes)


def gate(service: OnlineService) -> str:
    return address("service-access", slug=service.slug)


@pytest.mark.parametrize(
    ("user", "service", "proof", "reason"),
    [
        ({}, {}, None, Reason.ALLOWED),
        ({}, {"needs_identity_proof": True}, IdentityProof(), Reason.ALLOWED),
        ({}, {"needs_identity_proof": True}, None, Reason.PROOF_NEEDED),
        ({}, {"needs_identity_proof": True, "state": ServiceState.CLOSED}, None, Reason.SERVICE_CLOSED),
        ({}, {"state": ServiceState.MAINTENANCE}, None, Reason.SERVICE_CLOSED),
        ({}, {"portal": Portal.ENTERPRISES}, None, Reason.OTHER_PORTAL),
        ({"portal": Portal.ENTERPRISES}, {}, None, Reason.OTHER_PORTAL),
        ({"portal": Portal.AGENTS}, {}, None, Reason.OTHER_PORTAL),
        ({"state": UserState.PENDING}, {}, None, Reason.ACCOUNT_NOT_ACTIVE),
        ({"state": UserState.CLOSING}, {}, IdentityProof(), Reason.ACCOUNT_NOT_ACTIVE),
    ],
)
def test_one_rule_decides_with_a_reason(
    user: dict[str, Any], service: dict[str, Any], proof: IdentityProof | None, reason: Reason
) -> None:
    person = User(**({"portal": Portal.CITIZENS, "state": UserState.ACTIVE} | user))
    wanted = OnlineService(**({"portal": Portal.CITIZENS} | service))
    decision = may_open(person, wanted, proof=proof)
    assert (decision.reason, decision.allowed) == (reason, reason == Reason.ALLOWED)


def test_the_catalogue_leads_a_citizens_service_to_its_gate(client: Client) -> None:
    service = citizen_service()
    assert client.get(f"/fr/services/{service.slug}/acces/")["Location"] == gate(service)


def test_a_visitor_signs_in_and_comes_back(client: Client) -> None:
    service = citizen_service()
    assert client.get(gate(service))["Location"] == f"{address('sign-in')}?next={gate(service).replace('/', '%2F')}"


def test_the_service_says_who_is_recognised(client: Client, django_assert_num_queries: Any) -> None:
    service = citizen_service(address="")
    user = signed_in(client, first_name="Marie-Ève", last_name="O'Neil")
    with django_assert_num_queries(4):  # session, account, service, proof
        shown = text(client.get(gate(service)))
    assert "Marie-Ève O&#x27;Neil" in shown
    assert user.user_code in shown
    assert "n’a pas encore donné l’adresse de ce service" in shown
    assert "non prouvée; ce service ne le demande pas" in shown


def test_the_gate_leads_to_the_address_of_the_service(client: Client) -> None:
    service = citizen_service(address="https://ministere.example/pesticides")
    signed_in(client)
    assert client.get(gate(service))["Location"] == "https://ministere.example/pesticides"


def test_from_a_form_of_ours_the_way_goes_over_a_page(client: Client) -> None:
    """Chromium holds every redirect after a form to `form-action 'self'`: the sign-in leads here."""
    service = citizen_service(address="https://ministere.example/pesticides")
    signed_in(client)
    shown = client.get(gate(service), headers={"Sec-Fetch-Site": "same-origin"})
    assert shown.status_code == 200
    assert 'http-equiv="refresh" content="0;url=https://ministere.example/pesticides"' in text(shown)
    assert 'href="https://ministere.example/pesticides"' in text(shown)


def test_a_service_that_needs_it_leads_to_the_proof_and_back(client: Client) -> None:
    service = citizen_service(needs_identity_proof=True, address="")
    make_registered_person()
    signed_in(client)
    answer = client.get(gate(service))
    assert answer["Location"] == f"{address('proof')}?next={gate(service).replace('/', '%2F')}"
    client.get(answer["Location"])
    back = client.get(prove(client)["Location"])
    assert back["Location"] == gate(service)
    shown = text(client.get(gate(service)))
    assert "Personne reconnue" in shown
    assert "prouvée le" in shown


def test_the_good_news_waits_for_a_page_that_stays(client: Client) -> None:
    service = citizen_service(needs_identity_proof=True)
    make_registered_person()
    signed_in(client)
    client.get(client.get(gate(service))["Location"])
    client.get(prove(client)["Location"])
    passing = text(client.get(gate(service), headers={"Sec-Fetch-Site": "same-origin"}))
    assert "Votre identité est prouvée" not in passing
    assert "Votre identité est prouvée, pour tous les services" in text(client.get(address("home")))


def test_the_language_of_the_way_is_the_language_of_the_end(client: Client) -> None:
    service = citizen_service(needs_identity_proof=True)
    make_registered_person()
    signed_in(client)
    client.get(client.get(gate(service))["Location"])
    kept = prove(client)["Location"]
    assert client.get(kept.replace("/fr/", "/en/"))["Location"] == gate(service).replace("/fr/", "/en/")


def test_a_blocked_check_is_told_at_the_gate(client: Client) -> None:
    service = citizen_service(needs_identity_proof=True)
    make_registered_person()
    signed_in(client)
    client.get(client.get(gate(service))["Location"])
    walk_to_notice(client)
    for _turn in range(3):
        send(client, "identity-notice", notice_number=WRONG_NOTICE)
    assert client.get(gate(service))["Location"] == address("identity-refused")


def test_a_closed_service_is_told_before_any_proof_is_asked(client: Client) -> None:
    service = citizen_service(needs_identity_proof=True, state=ServiceState.CLOSED)
    signed_in(client)
    answer = client.get(gate(service))
    assert answer.status_code == 200
    assert "Ce service est fermé pour le moment" in text(answer)


def test_a_session_of_the_other_portal_is_told_so(client: Client) -> None:
    service = citizen_service()
    client.force_login(make_rse().user)
    client.get("/fr/messages/")
    answer = client.get(gate(service))
    assert answer.status_code == 403
    assert "Ce service utilise l’autre portail" in text(answer)


def test_a_service_of_enterprises_has_no_gate_here(client: Client) -> None:
    signed_in(client)
    assert client.get(gate(make_service())).status_code == 404
    assert client.get(address("service-access", slug="inconnu")).status_code == 404


def test_a_proof_serves_every_service(client: Client) -> None:
    first, second = (citizen_service(needs_identity_proof=True) for _turn in range(2))
    person = make_registered_person()
    user = signed_in(client)
    keep_proof(user, reference=person.reference, method=ProofMethod.LETTER, by=user, now=timezone.now())
    assert all(client.get(gate(service))["Location"] == service.address for service in (first, second))
