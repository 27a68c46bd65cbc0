"""« Demandez-le! »: who, the income, the code shown once and carried on."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage, Throttle
from citizens.identity_check import CheckPurpose
from citizens.models import RegisteredPerson
from citizens.register import DatabaseRegister, RegisterUnavailable
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from tests.citizens.identity_road import DETAILS, address, begin, filled, send, text
from tests.factories.persons import NAS, make_registered_person, next_nas
from tests.factories.secrets import LINE_199, NOTICE_NUMBER
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db
# Not a stock secret: its page is the one place where a code is shown.
CODE = "518204"


def make_person_with_code(**changes: Any) -> RegisteredPerson:
    return make_registered_person(access_codes={str(timezone.localdate().year): CODE}, **changes)


def walk_to_income(client: Client, *, nas: str = NAS, **changes: str) -> None:
    begin(client, CheckPurpose.CODE)
    send(client, "identity-number", nas=nas)
    answer = send(client, "access-code-details", **{**DETAILS, **changes})
    assert answer["Location"] == address("access-code-income"), text(answer)


def acts() -> list[str]:
    rows = JournalEntry.objects.filter(action__startswith="access_code.").order_by("id")
    return list(rows.values_list("action", flat=True))


def test_the_code_is_shown_once_and_filled_in_for_the_rest(client: Client) -> None:
    make_person_with_code()
    begin(client, CheckPurpose.CODE)
    send(client, "identity-number", nas=NAS)
    details = text(client.get(address("access-code-details")))
    assert "••• ••• 867" in details
    send(client, "access-code-details", **DETAILS)
    answer = send(client, "access-code-income", line_199=LINE_199)
    assert answer["Location"] == address("access-code-shown")
    assert CODE in text(client.get(answer["Location"]))
    again = text(client.get(answer["Location"]))
    assert CODE not in again
    assert "Votre code a déjà été affiché" in again
    assert send(client, "access-code-shown")["Location"] == address("identity-access-code")
    carried = text(client.get(address("identity-access-code")))
    assert "Votre code d’accès est inscrit" in carried
    assert CODE not in carried
    assert send(client, "identity-access-code", access_code="")["Location"] == address("identity-notice")
    assert send(client, "identity-notice", notice_number=NOTICE_NUMBER)["Location"] == address("recover-code-shown")
    assert acts() == ["access_code.shown"]


def test_the_accounts_of_the_person_learn_of_it_and_never_the_code(client: Client) -> None:
    person = make_person_with_code()
    user = make_person()
    keep_proof(user, reference=person.reference, method=ProofMethod.NOTICE, by=user, now=timezone.now())
    walk_to_income(client)
    send(client, "access-code-income", line_199=LINE_199)
    notice = OutboxMessage.objects.get()
    assert notice.arguments == {"user_id": str(user.pk)}


@pytest.mark.parametrize(
    "changes",
    [
        {"first_name": "marie eve", "last_name": "ONEIL"},
        {"first_name": "MARIE ÈVE", "last_name": "O’Neil", "postal_code": "g1r5v7"},
        {"first_name": "Marie\u00a0Ève", "last_name": "O-Neil"},
    ],
)
def test_accents_capitals_hyphens_and_apostrophes_make_no_other_person(client: Client, changes: dict[str, str]) -> None:
    make_person_with_code()
    walk_to_income(client, **changes)
    assert send(client, "access-code-income", line_199=LINE_199)["Location"] == address("access-code-shown")


@pytest.mark.parametrize(
    ("held", "typed"),
    [
        ("45321", "45 321,10"),
        ("45321", "45321.10 $"),
        ("45321", "45\u00a0321"),
        ("-1204", "-1 204,77"),
        ("-1204", "\u22121204,77"),
        ("0", "0"),
        ("0", "0,00 $"),
    ],
)
def test_an_amount_is_read_as_people_write_it(client: Client, held: str, typed: str) -> None:
    make_person_with_code(line_199=held)
    walk_to_income(client)
    assert send(client, "access-code-income", line_199=typed)["Location"] == address("access-code-shown")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_name": ""}, "Entrez votre prénom"),
        ({"last_name": "🙈"}, "Le nom ne contient que des lettres"),
        ({"last_name": "x" * 10_001}, "Ce texte est trop long"),
        ({"date_of_birth_month": ""}, "La date doit comprendre un mois"),
        ({"date_of_birth_month": "2", "date_of_birth_day": "30"}, "Cette date n’existe pas"),
        ({"date_of_birth_year": "2099"}, "La date doit être aujourd’hui ou plus tôt"),
        ({"date_of_birth_year": str(timezone.localdate().year - 13)}, "à partir de 14 ans"),
        ({"postal_code": "12345"}, "Entrez un code postal comme G1R\u00a05V7"),
    ],
)
def test_a_wrong_detail_is_a_sentence_and_no_try(client: Client, changes: dict[str, str], sentence: str) -> None:
    begin(client, CheckPurpose.CODE)
    send(client, "identity-number", nas=NAS)
    answer = send(client, "access-code-details", **{**DETAILS, **changes})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert (acts(), Throttle.objects.count()) == ([], 0)


def test_the_least_age_is_a_setting(client: Client, settings: LazySettings) -> None:
    settings.ACCESS_CODE_LEAST_AGE = 10
    walk_to_income(client, date_of_birth_year=str(timezone.localdate().year - 12))


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "Entrez le montant de la ligne 199"), ("mille", "45\u00a0321,10")]
)
def test_what_is_no_amount_is_a_sentence_and_no_try(client: Client, typed: str, sentence: str) -> None:
    walk_to_income(client)
    answer = send(client, "access-code-income", line_199=typed)
    assert sentence in text(answer)
    assert (acts(), Throttle.objects.count()) == ([], 0)


def test_three_mismatches_end_in_a_day_of_waiting(client: Client) -> None:
    make_person_with_code()
    walk_to_income(client)
    for left in ("2 essais", "1 essai."):
        answer = text(send(client, "access-code-income", line_199="1"))
        assert "Les renseignements ne correspondent pas" in answer
        assert f"Il vous reste {left}" in answer
    assert send(client, "access-code-income", line_199="1")["Location"] == address("identity-refused")
    assert "Nous n’avons pas pu vérifier votre identité" in text(client.get(address("identity-refused")))
    assert acts() == ["access_code.mismatched"] * 3 + ["access_code.blocked"]


def test_a_page_sent_twice_counts_once(client: Client) -> None:
    make_person_with_code()
    walk_to_income(client)
    sent = filled(client, "access-code-income", line_199="1")
    client.post(address("access-code-income"), sent)
    again = text(client.post(address("access-code-income"), sent | {"line_199": LINE_199}))
    assert "Cette page avait déjà été envoyée" in again
    assert acts() == ["access_code.mismatched"]


def test_a_register_that_is_down_costs_no_try(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_person_with_code()
    walk_to_income(client)
    with monkeypatch.context() as down:
        down.setattr(DatabaseRegister, "access_code_for", _unavailable)
        answer = send(client, "access-code-income", line_199=LINE_199)
    assert answer.status_code == 503
    assert (acts(), Throttle.objects.count()) == ([], 0)
    assert send(client, "access-code-income", line_199=LINE_199)["Location"] == address("access-code-shown")


def _unavailable(*_args: Any, **_kwargs: Any) -> None:
    raise RegisterUnavailable


@pytest.mark.parametrize("nas", [NAS, next_nas()], ids=["known", "unknown"])
def test_a_known_and_an_unknown_number_cost_the_same_statements(
    client: Client, nas: str, django_assert_num_queries: Any
) -> None:
    make_person_with_code()
    walk_to_income(client, nas=nas)
    sent = filled(client, "access-code-income", line_199="1")
    with django_assert_num_queries(34):
        client.post(address("access-code-income"), sent)


def test_the_longest_names_of_any_alphabet_are_carried(client: Client) -> None:
    make_person_with_code()
    long = "\U00010400" * 60  # four bytes each
    begin(client, CheckPurpose.CODE, next_address=f"/{'x' * 499}", back_address=f"/{'y' * 99}")
    send(client, "identity-number", nas=NAS)
    answer = send(client, "access-code-details", **{**DETAILS, "first_name": long, "last_name": long})
    assert answer["Location"] == address("access-code-income")


def test_what_is_typed_is_shown_as_text(client: Client) -> None:
    begin(client, CheckPurpose.CODE)
    send(client, "identity-number", nas=NAS)
    shown = text(send(client, "access-code-details", **{**DETAILS, "last_name": "<script>alert(1)</script>"}))
    assert "<script>alert" not in shown
    assert "Le nom ne contient que des lettres" in shown


def test_who_comes_back_finds_what_was_said_but_the_amount(client: Client) -> None:
    walk_to_income(client)
    shown = text(client.get(address("access-code-details")))
    assert all(
        said in shown for said in ('value="Marie-Ève"', 'value="O&#x27;Neil"', 'value="1979"', 'value="G1R 5V7"')
    )
    assert LINE_199 not in text(send(client, "access-code-income", line_199=LINE_199 + "x"))
