"""The pages of a code by post, inside an identity check: asked for, on its way, entered."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client

from citizens.models import CodeLetter, IdentityProof
from tests.citizens.identity_road import address, begin_proof, hidden, send, signed_in, text
from tests.factories.letters import posted_letter
from tests.factories.persons import NAS, make_registered_person
from tests.factories.secrets import LETTER_CODE, STREET

pytestmark = pytest.mark.django_db
SAID = {
    "first_name": "Marie-Ève",
    "last_name": "O’Neil",
    "date_of_birth_day": "12",
    "date_of_birth_month": "4",
    "date_of_birth_year": "1979",
    "postal_code": "g1r 5v7",
}


@pytest.fixture(autouse=True)
def a_code_that_the_sentinel_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citizens.services.code_letters.new_letter_code", lambda: LETTER_CODE)


@pytest.fixture
def checked(client: Client) -> Client:
    signed_in(client)
    begin_proof(client)
    return client


def ask(client: Client, **changes: str) -> HttpResponse:
    if 'name="nas"' in text(client.get(address("letter"))):
        assert send(client, "letter", nas=NAS)["Location"] == address("letter")
    return send(client, "letter", **{**SAID, **changes})


def enter(client: Client, code: str) -> HttpResponse:
    if 'name="nas"' in text(client.get(address("letter-code"))):
        send(client, "letter-code", nas=NAS)
    return send(client, "letter-code", code=code)


@pytest.mark.parametrize("name", ["letter", "letter-asked", "letter-code"])
def test_without_a_check_the_person_begins_one(client: Client, name: str) -> None:
    signed_in(client)
    assert client.get(address(name)).status_code == 302


def test_a_letter_is_asked_for_and_its_address_is_never_shown(checked: Client) -> None:
    make_registered_person()
    assert ask(checked)["Location"] == address("letter-asked")
    page = text(checked.get(address("letter-asked")))
    letter = CodeLetter.objects.get()
    assert letter.number in page
    assert "Elle n’est pas encore à la poste." in page
    assert STREET not in page
    assert (letter.code or "") not in page


def test_the_number_already_given_is_not_asked_again(checked: Client) -> None:
    make_registered_person()
    send(checked, "identity-number", nas=NAS)
    page = text(checked.get(address("letter")))
    assert 'name="nas"' not in page
    assert "867" in page
    assert 'name="nas"' in text(checked.get(f"{address('letter')}?number"))


def test_what_does_not_match_is_one_sentence_with_the_tries_left(checked: Client) -> None:
    make_registered_person()
    page = text(ask(checked, first_name="Luc"))
    assert "Les renseignements ne correspondent pas à ceux de Revenu Québec." in page
    assert "Il vous reste 2 essais" in page
    assert not CodeLetter.objects.exists()


def test_three_wrong_answers_lead_to_the_page_that_says_until_when(checked: Client) -> None:
    make_registered_person()
    for _turn in range(2):
        ask(checked, first_name="Luc")
    assert ask(checked, first_name="Luc")["Location"] == address("identity-refused")
    assert "bloqués jusqu’au" in text(checked.get(address("identity-refused")))


def test_a_page_sent_twice_asks_for_one_letter(checked: Client) -> None:
    make_registered_person()
    ask(checked, first_name="Luc")
    page = checked.get(address("letter"))
    typed = {**SAID, "check": hidden(page, "check"), "tries_left": hidden(page, "tries_left")}
    for _turn in range(2):
        assert checked.post(address("letter"), typed)["Location"] == address("letter-asked")
    assert CodeLetter.objects.count() == 1


def test_a_person_without_an_address_is_told_to_call(checked: Client) -> None:
    make_registered_person(city="")
    assert "Téléphonez-nous" in text(ask(checked))
    assert not CodeLetter.objects.exists()


def test_a_register_that_does_not_answer_costs_no_try(checked: Client) -> None:
    make_registered_person()
    send(checked, "letter", nas=NAS)
    page = checked.get(address("letter"))
    typed = {**SAID, "check": hidden(page, "check"), "tries_left": hidden(page, "tries_left")}

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "citizens_registeredperson" in sql:
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        answer = checked.post(address("letter"), typed)
    assert answer.status_code == 503
    assert "Il vous reste 3 essais" in text(answer)


def test_the_code_of_the_letter_proves_the_account(checked: Client) -> None:
    letter, code = posted_letter()
    assert code == LETTER_CODE
    assert enter(checked, f"{code[:5].lower()}-{code[5:]}")["Location"] == address("proof-kept")
    proof = IdentityProof.objects.get()
    assert (proof.reference, proof.method) == (letter.person, "letter")
    assert "Votre identité est prouvée" in text(checked.get(address("proof-kept")))


def test_a_wrong_code_keeps_neither_the_code_nor_the_number_in_the_page(checked: Client) -> None:
    posted_letter()
    page = text(enter(checked, "7KQ4M2XDPR"))
    assert "Le numéro et le code ne vont pas ensemble" in page
    assert "7KQ4M2XDPR" not in page
    assert "Il vous reste 2 essais" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Entrez le code de la lettre"), ("7KQ4", "vous en avez entré 4"), ("7KQ4M2XDP0", "n’emploie jamais")],
)
def test_a_slip_of_the_fingers_is_told_and_costs_no_try(checked: Client, typed: str, said: str) -> None:
    posted_letter()
    page = text(enter(checked, typed))
    assert said in page
    assert "Il vous reste 3 essais" in page


def test_the_asked_page_of_another_browser_does_not_exist(checked: Client) -> None:
    make_registered_person()
    ask(checked)
    other = Client()
    signed_in(other)
    begin_proof(other)
    assert other.get(address("letter-asked")).status_code == 404


def test_the_next_check_in_the_same_browser_shows_nothing_of_the_letter(checked: Client) -> None:
    make_registered_person()
    ask(checked)
    begin_proof(checked)
    assert checked.get(address("letter-asked")).status_code == 404


@pytest.mark.parametrize("name", ["letter", "letter-asked", "letter-code"])
def test_each_page_asks_few_questions(
    checked: Client, name: str, django_assert_num_queries: Any, settings: LazySettings
) -> None:
    make_registered_person()
    ask(checked)
    checked.get(address(name))
    # Session and account; then the waits and the tries, or the letter.
    with django_assert_num_queries(4 if name != "letter-asked" else 3):
        checked.get(address(name))
