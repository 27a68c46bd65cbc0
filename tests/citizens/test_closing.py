"""Closing one's account: at once for everybody, for good after thirty days, taken back until then (screens.md K-05)."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.actors import SYSTEM
from accounts.models import AllocatedUserCode, EmailCode, JournalEntry, OutboxMessage, SecureMessage, Session, User
from accounts.services.email_changes import take_address
from accounts.services.email_codes import send_email_code
from accounts.services.secure_messages import deposit_message
from accounts.states import UserState
from citizens.models import AccountClosure, CitizenProfile, IdentityProof, SecurityAnswer
from citizens.queries.closing import reopening_token
from citizens.services.closing import AlreadyReopened, ReopeningTooLate, close_account, erase_account, reopen_account
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from clicsequr.kernel.errors import NotAllowed
from clicsequr.kernel.states import IllegalMove
from tests.accounts.sign_in_steps import deliver_all, is_signed_in, link_in, mails
from tests.citizens.sign_in_steps import CODE, HOME, answer, reach_question, sign_in
from tests.factories.enterprises import PASSWORD, make_rse
from tests.factories.secrets import NEW_PASSWORD
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db
CLOSE, ASKED, REOPEN = "/fr/citoyens/fermeture/", "/fr/citoyens/fermeture/demandee/", "/fr/citoyens/reouverture/"
TICKED = {"understood": "on"}
CLOSING, KEPT = "Fermeture de votre compte clicSÉQUR", "Votre compte clicSÉQUR est gardé"


@pytest.fixture
def person() -> User:
    return make_person_with_options(user_code=CODE, email="odile@exemple.ca")


def state_of(person: User) -> str:
    return User.objects.get(pk=person.pk).state


def closed(person: User, *, now: datetime | None = None) -> AccountClosure:
    return close_account(person, by=person, now=now or timezone.now())


def told(subject: str) -> dict[str, str]:
    deliver_all()
    return {to: text for to, about, text in mails() if about == subject}


def test_an_owner_who_ticks_the_box_closes_the_account_and_every_session(client: Client, person: User) -> None:
    other = Client()
    sign_in(other, person)
    sign_in(client, person)
    assert "jamais redonné" in client.get(CLOSE).content.decode()
    assert client.post(CLOSE, TICKED)["Location"] == ASKED
    assert "30 jours" in client.get(ASKED).content.decode()
    assert state_of(person) == UserState.CLOSING
    assert not Session.objects.filter(user_id=person.pk).exists()
    assert other.get("/fr/profil/").status_code == 302
    closure = AccountClosure.objects.get()
    assert closure.ends_at - closure.asked_at == timedelta(days=30)
    assert f"{REOPEN}lien/" in told(CLOSING)["odile@exemple.ca"]


def test_without_the_box_nothing_closes(client: Client, person: User) -> None:
    sign_in(client, person)
    assert "Cochez la case pour fermer votre compte" in client.post(CLOSE).content.decode()
    assert (state_of(person), AccountClosure.objects.count()) == (UserState.ACTIVE, 0)
    assert is_signed_in(client)


def test_a_second_click_finds_nobody_in_session(client: Client, person: User) -> None:
    sign_in(client, person)
    client.post(CLOSE, TICKED)
    assert client.post(CLOSE, TICKED).status_code == 302
    assert AccountClosure.objects.count() == 1
    assert JournalEntry.objects.filter(action="account.closing_asked").count() == 1


def test_an_account_closes_once_and_one_of_an_enterprise_never_here(person: User) -> None:
    closed(person)
    with pytest.raises(IllegalMove):
        closed(person)
    rse = make_rse().user
    with pytest.raises(NotAllowed):
        closed(rse)
    assert AccountClosure.objects.count() == 1
    assert state_of(rse) == UserState.ACTIVE


def test_the_link_and_the_password_take_the_closing_back(client: Client, person: User) -> None:
    closed(person)
    address = link_in(told(CLOSING)["odile@exemple.ca"])
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"password": "mauvais mot de passe"})
    assert "Mot de passe inexact" in wrong.content.decode()
    assert state_of(person) == UserState.CLOSING
    assert client.post(address, {"password": PASSWORD})["Location"] == "/fr/citoyens/session/"
    assert state_of(person) == UserState.ACTIVE
    assert not is_signed_in(client)
    assert set(told(KEPT)) == {"odile@exemple.ca"}
    assert sign_in(client, person)["Location"] == HOME


def test_the_link_used_twice_says_that_the_account_is_open(client: Client, person: User) -> None:
    address = f"{REOPEN}lien/{reopening_token(closed(person))}/"
    client.post(address, {"password": PASSWORD})
    for again in (client.get(address), client.post(address, {"password": PASSWORD})):
        assert again.status_code == 410
        assert "déjà rouvert" in again.content.decode()
    assert JournalEntry.objects.filter(action="account.reopened").count() == 1


def test_wrong_passwords_through_the_link_are_counted_and_wait(client: Client, person: User) -> None:
    address = f"{REOPEN}lien/{reopening_token(closed(person))}/"
    for _turn in range(8):
        client.post(address, {"password": "mauvais mot de passe"})
    assert client.post(address, {"password": PASSWORD}).status_code == 429
    assert state_of(person) == UserState.CLOSING


def test_a_forged_link_reopens_nothing(client: Client, person: User) -> None:
    token = reopening_token(closed(person))
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (forged, "x", "00.x"):
        assert client.post(f"{REOPEN}lien/{wrong}/", {"password": PASSWORD}).status_code == 410
    assert state_of(person) == UserState.CLOSING


def test_a_sign_in_offers_to_keep_the_account_and_goes_on(client: Client, person: User) -> None:
    closed(person)
    assert sign_in(client, person)["Location"] == REOPEN
    assert "Voulez-vous garder votre compte?" in client.get(REOPEN).content.decode()
    assert state_of(person) == UserState.CLOSING
    assert not is_signed_in(client)
    assert client.post(REOPEN)["Location"] == HOME
    assert state_of(person) == UserState.ACTIVE
    assert "Votre compte est gardé" in client.get(HOME).content.decode()


def test_the_password_alone_offers_nothing(client: Client, person: User) -> None:
    closed(person)
    reach_question(client)
    assert client.post(REOPEN)["Location"] == "/fr/citoyens/session/"
    answer(client, person, "La réponse d’une autre personne")
    assert client.post(REOPEN)["Location"] == "/fr/citoyens/session/"
    assert state_of(person) == UserState.CLOSING


def test_a_closing_taken_back_in_another_tab_is_told(client: Client, person: User) -> None:
    closure = closed(person)
    sign_in(client, person)
    reopen_account(closure, by=person, now=timezone.now())
    assert client.post(REOPEN)["Location"] == "/fr/citoyens/session/"
    with pytest.raises(AlreadyReopened):
        reopen_account(closure, by=person, now=timezone.now())


def test_after_thirty_days_nothing_is_taken_back(client: Client, person: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        address = f"{REOPEN}lien/{reopening_token(closed(person))}/"
        clock.tick(timedelta(days=30) - timedelta(seconds=1))
        assert client.get(address).status_code == 200
        clock.tick(timedelta(seconds=1))
        late = client.post(address, {"password": PASSWORD})
        assert late.status_code == 410
        assert "Le délai pour garder ce compte est passé" in late.content.decode()
        with pytest.raises(ReopeningTooLate):
            reopen_account(AccountClosure.objects.get(), by=person, now=timezone.now())
    assert state_of(person) == UserState.CLOSING


def filled(person: User) -> None:
    """Everything an account may hold."""
    now = timezone.now()
    keep_proof(person, reference=uuid4(), method=ProofMethod.NOTICE, by=person, now=now)
    deposit_message(person, source_key="essai", sender="Essai", subject="Essai", body="Essai")
    take_address(person, email="nouveau@exemple.ca", by=person, now=now)
    send_email_code("sign_in", subject_id=person.pk, email=person.email, language="fr", now=now)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    Client().force_login(person)


def test_after_thirty_days_what_names_the_person_is_erased_and_the_code_stays(person: User) -> None:
    AllocatedUserCode.objects.create(portal="C", user_code=CODE)
    filled(person)
    now = timezone.now()
    closure = closed(person, now=now)
    facts = JournalEntry.objects.count()
    assert not erase_account(closure, by=SYSTEM, now=now + timedelta(days=29))
    assert state_of(person) == UserState.CLOSING
    assert erase_account(closure, by=SYSTEM, now=now + timedelta(days=30))
    row = User.objects.get(pk=person.pk)
    assert (row.state, row.user_code) == (UserState.CLOSED, CODE)
    assert (row.first_name, row.last_name, row.email, row.phone, row.has_usable_password()) == ("", "", "", "", False)
    assert not SecurityAnswer.objects.exists()
    for model in (CitizenProfile, IdentityProof, Authenticator):
        assert not model.objects.filter(user=person).exists()
    assert not person.email_changes.exists()
    assert not EmailCode.objects.filter(subject_id=str(person.pk)).exists()
    assert not SecureMessage.objects.filter(recipient=person).exists()
    assert not Session.objects.filter(user_id=person.pk).exists()
    assert JournalEntry.objects.count() == facts + 1
    assert JournalEntry.objects.order_by("-pk")[0].action == "account.erased"
    assert AllocatedUserCode.objects.filter(portal="C", user_code=CODE).exists()


def test_an_erased_account_opens_nothing_and_owes_no_mail_that_fails(client: Client, person: User) -> None:
    now = timezone.now() - timedelta(days=31)
    filled(person)
    closure = closed(person, now=now)
    assert erase_account(closure, by=SYSTEM, now=timezone.now())
    assert not erase_account(closure, by=SYSTEM, now=timezone.now())
    reach_question(client)
    assert not is_signed_in(client)
    deliver_all()
    assert not OutboxMessage.objects.filter(done_at=None).exists()


def test_the_owner_undoes_a_change_of_address_though_somebody_closed_the_account(client: Client, person: User) -> None:
    """A thief changes the address, then closes: the former address gets the account back, then keeps it."""
    take_address(person, email="intrus@exemple.ca", by=person, now=timezone.now())
    closed(User.objects.get(pk=person.pk))
    undo = link_in(told("Adresse de courriel modifiée")["odile@exemple.ca"])
    assert client.post(undo)["Location"] == "/fr/profil/acces-protege/"
    owner = User.objects.get(pk=person.pk)
    assert (owner.email, owner.state) == ("odile@exemple.ca", UserState.CLOSING)
    assert "/recuperation/lien/" in told("Choisissez un nouveau mot de passe clicSÉQUR")["odile@exemple.ca"]
    owner.set_password(NEW_PASSWORD)
    owner.save(update_fields=["password"])
    reach_question(client, password=NEW_PASSWORD)
    answer(client, owner)
    assert client.post(REOPEN)["Location"] == HOME


def test_a_closing_taken_back_is_never_erased(person: User) -> None:
    now = timezone.now()
    closure = closed(person, now=now)
    reopen_account(closure, by=person, now=now)
    assert not erase_account(closure, by=SYSTEM, now=now + timedelta(days=31))
    assert User.objects.get(pk=person.pk).email == "odile@exemple.ca"
    again = closed(person, now=now + timedelta(days=1))
    assert not erase_account(closure, by=SYSTEM, now=now + timedelta(days=32))
    assert erase_account(again, by=SYSTEM, now=now + timedelta(days=31))
