"""Two creations at the same moment: one code, one person, one account each (architecture.md 2.10, 2.11)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from accounts.models import AllocatedUserCode, OutboxMessage, User
from citizens.models import AccountCreation, IdentityProof
from citizens.states import CreationState
from citizens.steps import Step
from tests.citizens.test_creation_secrets import newcomer_at
from tests.factories.creations import Newcomer
from tests.factories.persons import make_registered_person

pytestmark = pytest.mark.django_db(transaction=True)


def end_at_once(*newcomers: Newcomer) -> list[str]:
    """Press « Créer mon compte » together; give where each is led."""
    start = Barrier(len(newcomers))
    sent = [(newcomer.client, str(newcomer.draft.version)) for newcomer in newcomers]

    def press(client: Client, version: str) -> str:
        start.wait(timeout=10)
        try:
            response = client.post("/fr/citoyens/creation/etape/verification/", {"version": version})
            return str(response.headers["Location"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(newcomers)) as pool:
        pressed = [pool.submit(press, client, version) for client, version in sent]
        return sorted(done.result(timeout=60) for done in pressed)


def test_of_two_creations_with_one_code_one_is_led_back_to_it() -> None:
    first, second = newcomer_at(Step.CHECK), newcomer_at(Step.CHECK)
    for newcomer in (first, second):
        newcomer.post(Step.USER_CODE, user_code="erable1979")
        newcomer.post(Step.PASSWORD)
    led = end_at_once(first, second)
    assert [address for address in led if "/etape/code-utilisateur/" in address] == led[:1]
    assert led[1].endswith("/acces/")
    assert User.objects.filter(user_code="ERABLE1979").count() == AllocatedUserCode.objects.count() == 1
    assert AccountCreation.objects.filter(state=CreationState.DRAFT).count() == 1


def test_of_two_accounts_for_one_person_one_is_told_of_the_other() -> None:
    make_registered_person()
    first, second = (newcomer_at(Step.CHECK, needs_proof=True) for _person in range(2))
    led = end_at_once(first, second)
    assert led[0] == "/fr/citoyens/identite/compte-existant/"
    assert led[1].endswith("/acces/")
    assert User.objects.count() == IdentityProof.objects.count() == AllocatedUserCode.objects.count() == 1


def test_a_double_click_makes_one_account_and_leads_to_the_service_twice() -> None:
    newcomer = newcomer_at(Step.CHECK)
    twin = Newcomer()
    twin.client.cookies = newcomer.client.cookies.copy()
    led = end_at_once(newcomer, twin)
    assert led[0].endswith("/acces/") or led[0] == "/fr/citoyens/creation/?session=perdue"
    assert led[1].endswith("/acces/")
    assert User.objects.count() == 1
    assert OutboxMessage.objects.filter(handler__endswith="account_activated").count() == 1
