"""R-05: an address out of reach. The identity, a new address that answers, 48 hours, and a word from the former one."""

from datetime import timedelta

import pytest
from django.test import Client
from freezegun import freeze_time

from accounts.models import EmailChange, EmailCode, JournalEntry, User
from accounts.services.email_changes import apply_due_changes
from accounts.states import UserState
from citizens.identity_check import CheckPurpose
from tests.accounts.sign_in_steps import deliver_all, link_in, mails
from tests.citizens.identity_road import begin, prove, text
from tests.citizens.recovery_steps import ADDRESS, ADDRESS_CODE, ASKED, EMAIL, RECOVER, make_owner, prove_for
from tests.citizens.sign_in_steps import HOME, latest_digits, sign_in
from tests.factories.persons import make_registered_person, next_nas
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db
BEGIN = f"{RECOVER}courriel/"
NEW_EMAIL = "nouvelle@exemple.ca"


def prove_for_email(client: Client, **numbers: str) -> None:
    assert client.post(BEGIN)["Location"] == "/fr/citoyens/identite/"
    assert prove(client, **numbers)["Location"] == ADDRESS


def give_address(client: Client, email: str = NEW_EMAIL, **typed: str) -> str:
    """Give the new address; give the code it received."""
    assert client.post(ADDRESS, {"email": email, **typed})["Location"] == ADDRESS_CODE
    return latest_digits()


def ask(client: Client, email: str = NEW_EMAIL) -> EmailChange:
    prove_for_email(client)
    assert client.post(ADDRESS_CODE, {"digits": give_address(client, email)})["Location"] == ASKED
    return EmailChange.objects.order_by("-asked_at")[0]


