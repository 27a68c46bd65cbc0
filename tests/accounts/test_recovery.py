"""Recover an access (screens.md R-01 to R-03): one answer for all, the truth by e-mail, one link, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from accounts.models import JournalEntry, OutboxMessage, PasswordReset, User
from accounts.queries.password_links import link_token
from accounts.states import UserState
from clicsequr.logs import hide_links
from enterprises.models import Enterprise, Member
from enterprises.states import MemberRole
from tests.accounts.sign_in_steps import HOME, deliver_all, fail, is_signed_in, link_in, mails, owed, sign_in
from tests.factories.enterprises import PASSWORD, make_enterprise, make_member, make_rse, make_user
from tests.factories.identifiers import next_neq

pytestmark = pytest.mark.django_db
CODE, LINK, SENT = (
    "/fr/entreprises/recuperation/code/",
    "/fr/entreprises/recuperation/mot-de-passe/",
    "/fr/recuperation/demande-recue/",
)
NEW = "cinq moutons verts 38"


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="KLMT4829", email="odile@exemple.ca"))


def ask_link(client: Client, code: str = "KLMT4829", email: str = "odile@exemple.ca", **environ: str):  # type: ignore[no-untyped-def]
    return client.post(LINK, {"user_code": code, "email": email}, **environ)


def sent_link(client: Client) -> str:
    ask_link(client)
    deliver_all()
    return link_in(mails()[-1][2])


@pytest.mark.parametrize(
    ("need", "address"),
    [("code", CODE), ("password", LINK), ("locked", LINK), ("email", "/fr/entreprises/recuperation/courriel/")],
)
def test_the_need_chooses_the_page(client: Client, need: str, address: str) -> None:
    assert client.get("/fr/recuperation/?portail=E")["Location"] == "/fr/entreprises/recuperation/"
    assert client.post("/fr/entreprises/recuperation/", {"need": need})["Location"] == address
    assert client.get(address).status_code == 200


def test_nothing_chosen_is_an_error(client: Client) -> None:
    assert (
        "Choisissez ce dont vous avez besoin"
        in client.post("/fr/entreprises/recuperation/", {"need": ""}).content.decode()
    )


def test_codes_go_in_full_to_the_confirmed_address(client: Client, rse: Member) -> None:
    make_member(rse.enterprise, MemberRole.USER, user=make_user(user_code="BCDF2345", email="Odile@exemple.ca"))
    make_rse(user=make_user(user_code="ZZZZ2345", email="odile@exemple.ca"))  # of another enterprise
    assert client.post(CODE, {"email": "odile@exemple.ca", "number": rse.enterprise.neq})["Location"] == SENT
    deliver_all()
    [(to, _subject, text)] = mails()
    assert to.lower() == "odile@exemple.ca"
    assert [code in text for code in ("KLMT4829", "BCDF2345", "ZZZZ2345")] == [True, True, False]
    assert JournalEntry.objects.filter(action="account.user_codes_sent").count() == 2


def test_an_address_and_a_neq_that_do_not_go_together_cost_and_answer_the_same(rse: Member) -> None:
    pairs = [
        ("odile@exemple.ca", rse.enterprise.neq),
        ("x@exemple.ca", rse.enterprise.neq),
        ("y@exemple.ca", next_neq()),
    ]
    statements = []
    for number, (email, neq) in enumerate(pairs):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(CODE, {"email": email, "number": neq}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer["Location"] == SENT
        statements.append([query["sql"].split(" ", 1)[0] for query in queries])
    assert statements[0] == statements[1] == statements[2]
    deliver_all()
    assert [to for to, _subject, _text in mails()] == ["odile@exemple.ca"]


def test_an_enterprise_without_a_neq_gives_its_other_number(client: Client) -> None:
    enterprise = make_enterprise(neq="")
    make_rse(enterprise, user=make_user(user_code="KLMT4829", email="odile@exemple.ca"))
    typed = f"{enterprise.rq_number[:4]} {enterprise.rq_number[4:]}"
    assert client.post(CODE, {"email": "odile@exemple.ca", "number": typed})["Location"] == SENT
    deliver_all()
    assert "KLMT4829" in mails()[0][2]
    assert "10 chiffres, sans erreur" in client.post(CODE, {"email": "x@exemple.ca", "number": "123"}).content.decode()


def test_a_closed_account_is_not_listed(client: Client) -> None:
    user = make_user(user_code="KLMT4829", email="odile@exemple.ca", state=UserState.CLOSED)
    make_rse(user=user)
    client.post(CODE, {"email": "odile@exemple.ca", "number": Enterprise.objects.get().neq})
    deliver_all()
    assert mails() == []


def test_a_link_lets_choose_a_new_password_once(client: Client, rse: Member) -> None:
    link = sent_link(client)
    page = client.get(link).content.decode()
    assert 'value="KLMT4829" autocomplete="username"' in page
    assert client.post(link, {"password": NEW})["Location"] == "/fr/recuperation/terminee/"
    assert sign_in(Client(), "KLMT4829", NEW)["Location"] == HOME
    assert "inexact" in sign_in(Client(), "KLMT4829", PASSWORD).content.decode()
    again = client.get(link)
    assert again.status_code == 410
    assert "Ce lien a déjà servi" in again.content.decode()


def test_a_new_password_ends_every_session_and_is_told(client: Client, rse: Member) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "KLMT4829")
    client.post(sent_link(client), {"password": NEW})
    assert elsewhere.get("/fr/profil/")["Location"].startswith("/fr/session/expiree/")
    assert not is_signed_in(elsewhere)
    deliver_all()
    assert [subject for _to, subject, _text in mails()][-1] == "Mot de passe modifié"
    assert NEW not in str(mails())


def test_a_link_lasts_thirty_minutes(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        link = sent_link(client)
        clock.tick(timedelta(minutes=29))
        assert client.get(link).status_code == 200
        clock.tick(timedelta(minutes=2))
        answer = client.post(link, {"password": NEW})
    assert answer.status_code == 410
    assert "valide 30 minutes" in answer.content.decode()
    assert User.objects.get(pk=rse.user.pk).check_password(PASSWORD)


def test_a_newer_link_ends_the_older(client: Client, rse: Member) -> None:
    first = sent_link(client)
    PasswordReset.objects.update(created_at=PasswordReset.objects.get().created_at - timedelta(minutes=1))
    second = sent_link(client)
    assert "plus récent" in client.get(first).content.decode()
    assert client.get(second).status_code == 200


def test_an_altered_or_invented_link_opens_nothing(client: Client, rse: Member) -> None:
    link = sent_link(client)
    invented = link_token(PasswordReset(pk=uuid4()))
    for address in (link[:-3] + "xx/", f"/fr/recuperation/lien/{invented}/", "/fr/recuperation/lien/x/"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "incomplète ou inexacte" in answer.content.decode()


def test_a_mail_sent_twice_holds_one_link(client: Client, rse: Member) -> None:
    ask_link(client)
    deliver_all()
    OutboxMessage.objects.update(done_at=None)
    deliver_all()
    first, second = (link_in(text) for _to, _subject, text in mails())
    assert first == second
    assert PasswordReset.objects.count() == 1


def test_known_and_unknown_pairs_cost_the_same_statements(rse: Member) -> None:
    statements = []
    for number, (code, email) in enumerate(
        [("KLMT4829", "odile@exemple.ca"), ("KLMT4829", "x@exemple.ca"), ("BCDF2345", "y@exemple.ca")]
    ):
        with CaptureQueriesContext(connection) as queries:
            assert ask_link(Client(), code, email, REMOTE_ADDR=f"192.0.2.{number}")["Location"] == SENT
        statements.append([query["sql"].split(" ", 1)[0] for query in queries])
    assert statements[0] == statements[1] == statements[2]
    assert owed() == ["password_link_asked"] * 3
    deliver_all()
    assert len(mails()) == 1


@pytest.mark.parametrize(("state", "number"), [(UserState.PENDING, 1), (UserState.SUSPENDED, 0), (UserState.CLOSED, 0)])
def test_a_waiting_registration_gets_a_link_and_a_closed_account_none(
    client: Client, rse: Member, state: str, number: int
) -> None:
    User.objects.filter(pk=rse.user.pk).update(state=state)
    ask_link(client)
    deliver_all()
    assert len(mails()) == number


def test_an_enterprise_may_keep_passwords_to_its_rse(client: Client, rse: Member, settings: LazySettings) -> None:
    settings.RSE_SELF_SERVICE_RESET = False
    user = make_user(user_code="BCDF2345", email="jean@exemple.ca")
    make_member(rse.enterprise, MemberRole.USER, user=user)
    ask_link(client)
    ask_link(client, "BCDF2345", "jean@exemple.ca")
    deliver_all()
    texts = {to: text for to, _subject, text in mails()}
    assert "/lien/" in texts["odile@exemple.ca"]
    assert "/lien/" not in texts["jean@exemple.ca"]
    assert "personne responsable" in texts["jean@exemple.ca"]


def test_a_temporary_password_is_replaced_by_the_rse(client: Client, rse: Member) -> None:
    User.objects.filter(pk=rse.user.pk).update(password_expires_at="2026-01-01T00:00:00Z")
    ask_link(client)
    deliver_all()
    assert "personne responsable" in mails()[0][2]


def test_a_mailbox_gets_five_mails_an_hour_without_a_word(rse: Member) -> None:
    for number in range(7):
        assert ask_link(Client(), REMOTE_ADDR=f"192.0.2.{number}")["Location"] == SENT
    deliver_all()
    assert len(mails()) == 5


def test_who_knows_the_address_alone_keeps_its_owner_from_no_link(rse: Member) -> None:
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for code in ("BCDF2345", "GHJK6789", "VWXZ3456"):
        for _turn in range(2):
            ask_link(stranger, code=code)
    for _turn in range(6):
        stranger.post(CODE, {"number": next_neq(), "email": "odile@exemple.ca"})
    ask_link(Client())
    Client().post(CODE, {"number": rse.enterprise.neq, "email": "odile@exemple.ca"})
    deliver_all()
    assert ["/lien/" in text for _to, _subject, text in mails()] == [True, False]
    assert "KLMT4829" in mails()[1][2]


def test_one_address_asks_twenty_times(client: Client) -> None:
    for number in range(20):
        assert ask_link(client, email=f"x{number}@exemple.ca").status_code == 302
    assert ask_link(client, email="y@exemple.ca").status_code == 429


def test_a_recovery_unlocks(client: Client, rse: Member) -> None:
    fail(client, "KLMT4829", 8)
    client.post(sent_link(client), {"password": NEW})
    assert sign_in(client, "KLMT4829", NEW)["Location"] == HOME


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("court", "au moins 12"),
        ("motdepasse123", "trop courant"),
        ("x KLMT4829 bien long", "ne doit pas contenir"),
        (PASSWORD, "différent"),
    ],
)
def test_a_poor_password_is_refused_and_the_link_still_serves(
    client: Client, rse: Member, password: str, sentence: str
) -> None:
    link = sent_link(client)
    answer = client.post(link, {"password": password})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert PasswordReset.objects.get().used_at is None
    assert client.post(link, {"password": NEW}).status_code == 302


def test_the_link_is_in_the_language_of_its_reader(client: Client, rse: Member) -> None:
    User.objects.filter(pk=rse.user.pk).update(language="en")
    assert sent_link(client).startswith("/en/recuperation/lien/")


def test_each_page_costs_a_known_number_of_statements(client: Client, rse: Member, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    link = sent_link(client)
    for address, number in [
        ("/fr/entreprises/recuperation/", 0),
        (CODE, 0),
        (LINK, 0),
        (SENT, 0),
        (link, 2),
        ("/fr/recuperation/terminee/", 0),
    ]:
        with django_assert_num_queries(number):
            client.get(address)


def test_the_secret_of_a_link_reaches_no_log_line() -> None:
    line = {
        "request": "GET /fr/recuperation/lien/abc.def/",
        "event": "Gone: /fr/recuperation/lien/abc.def/",
        "code": 410,
    }
    assert hide_links(None, "info", line) == {
        "request": "GET /fr/recuperation/lien/…/",
        "event": "Gone: /fr/recuperation/lien/…/",
        "code": 410,
    }
