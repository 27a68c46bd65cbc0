"""An identity check in hostile hands: strange words, borrowed cookies, guesses spread over numbers and browsers."""

import pytest
from django.test import Client

from accounts.models import JournalEntry
from citizens.identity_check import COOKIE, CheckPurpose
from citizens.models import IdentityProof
from tests.citizens.identity_road import (
    DETAILS,
    WRONG_NOTICE,
    address,
    begin,
    begin_proof,
    filled,
    prove,
    send,
    signed_in,
    text,
    walk_to_notice,
)
from tests.factories.enterprises import make_rse
from tests.factories.persons import NAS, make_registered_person, next_nas
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER

pytestmark = pytest.mark.django_db

STRANGE = [
    "O'Neil",
    "Ève 🐄",
    "x" * 10_001,
    "a\x00b",
    "<b>",
    "{{ 7 }}",
    "%s%n",
    "\u202e" * 5,
    " " * 9,
    "\ud7ff" * 99,
    "٣" * 9,
]


def proofs() -> tuple[int, int]:
    """Give the proofs, and the facts about numbers that were compared."""
    return IdentityProof.objects.count(), JournalEntry.objects.filter(action__startswith="identity.").count()


@pytest.mark.parametrize("typed", STRANGE)
@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("identity-number", ["nas"]),
        ("identity-access-code", ["access_code"]),
        ("access-code-details", list(DETAILS)),
        ("access-code-income", ["line_199"]),
        ("identity-notice", ["notice_number"]),
    ],
)
def test_strange_words_are_refused_in_words(client: Client, page: str, fields: list[str], typed: str) -> None:
    begin(client, CheckPurpose.CODE)
    send(client, "identity-number", nas=NAS)
    send(client, "access-code-details", **DETAILS)
    send(client, "identity-access-code", access_code=ACCESS_CODE)
    if page in {"identity-access-code", "identity-number"}:
        begin(client, CheckPurpose.CODE)  # nothing given that an empty box would keep
        _reach(client, page)
    answer = send(client, page, **dict.fromkeys(fields, typed))
    assert answer.status_code == 200, answer
    assert "Un problème est survenu" in text(answer)
    assert proofs() == (0, 0)


def _reach(client: Client, page: str) -> None:
    if page == "identity-access-code":
        send(client, "identity-number", nas=NAS)


@pytest.mark.parametrize("field", ["reference", "method", "verified_at", "purpose", "subject", "has_account", "nas"])
def test_no_field_sent_along_says_who_one_is(client: Client, field: str) -> None:
    person = make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client, nas=next_nas())
    send(client, "identity-notice", notice_number=WRONG_NOTICE, **{field: str(person.reference)})
    client.get(address("proof-kept"), {field: str(person.reference)})
    assert IdentityProof.objects.count() == 0


def test_the_finished_check_of_one_account_proves_no_other(client: Client) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    prove(client)
    thief, browser = Client(), Client()
    other = signed_in(thief)
    begin_proof(thief)
    thief.cookies[COOKIE.name] = client.cookies[COOKIE.name].value
    assert thief.get(address("proof-kept"))["Location"] == address("proof")
    assert thief.get(address("identity-notice")).status_code == 302
    assert not IdentityProof.objects.filter(user=other).exists()
    # Nor a check that was finished for another purpose, in the same browser.
    begin(browser, CheckPurpose.CODE)
    prove(browser)
    last = signed_in(browser)
    assert browser.get(address("proof-kept"))["Location"] == address("proof")
    assert not IdentityProof.objects.filter(user=last).exists()


def test_a_forged_form_of_another_site_changes_nothing() -> None:
    make_registered_person()
    strict = Client(enforce_csrf_checks=True)
    signed_in(strict)
    begin_proof(strict)
    answer = strict.post(address("identity-number"), {"nas": NAS, "check": "x"})
    assert answer.status_code == 403
    assert proofs() == (0, 0)


def test_two_browsers_of_one_place_share_three_tries() -> None:
    make_registered_person()
    one, other = Client(), Client()
    for client in (one, other):
        begin(client, CheckPurpose.CODE)
        walk_to_notice(client)
    left = [text(send(client, "identity-notice", notice_number=WRONG_NOTICE)) for client in (one, other)]
    assert ["Il vous reste 2 essais" in left[0], "Il vous reste 1 essai." in left[1]] == [True, True]
    assert send(one, "identity-notice", notice_number=WRONG_NOTICE)["Location"] == address("identity-refused")
    assert other.get(address("identity-notice"))["Location"] == address("identity-refused")


def test_one_place_that_tries_many_numbers_waits(client: Client) -> None:
    for _number in range(30):
        begin(client, CheckPurpose.CODE)
        walk_to_notice(client, nas=next_nas())
        send(client, "identity-notice", notice_number=WRONG_NOTICE)
    begin(client, CheckPurpose.CODE)
    assert send(client, "identity-number", nas=next_nas())["Location"] == address("identity-refused")
    assert "Nous n’avons pas pu vérifier votre identité" in text(client.get(address("identity-refused")))


def test_a_session_of_enterprises_proves_nobody(client: Client) -> None:
    make_registered_person()
    user = make_rse().user
    client.force_login(user)
    client.get("/fr/messages/")
    assert begin_proof(client).status_code == 403
    assert client.get(address("proof-kept")).status_code == 403
    begin(client, CheckPurpose.PROOF, subject=str(user.pk))
    sent = {"check": "x", "nas": NAS}
    client.post(address("identity-number"), sent)
    assert IdentityProof.objects.count() == 0


def test_the_page_of_a_check_that_ended_sends_nothing(client: Client) -> None:
    make_registered_person()
    begin(client, CheckPurpose.CODE)
    walk_to_notice(client)
    sent = filled(client, "identity-notice", notice_number=NOTICE_NUMBER)
    client.get(address("identity-leave"))
    client.post(address("identity-notice"), sent)
    assert proofs() == (0, 0)