def email_of(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def test_the_address_changes_after_48_hours_and_both_are_told(client: Client) -> None:
    owner, elsewhere = make_owner(), Client()
    change = ask(client)
    assert "48 heures" in text(client.get(ASKED))
    assert change.takes_effect_at - change.asked_at == timedelta(hours=48)
    assert email_of(owner) == EMAIL
    deliver_all()
    assert [to for to, _subject, _text in mails()] == [NEW_EMAIL, EMAIL]
    sign_in(elsewhere, owner)
    assert apply_due_changes(now=change.takes_effect_at - timedelta(seconds=1)) == 0
    assert apply_due_changes(now=change.takes_effect_at) == 1
    assert email_of(owner) == NEW_EMAIL
    assert elsewhere.get(HOME)["Location"].startswith("/fr/session/expiree/")
    deliver_all()
    assert {to for to, _subject, _text in mails()[2:]} == {EMAIL, NEW_EMAIL}


def test_the_former_address_says_no(client: Client) -> None:
    owner = make_owner()
    change = ask(client)
    deliver_all()
    [notice] = [body for to, _subject, body in mails() if to == EMAIL]
    link = link_in(notice)
    assert Client().get(link).status_code == 200
    Client().post(link)
    assert apply_due_changes(now=change.takes_effect_at) == 0
    assert email_of(owner) == EMAIL


def test_nothing_is_asked_before_the_identity(client: Client) -> None:
    make_owner()
    for address in (ADDRESS, ADDRESS_CODE):
        assert client.get(address)["Location"] == BEGIN
        assert client.post(address, {"email": NEW_EMAIL, "digits": "123456"})["Location"] == BEGIN
    for purpose in (CheckPurpose.CODE, CheckPurpose.PASSWORD, CheckPurpose.OPTIONS):
        begin(client, purpose, subject="")
        prove(client)
        assert client.post(ADDRESS, {"email": NEW_EMAIL})["Location"] == BEGIN
    assert EmailCode.objects.count() == EmailChange.objects.count() == 0


def test_a_person_without_an_account_gets_no_code(client: Client) -> None:
    make_registered_person()
    make_owner(nas=next_nas(), user_code="AUTRUI31")
    prove_for_email(client)
    assert "Aucun compte actif" in text(client.get(ADDRESS))
    assert "Aucun compte actif" in text(client.post(ADDRESS, {"email": NEW_EMAIL}))
    assert EmailCode.objects.count() == 0


def test_the_address_must_answer(client: Client) -> None:
    owner = make_owner()
    prove_for_email(client)
    digits = give_address(client)
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    pages = [text(client.post(ADDRESS_CODE, {"digits": wrong})) for _turn in range(5)]
    assert "Code inexact" in pages[0]
    assert "n’est plus valide" in text(client.post(ADDRESS_CODE, {"digits": digits}))
    assert email_of(owner) == EMAIL
    assert EmailChange.objects.count() == 0


@pytest.mark.parametrize("email", ["", "sans-arobase", "x" * 10_001, "🦊"])
def test_what_is_no_address_is_an_error(client: Client, email: str) -> None:
    make_owner()
    prove_for_email(client)
    assert "Erreur" in text(client.post(ADDRESS, {"email": email}))
    assert EmailCode.objects.count() == 0


@pytest.mark.parametrize("digits", ["", "12", "🦊", "1" * 10_001])
def test_what_is_no_code_is_an_error(client: Client, digits: str) -> None:
    make_owner()
    prove_for_email(client)
    give_address(client)
    assert "Erreur" in text(client.post(ADDRESS_CODE, {"digits": digits}))
    assert EmailChange.objects.count() == 0


def test_a_code_is_sent_again_after_a_minute(client: Client) -> None:
    make_owner()
    with freeze_time("2026-11-23 13:00:00") as clock:
        prove_for_email(client)
        first = give_address(client)
        assert "trop de tentatives" in text(client.post(ADDRESS_CODE, {"resend": "1"}))
        assert "trop de tentatives" in text(client.post(ADDRESS, {"email": NEW_EMAIL}))
        clock.tick(timedelta(seconds=61))
        assert client.post(ADDRESS_CODE, {"resend": "1"})["Location"] == ADDRESS_CODE
        second = latest_digits()
        if first != second:
            assert "Code inexact" in text(client.post(ADDRESS_CODE, {"digits": first}))
        assert client.post(ADDRESS_CODE, {"digits": second})["Location"] == ASKED


def test_a_page_sent_twice_asks_once(client: Client) -> None:
    make_owner()
    prove_for_email(client)
    digits = give_address(client)
    client.post(ADDRESS_CODE, {"digits": digits})
    assert client.post(ADDRESS_CODE, {"digits": digits})["Location"] == BEGIN
    assert EmailChange.objects.count() == 1


def test_a_later_change_takes_the_place_of_the_one_that_waits(client: Client) -> None:
    owner = make_owner()
    with freeze_time("2026-11-23 13:00:00") as clock:
        first = ask(client)
        clock.tick(timedelta(minutes=2))
        second = ask(client, "derniere@exemple.ca")
    assert apply_due_changes(now=first.takes_effect_at) == 0
    assert apply_due_changes(now=second.takes_effect_at) == 1
    assert email_of(owner) == "derniere@exemple.ca"


def test_a_person_with_several_accounts_says_which(client: Client) -> None:
    owner = make_owner()
    other = make_person_with_options(user_code="DEUXIEME28", email="deux@exemple.ca")
    stranger = make_owner(nas=next_nas(), user_code="AUTRUI31", email="autre@exemple.ca")
    reference = owner.identity_proof.reference
    prove_for(other, type(make_registered_person(next_nas()))(reference=reference))
    prove_for_email(client)
    page = text(client.get(ADDRESS))
    assert "DE•••••••8" in page
    assert "AUTRUI31" not in page
    assert "DEUXIEME28" not in page
    for chosen in ("", str(stranger.pk), "x"):
        assert "Choisissez un code" in text(client.post(ADDRESS, {"email": NEW_EMAIL, "account": chosen}))
    client.post(ADDRESS_CODE, {"digits": give_address(client, account=str(other.pk))})
    assert EmailChange.objects.get().user_id == other.pk


@pytest.mark.parametrize("state", [UserState.SUSPENDED, UserState.CLOSING, UserState.CLOSED])
def test_only_an_active_account_changes_its_address(client: Client, state: str) -> None:
    owner = make_owner()
    prove_for_email(client)
    digits = give_address(client)
    User.objects.filter(pk=owner.pk).update(state=state)
    assert client.post(ADDRESS_CODE, {"digits": digits})["Location"] == ADDRESS
    assert "Aucun compte actif" in text(client.get(ADDRESS))
    assert EmailChange.objects.count() == 0


def test_an_identity_that_is_no_longer_the_account_s_asks_nothing(client: Client) -> None:
    owner = make_owner()
    prove_for_email(client)
    digits = give_address(client)
    owner.identity_proof.delete()
    assert client.post(ADDRESS_CODE, {"digits": digits})["Location"] == ADDRESS
    assert EmailChange.objects.count() == 0


def test_what_one_person_asked_is_not_taken_by_another(client: Client) -> None:
    owner, nas = make_owner(), next_nas()
    stranger = make_owner(nas=nas, user_code="AUTRUI31", email="autre@exemple.ca")
    prove_for_email(client)
    digits = give_address(client)
    prove_for_email(client, nas=nas)
    assert client.post(ADDRESS_CODE, {"digits": digits})["Location"] == ADDRESS
    assert client.post(ADDRESS_CODE, {"resend": "1"})["Location"] == ADDRESS
    assert EmailChange.objects.filter(user__in=[owner, stranger]).count() == 0


@pytest.mark.parametrize("name", ["identity", "new_email"])
def test_an_altered_cookie_begins_again(client: Client, name: str) -> None:
    make_owner()
    prove_for_email(client)
    digits = give_address(client)
    client.cookies[name] = client.cookies[name].value[:-4] + "AAA="
    assert client.post(ADDRESS_CODE, {"digits": digits})["Location"] in {BEGIN, ADDRESS}
    assert EmailChange.objects.count() == 0


def test_the_address_typed_is_in_no_journal(client: Client) -> None:
    make_owner()
    ask(client)
    assert NEW_EMAIL not in str(list(JournalEntry.objects.values_list("details", "reason", "actor_label")))


def test_each_page_costs_a_known_number_of_statements(client: Client, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    make_owner()
    prove_for_email(client)
    with django_assert_num_queries(2):
        client.get(ADDRESS)
    give_address(client)
    with django_assert_num_queries(2):
        client.get(ADDRESS_CODE)
    for address in (BEGIN, ASKED):
        with django_assert_num_queries(0):
            Client().get(address)


def test_the_wait_is_told_in_the_words_of_the_setting(client: Client) -> None:
    assert "48 heures" in text(client.get(BEGIN))
