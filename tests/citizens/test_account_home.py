"""The home of a person and the services that one account opens (screens.md K-01, K-02)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import VISITOR
from accounts.models import User
from accounts.services.email_changes import ask_delayed_change, take_address
from citizens.services.identity import keep_proof
from citizens.services.tries import note_block
from citizens.states import ProofMethod
from ministry_services.models import Ministry, OnlineService
from tests.factories.enterprises import make_rse
from tests.factories.messages import make_message
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db
HOME, SERVICES = "/fr/citoyens/accueil/", "/fr/citoyens/mes-services/"
WAITING, CHANGED = "Une nouvelle adresse de courriel attend", "Adresse de courriel modifiée"
BLOCKED = "Vérifications d’identité bloquées"
NEEDED, PROVEN = "Preuve d’identité demandée", "Identité prouvée"


@pytest.fixture
def person(client: Client) -> User:
    made = make_person(user_code="TREMBLAY27")
    client.force_login(made)
    return made


def make_service(number: int, *, portal: str = "C", needs_proof: bool = False) -> OnlineService:
    ministry, _made = Ministry.objects.get_or_create(
        code="essai",
        defaults={"list_label_fr": "Essai", "list_label_en": "Trial", "name_fr": "Essai", "name_en": "Trial"},
    )
    return OnlineService.objects.create(
        slug=f"service-{number}",
        ministry=ministry,
        portal=portal,
        name_fr=f"Service {number}",
        name_en=f"Service {number}",
        needs_identity_proof=needs_proof,
        order=number,
    )


def prove(person: User) -> None:
    keep_proof(person, reference=uuid4(), method=ProofMethod.NOTICE, by=person, now=timezone.now())


def shown(client: Client, address: str = HOME) -> str:
    return client.get(address).content.decode()


def test_the_home_is_where_a_person_arrives(client: Client, person: User) -> None:
    assert client.get("/fr/")["Location"] == HOME
    page = shown(client)
    for words in (
        "Mon compte",
        "TREMBLAY27",
        "C’est votre première session.",
        "0 messages non lus",
        "Pas encore prouvée",
    ):
        assert words in page.replace("message non lu", "messages non lus")
    for banner in (WAITING, CHANGED, BLOCKED):
        assert banner not in page


def test_messages_that_wait_are_counted(client: Client, person: User) -> None:
    for _turn in range(2):
        make_message(person)
    assert "2 messages non lus" in shown(client)


def test_an_address_just_changed_and_one_that_waits_are_said(client: Client, person: User) -> None:
    take_address(person, email="nouveau@exemple.ca", by=person, now=timezone.now())
    page = shown(client)
    assert (CHANGED in page, WAITING in page, "n•••@exemple.ca" in page) == (True, False, True)
    ask_delayed_change(person, email="autre@exemple.ca", by=VISITOR, now=timezone.now() + timedelta(seconds=1))
    page = shown(client)
    assert (WAITING in page, "Garder mon adresse actuelle" in page, "a•••@exemple.ca" in page) == (True, True, True)


def test_a_person_whose_identity_checks_are_blocked_learns_until_when(client: Client, person: User) -> None:
    note_block(person, now=timezone.now())
    assert BLOCKED in shown(client)


def test_one_account_opens_every_service_of_citizens_and_no_other(client: Client, person: User) -> None:
    make_service(1)
    make_service(2, needs_proof=True)
    make_service(3, portal="E")
    page = shown(client, SERVICES)
    assert "/fr/services/service-1/acces/" in page
    assert "/fr/services/service-2/acces/" in page
    assert "service-3" not in page
    assert page.count(NEEDED) == 1


def test_a_proven_account_is_asked_no_more(client: Client, person: User) -> None:
    make_service(1, needs_proof=True)
    assert NEEDED in shown(client)
    prove(person)
    assert NEEDED not in shown(client)
    page = shown(client, SERVICES)
    assert (NEEDED in page, PROVEN in page) == (False, True)
    assert "Prouvée auprès de Revenu Québec" in page


@pytest.mark.parametrize("number", [1, 30])
def test_one_service_and_thirty_cost_the_same(
    client: Client, person: User, django_assert_num_queries, number: int
) -> None:
    for order in range(number):
        make_service(order)
        make_message(person)
    client.get(HOME)
    with django_assert_num_queries(8):
        client.get(HOME)
    with django_assert_num_queries(4):
        client.get(SERVICES)


def test_a_visitor_signs_in_first_and_an_enterprise_is_told_of_its_portal(client: Client) -> None:
    assert client.get(HOME)["Location"].startswith("/fr/citoyens/session/")
    client.force_login(make_rse().user)
    assert client.get(SERVICES).status_code == 403


def test_the_home_speaks_english(client: Client, person: User) -> None:
    assert client.get("/en/citoyens/accueil/").status_code == 200
