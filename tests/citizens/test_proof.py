"""The proof of an account that exists: there and back, once, told where it is blocked."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Throttle
from accounts.states import Portal
from citizens.identity_check import COOKIE
from citizens.models import IdentityProof
from citizens.services.identity import keep_proof
from citizens.services.tries import identity_blocked_until
from citizens.states import ProofMethod
from tests.citizens.identity_road import (
    WRONG_NOTICE,
    address,
    begin_proof,
    prove,
    send,
    signed_in,
    text,
    walk_to_notice,
)
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_rse
from tests.factories.persons import make_registered_person

pytestmark = pytest.mark.django_db
SERVICES = "/fr/services/"


def test_a_visitor_signs_in_first(client: Client) -> None:
    answer = begin_proof(client)
    assert answer["Location"].startswith(address("sign-in"))


def test_a_session_of_the_other_portal_is_told_so(client: Client) -> None:
    client.force_login(make_rse().user)
    client.get("/fr/messages/")
    answer = begin_proof(client)
    assert answer.status_code == 403
    assert "Ce service utilise l’autre portail" in text(answer)
    assert COOKIE.name not in client.cookies


def test_once_proven_the_person_goes_back_where_it_was_asked(client: Client) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client, target=SERVICES)
    answer = client.get(prove(client)["Location"])
    assert answer["Location"] == SERVICES
    assert client.cookies[COOKIE.name].value == ""
    assert "Votre identité est prouvée" in text(client.get(SERVICES))


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "/agents/", "/fr/agents/"])
def test_no_other_site_is_ever_led_to(client: Client, target: str) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client, target=target)
    shown = client.get(prove(client)["Location"])
    assert shown.status_code == 200
    assert "Votre identité est prouvée" in text(shown)


def test_an_account_that_is_proven_goes_on_at_once(client: Client) -> None:
    person = make_registered_person()
    user = signed_in(client)
    keep_proof(user, reference=person.reference, method=ProofMethod.NOTICE, by=user, now=timezone.now())
    assert begin_proof(client, target=SERVICES)["Location"] == SERVICES
    assert begin_proof(client)["Location"] == address("proof-kept")
    assert client.get(address("proof-kept")).status_code == 200


def test_nothing_is_proven_by_asking_for_the_last_page(client: Client) -> None:
    user = signed_in(client)
    assert client.get(address("proof-kept"))["Location"] == address("proof")
    assert not IdentityProof.objects.filter(user=user).exists()


def test_a_block_follows_the_account_into_another_browser(client: Client) -> None:
    make_registered_person()
    user = signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    for _turn in range(3):
        send(client, "identity-notice", notice_number=WRONG_NOTICE)
    until = identity_blocked_until(user, now=timezone.now())
    assert until is not None
    assert timedelta(hours=23, minutes=59) < until - timezone.now() <= timedelta(hours=24)
    elsewhere = Client()
    elsewhere.force_login(user)
    elsewhere.get("/fr/messages/")
    assert begin_proof(elsewhere)["Location"] == address("identity-refused")
    assert "Les essais sont bloqués jusqu’au" in text(elsewhere.get(address("identity-refused")))
    assert identity_blocked_until(user, now=timezone.now() + timedelta(hours=25)) is None


def test_who_is_not_blocked_has_no_such_page(client: Client, django_assert_num_queries: Any) -> None:
    user = signed_in(client)
    with django_assert_num_queries(1):
        assert identity_blocked_until(user, now=timezone.now()) is None
    assert client.get(address("identity-refused"))["Location"] == "/fr/"


def test_a_proof_ends_the_block(client: Client) -> None:
    person = make_registered_person()
    user = signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    for _turn in range(3):
        send(client, "identity-notice", notice_number=WRONG_NOTICE)
    keep_proof(user, reference=person.reference, method=ProofMethod.LETTER, by=user, now=timezone.now())
    assert identity_blocked_until(user, now=timezone.now()) is None
    assert Throttle.objects.filter(blocked_until__isnull=False).count() == 1  # of the number, from here


def test_the_other_ways_lead_back_to_the_service_one_came_from(client: Client) -> None:
    public = text(client.get(address("identity-other-ways")))
    assert "La lettre se demande au moment de prouver votre identité" in public
    service = make_service(portal=Portal.CITIZENS, needs_identity_proof=True)
    signed_in(client)
    client.get(client.get(address("service-access", slug=service.slug))["Location"])
    shown = text(client.get(address("identity-other-ways")))
    assert f'href="/fr/services/{service.slug}/"' in shown
    assert f'href="{address("letter")}"' in shown
