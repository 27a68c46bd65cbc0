"""R-03 for a citizen: the link and one thing more; another person's identity, answers and links open nothing."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import JournalEntry, PasswordReset, User
from accounts.queries.password_links import link_token
from accounts.services.second_factors import add_totp
from accounts.states import UserState
from citizens.identity_check import CheckPurpose
from tests.accounts.sign_in_steps import deliver_all, mails, totp_code
from tests.citizens.identity_road import begin, prove, text
from tests.citizens.recovery_steps import (
    CONFIRM,
    FACTOR,
    LINK,
    PROVEN,
    SENT,
    make_owner,
    open_link,
    prove_for,
    sent_link,
)
from tests.citizens.sign_in_steps import HOME, WRONG_ANSWER, answer, question_asked, reach_question, sign_in, type_code
from tests.factories.enterprises import make_rse, make_user
from tests.factories.persons import make_registered_person, next_nas
from tests.factories.secrets import NEW_PASSWORD, PASSWORD
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db
DONE = "/fr/recuperation/terminee/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def owner() -> User:
    return make_owner()


def give_answer(client: Client, user: User, typed: str | None = None):  # type: ignore[no-untyped-def]
    question, right = question_asked(user)
    return client.post(CONFIRM, {"question": question, "answer": right if typed is None else typed})


def has_password(user: User, password: str) -> bool:
    return User.objects.get(pk=user.pk).check_password(password)


def test_the_link_and_the_answer_let_choose_a_password(client: Client, owner: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, owner)
    link = open_link(client, owner)
    assert give_answer(client, owner)["Location"] == link
    assert 'value="TREMBLAY27"' in text(client.get(link))
    assert client.post(link, {"password": NEW_PASSWORD})["Location"] == DONE
    assert has_password(owner, NEW_PASSWORD)
    assert elsewhere.get(HOME)["Location"].startswith("/fr/session/expiree/")
    assert "a déjà servi" in text(client.get(link))
    deliver_all()
    assert mails()[-1][1] == "Mot de passe modifié"
    assert JournalEntry.objects.get(action="recovery.owner_confirmed").details == {"means": "question"}


def test_the_link_alone_changes_nothing(client: Client, owner: User) -> None:
    link = open_link(client, owner)
    assert client.post(link, {"password": NEW_PASSWORD})["Location"] == CONFIRM
    assert has_password(owner, PASSWORD)
    assert PasswordReset.objects.get().used_at is None


def test_the_answer_alone_changes_nothing(client: Client, owner: User) -> None:
    refused = give_answer(client, owner)
    assert refused.status_code == 410
    assert "incomplète ou inexacte" in text(refused)


def test_what_one_browser_has_shown_serves_no_other(client: Client, owner: User) -> None:
    link = open_link(client, owner)
    give_answer(client, owner)
    assert Client().post(link, {"password": NEW_PASSWORD})["Location"] == CONFIRM
    assert has_password(owner, PASSWORD)


def test_what_was_shown_for_one_link_serves_no_other_link(client: Client, owner: User) -> None:
    other = make_person_with_options(user_code="AUTRUI31", email="autre@exemple.ca")
    open_link(client, owner)
    give_answer(client, owner)
    stolen = sent_link(Client(), other)
    assert client.post(stolen, {"password": NEW_PASSWORD})["Location"] == CONFIRM
    assert has_password(other, PASSWORD)


def test_five_wrong_answers_wait_as_at_a_sign_in(client: Client, owner: User) -> None:
    open_link(client, owner)
    pages = [give_answer(client, owner, WRONG_ANSWER) for _turn in range(5)]
    assert "Réponse inexacte. Il vous reste 4 essais." in text(pages[0])
    locked = give_answer(client, owner)
    assert locked.status_code == 429
    assert "Prouver mon identité" in text(locked)
    signing_in = Client()
    reach_question(signing_in)
    assert answer(signing_in, owner).status_code == 429
    assert has_password(owner, PASSWORD)


def test_a_question_of_another_tab_costs_no_try(client: Client, owner: User) -> None:
    open_link(client, owner)
    old, right = question_asked(owner)
    while question_asked(owner)[0] == old:
        sign_in(Client(), owner)
    page = client.post(CONFIRM, {"question": old, "answer": right})
    assert "La question a changé" in text(page)


@pytest.mark.parametrize("typed", ["", " ", "x" * 10_001, "🦊🦊🦊", "a\x00b"])
def test_what_is_no_answer_opens_nothing(client: Client, owner: User, typed: str) -> None:
    link = open_link(client, owner)
    assert give_answer(client, owner, typed).status_code == 200
    assert client.get(link)["Location"] == CONFIRM


def prove_for_password(client: Client, **numbers: str):  # type: ignore[no-untyped-def]
    assert client.post(CONFIRM, {"identity": "1"})["Location"] == "/fr/citoyens/identite/"
    return prove(client, **numbers)


def test_the_identity_serves_in_place_of_the_answer(client: Client, owner: User) -> None:
    link = open_link(client, owner)
    assert prove_for_password(client)["Location"] == PROVEN
    assert client.get(PROVEN)["Location"] == link
    assert client.post(link, {"password": NEW_PASSWORD})["Location"] == DONE
    assert has_password(owner, NEW_PASSWORD)


def test_the_identity_of_another_person_is_refused_and_kept_in_the_journal(client: Client, owner: User) -> None:
    nas = next_nas()
    make_registered_person(nas)
    link = open_link(client, owner)
    prove_for_password(client, nas=nas)
    refused = client.get(PROVEN)
    assert refused.status_code == 403
    assert "ne permet pas de récupérer ce compte" in text(refused)
    assert client.get(link)["Location"] == CONFIRM
    assert client.get(PROVEN)["Location"] == CONFIRM
    assert JournalEntry.objects.filter(action="recovery.owner_refused", subject_id=str(owner.pk)).count() == 1


def test_an_account_without_a_proof_is_not_opened_by_an_identity(client: Client) -> None:
    user = make_person_with_options(user_code="TREMBLAY27", email="marie-eve@exemple.ca")
    make_registered_person()
    open_link(client, user)
    assert "Prouver mon identité" not in text(client.get(CONFIRM))
    prove_for_password(client)
    refused = client.get(PROVEN)
    assert refused.status_code == 403
    assert "ne permet pas de récupérer ce compte" in text(refused)


def test_an_identity_proven_for_another_account_confirms_no_link(client: Client, owner: User) -> None:
    other = make_owner(nas=next_nas(), user_code="AUTRUI31", email="autre@exemple.ca")
    open_link(client, other)
    begin(client, CheckPurpose.PASSWORD, subject=str(owner.pk))
    prove(client)
    assert client.get(PROVEN)["Location"] == CONFIRM
    for purpose in (CheckPurpose.EMAIL, CheckPurpose.CODE, CheckPurpose.OPTIONS):
        begin(client, purpose, subject=str(other.pk))
        prove(client)
        assert client.get(PROVEN)["Location"] == CONFIRM


def test_a_code_of_the_application_serves_in_place_of_the_answer(client: Client, owner: User) -> None:
    code = totp_code(Authenticator(data={"secret": SECRET}), drift=-1, sealed=False)
    row = add_totp(owner, secret=SECRET, code=code, by=owner, now=timezone.now())
    link = open_link(client, owner)
    assert f'href="{FACTOR}"' in text(client.get(CONFIRM))
    assert "Code inexact" in text(client.post(FACTOR, {"code": "000000"}))
    assert client.post(FACTOR, {"code": totp_code(row)})["Location"] == link
    assert client.post(link, {"password": NEW_PASSWORD})["Location"] == DONE


def test_without_a_second_factor_its_page_leads_back(client: Client, owner: User) -> None:
    open_link(client, owner)
    assert client.get(FACTOR)["Location"] == CONFIRM
    assert client.post(FACTOR, {"code": "123456"})["Location"] == CONFIRM
    assert client.post(f"{LINK}cle-d-acces/", {"credential": "{}"})["Location"] == CONFIRM


def test_a_link_that_serves_no_more_says_why_at_each_page(client: Client, owner: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        link = open_link(client, owner)
        clock.tick(timedelta(minutes=29))
        assert client.get(CONFIRM).status_code == 200
        clock.tick(timedelta(minutes=2))
        assert "valide 30 minutes" in text(client.get(link))
    with freeze_time("2026-11-23 14:00:00"):
        open_link(client, owner)
    with freeze_time("2026-11-23 14:05:00"):
        sent_link(Client(), owner)
        assert "plus récent" in text(client.get(CONFIRM))


@pytest.mark.parametrize("state", [UserState.SUSPENDED, UserState.CLOSED])
def test_a_suspended_or_closed_account_gets_no_link_and_ends_the_one_it_had(
    client: Client, owner: User, state: str
) -> None:
    link = open_link(client, owner)
    give_answer(client, owner)
    User.objects.filter(pk=owner.pk).update(state=state)
    for refused in (client.get(link), client.post(link, {"password": NEW_PASSWORD}), client.get(CONFIRM)):
        assert refused.status_code == 410
        assert "ne peut pas être changé maintenant" in text(refused)
    assert has_password(owner, PASSWORD)
    before = len(mails())
    client.post(LINK, {"user_code": owner.user_code, "email": owner.email})
    deliver_all()
    assert len(mails()) == before


def test_an_account_being_closed_may_be_taken_back_with_a_new_password(client: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(state=UserState.CLOSING)
    link = open_link(client, owner)
    give_answer(client, owner)
    assert client.post(link, {"password": NEW_PASSWORD})["Location"] == DONE


def test_the_link_of_an_enterprise_asks_for_no_citizen_question_and_the_reverse(client: Client, owner: User) -> None:
    rse = make_rse(user=make_user(user_code="KLMT4829", email="odile@exemple.ca"))
    client.post("/fr/entreprises/recuperation/mot-de-passe/", {"user_code": "KLMT4829", "email": "odile@exemple.ca"})
    deliver_all()
    reset = PasswordReset.objects.get(user=rse.user)
    assert client.get(f"/fr/recuperation/lien/{link_token(reset)}/").status_code == 200
    assert client.get(CONFIRM).status_code == 410
    for address in ("/fr/entreprises/recuperation/mot-de-passe/", LINK):
        code, email = ("TREMBLAY27", owner.email) if "entreprises" in address else ("KLMT4829", "odile@exemple.ca")
        assert client.post(address, {"user_code": code, "email": email})["Location"] == SENT
    deliver_all()
    assert PasswordReset.objects.count() == 1


def test_a_known_and_an_unknown_pair_answer_and_cost_the_same(owner: User) -> None:
    statements = []
    pairs = [("TREMBLAY27", owner.email), ("TREMBLAY27", "x@exemple.ca"), ("PERSONNE99", "y@exemple.ca")]
    for number, (code, email) in enumerate(pairs):
        with CaptureQueriesContext(connection) as queries:
            answered = Client().post(LINK, {"user_code": code, "email": email}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answered["Location"] == SENT
        statements.append([query["sql"].split(" ", 1)[0] for query in queries])
    assert statements[0] == statements[1] == statements[2]


def test_a_new_password_unlocks(client: Client, owner: User) -> None:
    type_code(client)
    for _turn in range(8):
        client.post("/fr/citoyens/session/mot-de-passe/", {"password": "mauvais mot de passe"})
    link = open_link(client, owner)
    give_answer(client, owner)
    client.post(link, {"password": NEW_PASSWORD})
    reach_question(client, password=NEW_PASSWORD)
    assert answer(client, owner)["Location"] == HOME


def test_each_page_costs_a_known_number_of_statements(client: Client, owner: User, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    link = open_link(client, owner)
    for address, number in [(link, 2), (CONFIRM, 5), (FACTOR, 3)]:
        with django_assert_num_queries(number):
            client.get(address)


def test_the_proof_of_one_account_opens_no_other_of_the_same_code_on_the_other_portal(client: Client) -> None:
    person = make_registered_person()
    user = make_person_with_options(user_code="MEMECODE1", email="un@exemple.ca")
    prove_for(user, person)
    make_user(user_code="MEMECODE1", email="un@exemple.ca")
    sent_link(client, user)
    assert PasswordReset.objects.get().user_id == user.pk
