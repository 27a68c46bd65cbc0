"""My profile (G-03): one act a page, the password again before what matters (X-12)."""

from datetime import timedelta

import pytest
from django.test import Client
from freezegun import freeze_time

from accounts.models import EmailCode, JournalEntry, OutboxMessage, SecureMessage, User
from enterprises.models import Member
from enterprises.states import MemberRole
from tests.accounts.sign_in_steps import deliver_all, is_signed_in, mails, sign_in
from tests.factories.enterprises import PASSWORD, make_member, make_rse, make_user

pytestmark = pytest.mark.django_db
CONFIRM = "/fr/profil/identite/"
WITNESSED = "Un utilisateur a changé d’adresse de courriel"
NEW = "cinq moutons verts 38"
GUARDED = [
    "courriel/",
    "courriel/code/",
    "mot-de-passe/",
    "confirmation/application/",
    "confirmation/cle-d-acces/",
    "confirmation/codes/",
]


@pytest.fixture
def rse(client: Client) -> Member:
    made = make_rse(user=make_user(user_code="KLMT4829", email="odile@exemple.ca"))
    sign_in(client, "KLMT4829")
    return made


def fresh(member: Member) -> User:
    return User.objects.get(pk=member.user.pk)


def test_the_profile_shows_what_may_be_changed(client: Client, rse: Member) -> None:
    page = client.get("/fr/profil/").content.decode()
    for shown in ("KLMT4829", "Odile O’Neil", "odile@exemple.ca", "Aucun", "Français", "Non activée"):
        assert shown in page


@pytest.mark.parametrize("address", GUARDED)
def test_what_matters_asks_for_the_password_after_five_minutes(client: Client, address: str) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        make_rse(user=make_user(user_code="KLMT4829"))
        sign_in(client, "KLMT4829")
        clock.tick(timedelta(minutes=6))
        asked = client.get(f"/fr/profil/{address}")
        assert asked["Location"].startswith(f"{CONFIRM}?next=")
        assert client.post(f"/fr/profil/{address}", {"x": "y"})["Location"] == asked["Location"]
        wrong = client.post(asked["Location"], {"password": "mauvais mot de passe"})
        assert "Mot de passe inexact" in wrong.content.decode()
        assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == f"/fr/profil/{address}"
        assert client.get(f"/fr/profil/{address}").status_code in {200, 404}


def test_five_wrong_confirmations_wait(client: Client, rse: Member) -> None:
    for _turn in range(5):
        client.post(CONFIRM, {"password": "mauvais mot de passe"})
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 429
    assert is_signed_in(client)


def test_a_confirmation_leads_nowhere_else(client: Client, rse: Member) -> None:
    assert client.post(f"{CONFIRM}?next=https://example.org/", {"password": PASSWORD})["Location"] == "/fr/profil/"


def test_a_new_address_serves_once_it_gave_its_code_back(client: Client, rse: Member) -> None:
    assert (
        client.post("/fr/profil/courriel/", {"email": "odile@ailleurs.ca"})["Location"] == "/fr/profil/courriel/code/"
    )
    digits = EmailCode.objects.get().sealed_code
    assert "o•••@ailleurs.ca" in client.get("/fr/profil/courriel/code/").content.decode()
    wrong = client.post("/fr/profil/courriel/code/", {"digits": "000000" if digits != "000000" else "111111"})
    assert "Code inexact" in wrong.content.decode()
    assert EmailCode.objects.get().tries == 1
    assert fresh(rse).email == "odile@exemple.ca"
    assert client.post("/fr/profil/courriel/code/", {"digits": digits})["Location"] == "/fr/profil/"
    assert fresh(rse).email == "odile@ailleurs.ca"
    assert "odile" not in str(list(OutboxMessage.objects.values_list("arguments", flat=True)))
    deliver_all()
    told = {to: text for to, subject, text in mails() if subject == "Adresse de courriel modifiée"}
    assert set(told) == {"odile@exemple.ca", "odile@ailleurs.ca"}
    assert "o•••@ailleurs.ca" in told["odile@exemple.ca"]
    assert JournalEntry.objects.filter(action="account.email_changed", subject_id=str(rse.user.pk)).count() == 1


