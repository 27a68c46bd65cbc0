"""Sign-in to clicSÉQUR – Entreprises: two pages, one sentence for every failure (screens.md S-01, S-02)."""

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from nacl.pwhash import argon2id

from accounts.devices import COOKIE as DEVICE_COOKIE
from accounts.models import JournalEntry
from accounts.queries.activity import last_sign_in
from accounts.states import Portal
from enterprises.models import Member
from tests.accounts.sign_in_steps import (
    CODE_PAGE,
    HOME,
    PASSWORD_PAGE,
    deliver_all,
    is_signed_in,
    mails,
    owed,
    sign_in,
    type_code,
    type_password,
)
from tests.factories.enterprises import PASSWORD, make_rse, make_user

pytestmark = pytest.mark.django_db
WRONG = "Code d’utilisateur ou mot de passe inexact"


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


def test_the_right_code_and_password_open_a_session(client: Client, rse: Member) -> None:
    answer = sign_in(client, "KLMT4829")
    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert client.session["_auth_user_id"] == str(rse.user.pk)
    assert list(JournalEntry.objects.values_list("action", "actor_id")) == [("account.signed_in", str(rse.user.pk))]


@pytest.mark.parametrize("typed", ["klmt 4829", "  KLMT4829 ", "klmt4829\u00a0", "Klmt\u202f4829"])
def test_a_code_is_case_blind_and_trimmed(client: Client, rse: Member, typed: str) -> None:
    assert sign_in(client, typed)["Location"] == HOME


@pytest.mark.parametrize(
    ("typed", "sentence"), [("", "Entrez votre code"), ("  ", "Entrez votre code"), ("K" * 61, "trop long")]
)
def test_the_code_is_checked_for_nothing_but_its_length(client: Client, typed: str, sentence: str) -> None:
    answer = type_code(client, typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert type_code(client, "n’importe quoi!")["Location"] == PASSWORD_PAGE


@pytest.mark.parametrize(
    ("code", "password"), [("KLMT4829", "mauvais mot de passe"), ("BCDF2345", PASSWORD), ("KLMT4829", PASSWORD + " ")]
)
def test_every_failure_gets_the_one_sentence_and_an_empty_password(
    client: Client, rse: Member, code: str, password: str
) -> None:
    answer = sign_in(client, code, password)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert WRONG in page
    assert password not in page
    assert "<title>Erreur" in page
    assert not is_signed_in(client)


def test_an_empty_password_is_no_try(client: Client, rse: Member) -> None:
    answer = sign_in(client, "KLMT4829", "")
    assert "Entrez votre mot de passe" in answer.content.decode()
    assert WRONG not in answer.content.decode()
    assert not JournalEntry.objects.exists()


def test_known_and_unknown_codes_cost_the_same_statements_and_hashes(
    monkeypatch: pytest.MonkeyPatch, rse: Member
) -> None:
    hashed: list[str] = []

    def count(real):  # type: ignore[no-untyped-def]
        return lambda *args, **kwargs: (hashed.append("hash"), real(*args, **kwargs))[1]

    monkeypatch.setattr(argon2id, "str", count(argon2id.str))
    monkeypatch.setattr(argon2id, "verify", count(argon2id.verify))
    counts = []
    for code in ("KLMT4829", "BCDF2345"):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(counts) + 1}")
        type_code(client, code)
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            type_password(client, "mauvais mot de passe")
        counts.append((len(queries), len(hashed), [query["sql"].split(" ", 1)[0] for query in queries]))
    assert counts[0] == counts[1]
    assert counts[0][1] == 1


def test_a_failed_sign_in_reaches_the_journal_without_what_was_typed(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829", "mauvais mot de passe")
    sign_in(client, "SECRETTAPE", "mauvais mot de passe")
    facts = JournalEntry.objects.order_by("id").values_list("action", "actor_label", "subject_id", "details")
    assert [fact[:2] for fact in facts] == [("account.sign_in_refused", "visiteur")] * 2
    assert facts[0][2] == str(rse.user.pk)
    assert "SECRETTAPE" not in str(list(JournalEntry.objects.values()))


def test_the_second_page_without_the_first_leads_to_the_first(client: Client) -> None:
    assert client.get(PASSWORD_PAGE)["Location"] == CODE_PAGE
    client.cookies["sign_in"] = "altered"
    assert type_password(client)["Location"] == CODE_PAGE


def test_what_the_first_page_leaves_is_sealed_and_no_row_is_kept_of_a_visitor(client: Client) -> None:
    type_code(client, "KLMT4829")
    assert "KLMT" not in client.cookies["sign_in"].value
    assert (client.cookies["sign_in"]["httponly"], client.cookies["sign_in"]["samesite"]) == (True, "Lax")
    assert "sessionid" not in client.cookies


def test_a_password_manager_finds_the_code_beside_the_password(client: Client) -> None:
    type_code(client, "KLMT4829")
    page = client.get(PASSWORD_PAGE).content.decode()
    assert 'value="KLMT4829" autocomplete="username" spellcheck="false" readonly' in page
    assert 'autocomplete="current-password"' in page


def test_somebody_already_signed_in_goes_on(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    assert client.get(f"{CODE_PAGE}?next=/fr/profil/")["Location"] == "/fr/profil/"
    assert type_password(client)["Location"] == "/fr/"


def test_a_session_of_the_other_portal_is_closed_first(client: Client, rse: Member) -> None:
    client.force_login(make_user(Portal.CITIZENS, user_code="TREMBLAY27"))
    answer = client.get(f"{CODE_PAGE}?next=/fr/profil/")
    assert answer.status_code == 409
    assert "Une autre session est ouverte" in answer.content.decode()
    left = client.post("/fr/session/fermer/", {"then": "E", "next": "/fr/profil/"})
    assert left["Location"] == f"{CODE_PAGE}?next=%2Ffr%2Fprofil%2F"
    assert not is_signed_in(client)


def test_a_new_device_is_told_after_the_first_sign_in_only(rse: Member) -> None:
    first, second = Client(), Client()
    sign_in(first, "KLMT4829")
    assert owed() == []
    sign_in(second, "KLMT4829")
    second.post("/fr/session/fermer/")
    sign_in(second, "KLMT4829")
    assert owed() == ["signed_in_from_new_device"]
    deliver_all()
    [(to, subject, text)] = mails()
    assert (to, subject) == (rse.user.email, "Session ouverte sur un nouvel appareil")
    assert "KL•••••9" in text
    assert "KLMT4829" not in text


def test_the_device_cookie_names_nobody_and_cannot_be_made_up(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    kept = client.cookies[DEVICE_COOKIE].value
    assert "KLMT" not in str(signing.loads(kept, salt="accounts.device"))
    forged = Client()
    forged.cookies[DEVICE_COOKIE] = signing.dumps({"id": "x", "marks": []}, salt="other")
    assert sign_in(forged, "KLMT4829")["Location"] == HOME
    assert owed() == ["signed_in_from_new_device"]


def test_the_home_can_say_when_the_person_came_last(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    assert last_sign_in(rse.user) is None
    first = JournalEntry.objects.get().recorded_at
    client.post("/fr/session/fermer/")
    sign_in(client, "KLMT4829")
    assert last_sign_in(rse.user) == first


def test_a_sign_in_costs_a_known_number_of_statements(client: Client, rse: Member, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get(CODE_PAGE)
    with django_assert_num_queries(2):  # the page's transaction
        type_code(client, "KLMT4829")
    with django_assert_num_queries(0):
        client.get(PASSWORD_PAGE)
    with django_assert_num_queries(14):  # three of them make the file of who signs in for the first time active
        type_password(client)
