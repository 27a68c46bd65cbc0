"""R-01 and R-02: what is missing, the codes by e-mail or after an identity check, and nothing told to a stranger."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import JournalEntry, User
from accounts.states import UserState
from citizens.identity_check import CheckPurpose
from citizens.queries.recovery import accounts_with_email
from tests.accounts.sign_in_steps import deliver_all, mails
from tests.citizens.identity_road import begin, prove, text
from tests.citizens.recovery_steps import CODES, EMAIL, LINK, OPTIONS, RECOVER, SENT, SHOWN, codes_in, make_owner
from tests.factories.enterprises import make_user
from tests.factories.persons import make_registered_person, next_nas
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "portal"),
    [
        ("?portail=C", "citoyens"),
        ("?portail=E", "entreprises"),
        ("?next=/fr/citoyens/accueil/", "citoyens"),
        ("?next=/fr/entreprises/accueil/", "entreprises"),
    ],
)
def test_the_portal_one_comes_from_is_not_asked_again(client: Client, query: str, portal: str) -> None:
    assert client.get(f"/fr/recuperation/{query}")["Location"] == f"/fr/{portal}/recuperation/"


@pytest.mark.parametrize("query", ["", "?portail=A", "?portail=x", "?next=https://exemple.ca/", "?next=/fr/aide/"])
def test_both_portals_are_offered_when_none_is_known(client: Client, query: str) -> None:
    page = text(client.get(f"/fr/recuperation/{query}"))
    assert 'href="/fr/citoyens/recuperation/"' in page
    assert 'href="/fr/entreprises/recuperation/"' in page


@pytest.mark.parametrize(
    ("need", "address"),
    [
        ("code", CODES),
        ("password", LINK),
        ("options", OPTIONS),
        ("email", f"{RECOVER}courriel/"),
        ("locked", f"{RECOVER}acces-bloque/"),
    ],
)
def test_the_need_chooses_the_page(client: Client, need: str, address: str) -> None:
    assert client.post(RECOVER, {"need": need})["Location"] == address
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("need", ["", "tout", "🦊", "x" * 10_001])
def test_nothing_chosen_is_an_error(client: Client, need: str) -> None:
    assert "Erreur" in text(client.post(RECOVER, {"need": need}))


def test_a_locked_account_is_led_to_a_new_password(client: Client) -> None:
    page = text(client.get(f"{RECOVER}acces-bloque/"))
    assert "30 minutes" in page
    assert f'href="{LINK}"' in page


def test_the_codes_of_an_address_go_to_it_and_those_of_the_portal_alone(client: Client) -> None:
    make_person(user_code="TREMBLAY27", email=EMAIL)
    make_person(user_code="DEUXIEME28", email=EMAIL.upper())
    make_person(user_code="FERMANT29", email=EMAIL, state=UserState.CLOSING)
    make_person(user_code="FERME30", email=EMAIL, state=UserState.CLOSED)
    make_person(user_code="AUTRUI31", email="autre@exemple.ca")
    make_user(user_code="KLMT4829", email=EMAIL)
    assert client.post(CODES, {"email": f" {EMAIL} "})["Location"] == SENT
    deliver_all()
    [(_to, _subject, body)] = mails()
    listed = [line for line in body.splitlines() if line.isupper() or line in {"TREMBLAY27"}]
    assert listed == ["DEUXIEME28", "FERMANT29", "TREMBLAY27"]
    assert JournalEntry.objects.filter(action="account.user_codes_sent").count() == 3


def test_a_known_and_an_unknown_address_answer_and_cost_the_same() -> None:
    make_person(email=EMAIL)
    for _account in range(3):
        make_person(email="foyer@exemple.ca")
    statements = []
    for number, email in enumerate([EMAIL, "personne@exemple.ca", "foyer@exemple.ca"]):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(CODES, {"email": email}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer["Location"] == SENT
        statements.append([query["sql"].split(" ", 1)[0] for query in queries])
    assert statements[0] == statements[1] == statements[2]
    deliver_all()
    assert [to for to, _subject, _text in mails()] == [EMAIL, "foyer@exemple.ca"]


def test_a_code_does_not_follow_an_address_that_was_given_up_meanwhile(client: Client) -> None:
    make_person(user_code="TREMBLAY27", email=EMAIL)
    other = make_person(user_code="UNAUTRE28", email=EMAIL)
    client.post(CODES, {"email": EMAIL})
    User.objects.filter(pk=other.pk).update(email="ailleurs@exemple.ca")
    deliver_all()
    [(to, _subject, body)] = mails()
    assert to == EMAIL
    assert "UNAUTRE28" not in body


def test_a_mailbox_gets_five_mails_an_hour_and_one_place_asks_twenty_times(client: Client) -> None:
    make_person(email=EMAIL)
    for number in range(7):
        assert client.post(CODES, {"email": EMAIL}, REMOTE_ADDR=f"192.0.2.{number}")["Location"] == SENT
    deliver_all()
    assert len(mails()) == 5
    for number in range(20):
        client.post(CODES, {"email": f"x{number}@exemple.ca"}, REMOTE_ADDR="198.51.100.7")
    assert client.post(CODES, {"email": "y@exemple.ca"}, REMOTE_ADDR="198.51.100.7").status_code == 429


@pytest.mark.parametrize("email", ["", "sans-arobase", "x" * 10_001, "🦊", "a\x00@exemple.ca"])
def test_what_is_no_address_is_an_error_and_nothing_is_owed(client: Client, email: str) -> None:
    assert "Erreur" in text(client.post(CODES, {"email": email}))
    deliver_all()
    assert mails() == []


def prove_for_codes(client: Client, **numbers: str) -> None:
    assert client.post(CODES, {"identity": "1"})["Location"] == "/fr/citoyens/identite/"
    assert prove(client, **numbers)["Location"] == SHOWN


def test_the_act_sent_twice_is_recorded_and_told_once(client: Client) -> None:
    owner = make_owner()
    prove_for_codes(client)
    proof = client.cookies["identity"].value
    for _click in range(2):
        client.cookies["identity"] = proof
        assert client.post(SHOWN)["Location"] == SHOWN
        assert owner.user_code in text(client.get(SHOWN))
    deliver_all()
    assert len(mails()) == 1
    assert JournalEntry.objects.filter(action="recovery.user_codes_shown").count() == 1


def test_who_proves_an_identity_sees_its_codes_once_and_its_account_is_told(client: Client) -> None:
    owner = make_owner()
    prove_for_codes(client)
    assert owner.user_code not in text(client.get(SHOWN))
    assert client.post(SHOWN)["Location"] == SHOWN
    assert codes_in(text(client.get(SHOWN))) == [owner.user_code]
    assert client.get(SHOWN)["Location"] == CODES
    deliver_all()
    [(to, subject, body)] = mails()
    assert (to, subject) == (EMAIL, "Votre code d’utilisateur a été affiché")
    assert owner.user_code not in body
    assert JournalEntry.objects.filter(action="recovery.user_codes_shown", subject_id=str(owner.pk)).count() == 1


def test_a_code_shown_is_not_shown_again_by_sending_the_page_again(client: Client) -> None:
    make_owner()
    prove_for_codes(client)
    client.post(SHOWN)
    client.get(SHOWN)
    assert client.post(SHOWN)["Location"] == CODES
    deliver_all()
    assert len(mails()) == 1


def test_an_identity_without_an_account_is_told_so(client: Client) -> None:
    make_registered_person()
    make_owner(nas=next_nas(), user_code="AUTRUI31", email="autre@exemple.ca")
    prove_for_codes(client)
    client.post(SHOWN)
    page = text(client.get(SHOWN))
    assert "Aucun compte n’est lié" in page
    assert "AUTRUI31" not in page
    deliver_all()
    assert mails() == []


def test_a_check_for_another_purpose_shows_no_code(client: Client) -> None:
    make_owner()
    begin(client, CheckPurpose.EMAIL, subject="")
    prove(client)
    assert client.get(SHOWN)["Location"] == CODES
    assert client.post(SHOWN)["Location"] == CODES


def test_without_a_check_nothing_is_shown(client: Client) -> None:
    assert client.get(SHOWN)["Location"] == CODES
    assert client.post(SHOWN)["Location"] == CODES


def test_each_page_costs_a_known_number_of_statements(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for address in ("/fr/recuperation/", RECOVER, CODES, LINK, f"{RECOVER}acces-bloque/"):
        with django_assert_num_queries(0):
            client.get(address)


def test_an_address_is_found_without_reading_every_account() -> None:
    codes = [f"PERSONNE{number}" for number in range(2000)]
    User.objects.bulk_create(
        User(portal="C", user_code=code, username=f"C:{code}", email=f"{code}@exemple.ca") for code in codes
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user")
    plan = accounts_with_email(EMAIL).explain()
    assert "user_portal_email_upper" in plan, plan