def test_the_rse_learns_that_a_user_changed_address(client: Client, rse: Member) -> None:
    colleague = make_rse(rse.enterprise)
    user = make_member(rse.enterprise, MemberRole.USER, user=make_user(user_code="BCDF2345"))
    other = Client()
    for who, code in [(client, "KLMT4829"), (other, "BCDF2345")]:
        sign_in(who, code)
        who.post("/fr/profil/courriel/", {"email": "nouveau@ailleurs.ca"})
        digits = EmailCode.objects.order_by("-created_at").first().sealed_code
        who.post("/fr/profil/courriel/code/", {"digits": digits})
    assert fresh(user).email == "nouveau@ailleurs.ca"
    deliver_all()
    told = SecureMessage.objects.order_by("recipient").values_list("recipient", "subject")
    assert set(told) == {(rse.user.pk, WITNESSED), (colleague.user.pk, WITNESSED)}


def test_the_code_of_an_address_serves_its_owner_only(client: Client, rse: Member) -> None:
    client.post("/fr/profil/courriel/", {"email": "odile@ailleurs.ca"})
    digits = EmailCode.objects.get().sealed_code
    other = Client()
    make_rse(user=make_user(user_code="BCDF2345"))
    sign_in(other, "BCDF2345")
    assert "n’est plus valide" in other.post("/fr/profil/courriel/code/", {"digits": digits}).content.decode()


def test_a_code_asked_twice_in_a_minute_is_refused(client: Client, rse: Member) -> None:
    client.post("/fr/profil/courriel/", {"email": "odile@ailleurs.ca"})
    answer = client.post("/fr/profil/courriel/", {"email": "odile@ailleurs.ca"})
    assert "trop de tentatives" in answer.content.decode()
    assert EmailCode.objects.count() == 1


def test_the_telephone_is_changed(client: Client, rse: Member) -> None:
    refused = client.post("/fr/profil/telephone/", {"phone": "123"})
    assert "10 chiffres" in refused.content.decode()
    assert fresh(rse).phone == ""
    assert client.post("/fr/profil/telephone/", {"phone": "(418) 555-0123"})["Location"] == "/fr/profil/"
    assert fresh(rse).phone == "4185550123"
    assert JournalEntry.objects.get(action="account.profile_changed").details == {"field": "phone"}


def test_the_language_is_changed_and_the_page_follows(client: Client, rse: Member) -> None:
    assert client.post("/fr/profil/langue/", {"language": "en"})["Location"] == "/en/profil/"
    assert fresh(rse).language == "en"
    assert "Choisissez une langue" in client.post("/fr/profil/langue/", {"language": "es"}).content.decode()


def test_a_changed_password_keeps_this_session_and_ends_the_others(client: Client, rse: Member) -> None:
    other = Client()
    sign_in(other, "KLMT4829")
    assert client.post("/fr/profil/mot-de-passe/", {"password": NEW})["Location"] == "/fr/profil/"
    assert client.get("/fr/profil/").status_code == 200
    assert other.get("/fr/profil/").status_code == 302
    assert fresh(rse).check_password(NEW)


def test_the_same_password_again_is_refused(client: Client, rse: Member) -> None:
    answer = client.post("/fr/profil/mot-de-passe/", {"password": PASSWORD})
    assert "différent" in answer.content.decode()
    assert not JournalEntry.objects.filter(action="account.password_changed").exists()


def test_an_agent_has_no_profile_here(client: Client) -> None:
    client.force_login(make_user("A", user_code="AGENT1"))
    assert client.get("/fr/profil/").status_code in {302, 404}


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("", 3),
        ("telephone/", 2),
        ("langue/", 2),
        ("courriel/", 2),
        ("mot-de-passe/", 2),
        ("identite/", 2),
        ("confirmation/", 3),
        ("confirmation/application/", 2),
        ("confirmation/cle-d-acces/", 2),
        ("courriel/code/", 2),
    ],
)
def test_each_page_costs_a_known_number_of_statements(
    client: Client, rse: Member, django_assert_num_queries, address: str, number: int
) -> None:
    client.get("/fr/profil/")
    with django_assert_num_queries(number):
        client.get(f"/fr/profil/{address}")
