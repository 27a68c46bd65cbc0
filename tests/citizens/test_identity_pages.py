"""The pages of the identity check: one number a page, one answer, three tries, nothing typed shown again."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import JournalEntry, Throttle
from citizens.identity_check import COOKIE, CheckPurpose
from citizens.models import IdentityProof
from citizens.register import DatabaseRegister, RegisterUnavailable
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
from tests.factories.persons import NAS, make_registered_person, next_nas
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER

pytestmark = pytest.mark.django_db
MISMATCH = "Les renseignements ne correspondent pas à ceux de Revenu Québec"
ALREADY_SENT = "Cette page avait déjà été envoyée"


def acts() -> list[str]:
    return list(
        JournalEntry.objects.filter(action__startswith="identity.").order_by("id").values_list("action", flat=1)
    )


def test_three_right_numbers_prove_the_account(client: Client) -> None:
    person = make_registered_person()
    user = signed_in(client)
    assert begin_proof(client)["Location"] == address("identity")
    answer = prove(client)
    assert answer["Location"] == address("proof-kept")
    assert "Votre identité est prouvée" in text(client.get(answer["Location"]))
    assert IdentityProof.objects.get(user=user).reference == person.reference
    assert acts() == ["identity.matched", "identity.proven"]


def test_the_place_among_the_steps_counts_from_the_first_page(client: Client) -> None:
    begin(client, CheckPurpose.CREATION, place=(12, 18))
    assert "Étape 12 sur 18" in text(client.get(address("identity")))
    send(client, "identity-number", nas=NAS)
    assert "Étape 13 sur 18" in text(client.get(address("identity-number")))
    assert "Étape 14 sur 18" in text(client.get(address("access-code-details")))
    send(client, "identity-access-code", access_code=ACCESS_CODE)
    assert "Étape 15 sur 18" in text(client.get(address("identity-notice")))


def test_a_page_that_lacks_an_earlier_number_leads_to_it(client: Client) -> None:
    signed_in(client)
    begin_proof(client)
    for name in ("identity-access-code", "identity-notice", "access-code-details", "access-code-income"):
        assert client.get(address(name))["Location"] == address("identity-number"), name
    send(client, "identity-number", nas=NAS)
    assert client.get(address("identity-notice"))["Location"] == address("identity-access-code")
    assert client.get(address("access-code-income"))["Location"] == address("access-code-details")
    assert client.get(address("access-code-shown"))["Location"] == address("identity-access-code")


@pytest.mark.parametrize(
    ("page", "field", "typed", "sentence"),
    [
        ("identity-number", "nas", "", "Entrez votre numéro d’assurance sociale"),
        ("identity-number", "nas", "12345678", "Le numéro d’assurance sociale doit compter 9 chiffres"),
        ("identity-number", "nas", "046 454 287", "Vérifiez le numéro\u00a0: il contient une erreur"),
        ("identity-number", "nas", "🙈" * 9, "Le numéro d’assurance sociale doit compter 9 chiffres"),
        ("identity-number", "nas", "9" * 10_001, "Ce texte est trop long"),
        ("identity-access-code", "access_code", "", "Entrez votre code d’accès"),
        ("identity-access-code", "access_code", "12345", "Le code d’accès compte 6 chiffres"),
        ("identity-notice", "notice_number", "", "Entrez le numéro d’avis"),
        ("identity-notice", "notice_number", "ABCDE12345", "11 lettres ou chiffres (vous en avez entré 10)"),
        ("identity-notice", "notice_number", "ABCDE-12345-67", "11 lettres ou chiffres (vous en avez entré 12)"),
        ("identity-notice", "notice_number", "O'Neil 1234", "ne contient que des lettres et des chiffres"),
    ],
)
def test_a_number_of_another_shape_is_a_sentence_and_no_try(
    client: Client, page: str, field: str, typed: str, sentence: str
) -> None:
    signed_in(client)
    begin_proof(client)
    if page != "identity-number":
        send(client, "identity-number", nas=NAS)
    if page == "identity-notice":
        send(client, "identity-access-code", access_code=ACCESS_CODE)
    answer = send(client, page, **{field: typed})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert "<title>Erreur\u00a0:" in text(answer)
    assert not typed or typed not in text(answer)
    assert (acts(), Throttle.objects.count()) == ([], 0)


def test_a_temporary_number_is_accepted(client: Client) -> None:
    signed_in(client)
    begin_proof(client)
    assert send(client, "identity-number", nas="912 345 675")["Location"] == address("identity-access-code")


def test_what_was_given_may_be_left_as_it_is_and_is_never_shown(client: Client) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    again = text(client.get(address("identity-number")))
    assert "••• ••• 867" in again
    assert send(client, "identity-number", nas="")["Location"] == address("identity-access-code")
    assert send(client, "identity-access-code", access_code="")["Location"] == address("identity-notice")
    assert send(client, "identity-notice", notice_number=NOTICE_NUMBER)["Location"] == address("proof-kept")


def test_another_number_forgets_what_was_said_of_the_first(client: Client) -> None:
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    send(client, "identity-number", nas=next_nas())
    assert client.get(address("identity-notice"))["Location"] == address("identity-access-code")


@pytest.mark.parametrize("wrong", [{"nas": "next"}, {"access_code": "264019"}, {"notice_number": WRONG_NOTICE}])
def test_a_mismatch_is_one_sentence_with_the_tries_left(client: Client, wrong: dict[str, str]) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    answer = prove(client, **({"nas": next_nas()} if "nas" in wrong else wrong))
    assert answer.status_code == 200
    assert MISMATCH in text(answer)
    assert "Il vous reste 2 essais" in text(answer)
    assert (acts(), IdentityProof.objects.count()) == (["identity.mismatched"], 0)


def test_the_third_mismatch_blocks_this_number_here_for_a_day(client: Client) -> None:
    make_registered_person()
    user = signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    for left in ("2 essais", "1 essai."):
        assert f"Il vous reste {left}" in text(send(client, "identity-notice", notice_number=WRONG_NOTICE))
    answer = send(client, "identity-notice", notice_number=WRONG_NOTICE)
    assert answer["Location"] == address("identity-refused")
    refused = text(client.get(answer["Location"]))
    assert "Nous n’avons pas pu vérifier votre identité" in refused
    assert "1 866 423-3234" in refused.replace("\u00a0", " ")
    # What was typed is gone, and the same number is told at once, with the right papers too.
    assert client.get(address("identity-notice"))["Location"] == address("identity-number")
    assert send(client, "identity-number", nas=NAS)["Location"] == address("identity-refused")
    assert send(client, "identity-number", nas=next_nas())["Location"] == address("identity-access-code")
    assert acts() == ["identity.mismatched"] * 3 + ["identity.blocked"]
    assert not IdentityProof.objects.filter(user=user).exists()


def test_a_page_sent_twice_counts_once(client: Client) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    sent = filled(client, "identity-notice", notice_number=WRONG_NOTICE)
    assert MISMATCH in text(client.post(address("identity-notice"), sent))
    again = text(client.post(address("identity-notice"), sent | {"notice_number": NOTICE_NUMBER}))
    assert ALREADY_SENT in again
    assert "Il vous reste 2 essais" in again
    assert acts() == ["identity.mismatched"]


@pytest.mark.parametrize("forged", ["", "-1", "zero", "9" * 40])
def test_a_forged_number_of_tries_is_no_way_around_them(client: Client, forged: str) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    assert ALREADY_SENT in text(send(client, "identity-notice", notice_number=NOTICE_NUMBER, tries_left=forged))
    assert acts() == []


def test_a_success_sent_twice_is_one_success(client: Client) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    sent = filled(client, "identity-notice", notice_number=NOTICE_NUMBER)
    before = client.cookies[COOKIE.name].value
    assert client.post(address("identity-notice"), sent)["Location"] == address("proof-kept")
    # « Back », then the button again; and the second of two clicks, sent with the cookie of the first.
    assert client.post(address("identity-notice"), sent)["Location"] == address("proof-kept")
    client.cookies[COOKIE.name] = before
    assert client.post(address("identity-notice"), sent)["Location"] == address("proof-kept")
    assert IdentityProof.objects.count() == 1


def test_a_register_that_is_down_costs_no_try_and_keeps_the_numbers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    with monkeypatch.context() as down:
        down.setattr(DatabaseRegister, "verify_identity", _unavailable)
        answer = send(client, "identity-notice", notice_number=NOTICE_NUMBER)
    assert answer.status_code == 503
    assert "Le registre de Revenu Québec ne répond pas" in text(answer)
    assert (acts(), Throttle.objects.count()) == ([], 0)
    # The very same button, once it answers again.
    assert send(client, "identity-notice", notice_number="")["Location"] == address("proof-kept")


def _unavailable(*_args: Any, **_kwargs: Any) -> None:
    raise RegisterUnavailable


@pytest.mark.parametrize("nas", [NAS, next_nas()], ids=["known", "unknown"])
def test_a_known_and_an_unknown_number_cost_the_same_statements(
    client: Client, nas: str, django_assert_num_queries: Any
) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client, nas=nas)
    sent = filled(client, "identity-notice", notice_number=WRONG_NOTICE)
    with django_assert_num_queries(35):
        client.post(address("identity-notice"), sent)


def test_the_pages_cost_what_they_cost(client: Client, django_assert_num_queries: Any) -> None:
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    send(client, "access-code-details", **DETAILS)
    # Each begins with the session and the account.
    for queries, name in [
        (2, "identity"),
        (2, "identity-number"),
        (2, "identity-access-code"),
        (2 + 2, "identity-notice"),  # the waits, the tries left
        (2, "access-code-details"),
        (2 + 2, "access-code-income"),
        (2, "access-code-shown"),
        (2, "identity-other-ways"),
    ]:
        with django_assert_num_queries(queries):
            assert client.get(address(name)).status_code == 200, name


def test_the_ends_cost_what_they_cost(client: Client, django_assert_num_queries: Any) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    for _turn in range(3):
        send(client, "identity-notice", notice_number=WRONG_NOTICE)
    with django_assert_num_queries(2):
        assert client.get(address("identity-refused")).status_code == 200
    with django_assert_num_queries(2 + 2):  # the proof, the block
        assert begin_proof(client)["Location"] == address("identity-refused")


def test_a_visitor_costs_a_session_and_nothing_more(client: Client, django_assert_num_queries: Any) -> None:
    begin(client, CheckPurpose.CREATION)
    with django_assert_num_queries(1):
        assert client.get(address("identity-number")).status_code == 200


def test_the_block_is_over_the_next_day(client: Client) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    for _turn in range(3):
        send(client, "identity-notice", notice_number=WRONG_NOTICE)
    day = timedelta(hours=24, seconds=1)
    for row in Throttle.objects.all():
        row.blocked_until = row.blocked_until and row.blocked_until - day
        row.last_failure_at -= day
        row.save()
    assert Throttle.objects.filter(blocked_until__gt=timezone.now()).count() == 0
    begin_proof(client)
    assert prove(client)["Location"] == address("proof-kept")
