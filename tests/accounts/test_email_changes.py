"""A change of address that the former one can undo for 48 hours, or stop before it is made (screens.md K-03, R-05)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.actors import SYSTEM, VISITOR
from accounts.models import EmailChange, EmailCode, JournalEntry, PasswordReset, User
from accounts.queries.email_changes import undo_token
from accounts.services.email_changes import (
    ChangeUndone,
    UndoTooLate,
    apply_due_changes,
    ask_delayed_change,
    cancel_change,
    take_address,
    undo_change,
)
from accounts.states import UserState
from enterprises.models import Member
from tests.accounts.sign_in_steps import deliver_all, is_signed_in, link_in, mails, sign_in
from tests.factories.enterprises import PASSWORD, make_rse, make_user

pytestmark = pytest.mark.django_db
FORMER, NEW, OTHER = "odile@exemple.ca", "odile@ailleurs.ca", "intrus@ailleurs.ca"
CHANGED, ASKED = "Adresse de courriel modifiée", "Nouvelle adresse de courriel demandée"
UNDONE = "/fr/profil/courriel/annule/"
PROTECTED = "/fr/profil/acces-protege/"


@pytest.fixture
def user() -> User:
    return make_rse(user=make_user(user_code="KLMT4829", email=FORMER)).user


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def undo_address(change: EmailChange) -> str:
    return f"/fr/profil/courriel/lien/{undo_token(change)}/"


def changed(user: User, email: str = NEW) -> EmailChange:
    take_address(user, email=email, by=user, now=timezone.now())
    return EmailChange.objects.order_by("-asked_at")[0]


def told(subject: str) -> dict[str, str]:
    deliver_all()
    return {to: text for to, about, text in mails() if about == subject}


def test_the_former_address_alone_gets_the_link_that_undoes(user: User) -> None:
    changed(user)
    mails_sent = told(CHANGED)
    assert set(mails_sent) == {FORMER, NEW}
    assert "/profil/courriel/lien/" in mails_sent[FORMER]
    assert "/lien/" not in mails_sent[NEW]
    assert "Téléphonez-nous" in mails_sent[NEW]


def test_the_link_explains_and_a_post_restores_the_address_and_shuts_everybody_out(client: Client, user: User) -> None:
    intruder = Client()
    sign_in(intruder, "KLMT4829")
    changed(user, OTHER)
    address = link_in(told(CHANGED)[FORMER])
    page = client.get(address).content.decode()
    assert "i•••@ailleurs.ca" in page
    assert fresh(user).email == OTHER
    assert client.post(address)["Location"] == PROTECTED
    assert client.get(PROTECTED).status_code == 200
    now = fresh(user)
    assert (now.email, now.check_password(PASSWORD)) == (FORMER, False)
    assert intruder.get("/fr/profil/").status_code == 302
    assert told("Choisissez un nouveau mot de passe clicSÉQUR").keys() == {FORMER}
    assert PasswordReset.objects.get().user == user
    facts = JournalEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(facts)[-2:] == ["account.email_change_undone", "account.protected"]


def test_the_owner_who_undoes_in_a_session_leaves_it(client: Client, user: User) -> None:
    sign_in(client, "KLMT4829")
    assert client.post(undo_address(changed(user)))["Location"] == PROTECTED
    assert not is_signed_in(client)
    assert client.get(PROTECTED).status_code == 200


def test_a_second_click_on_the_link_changes_nothing_more(client: Client, user: User) -> None:
    address = undo_address(changed(user))
    client.post(address)
    facts = JournalEntry.objects.count()
    for again in (client.get(address), client.post(address)):
        assert again.status_code == 410
        assert "déjà annulé" in again.content.decode()
    assert JournalEntry.objects.count() == facts


def test_after_48_hours_the_link_says_it_is_too_late(client: Client, user: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        change = changed(user)
        clock.tick(timedelta(hours=48) - timedelta(seconds=1))
        assert client.get(undo_address(change)).status_code == 200
        clock.tick(timedelta(seconds=1))
        late = client.post(undo_address(change))
    assert late.status_code == 410
    assert "Téléphonez-nous" in late.content.decode()
    assert fresh(user).email == NEW


def test_an_altered_link_says_nothing_of_an_account(client: Client, user: User) -> None:
    address = undo_address(changed(user))
    altered = f"{address[:-3]}{'A' if address[-3] != 'A' else 'B'}{address[-2:]}"
    for wrong in (altered, "/fr/profil/courriel/lien/x/", "/fr/profil/courriel/lien/00.x/"):
        assert client.post(wrong).status_code == 410
    assert fresh(user).email == NEW


def test_undoing_the_first_of_two_changes_undoes_both(user: User) -> None:
    first = changed(user, OTHER)
    second = changed(user, "encore@ailleurs.ca")
    undo_change(first, by=VISITOR, now=timezone.now())
    assert fresh(user).email == FORMER
    with pytest.raises(ChangeUndone):
        undo_change(second, by=VISITOR, now=timezone.now())
    assert fresh(user).email == FORMER


def test_a_change_through_the_pages_can_be_undone(client: Client, user: User) -> None:
    sign_in(client, "KLMT4829")
    client.post("/fr/profil/courriel/", {"email": NEW})
    client.post("/fr/profil/courriel/code/", {"digits": EmailCode.objects.get().sealed_code})
    change = EmailChange.objects.get()
    assert (change.former_email, change.new_email, change.undone_at) == (FORMER, NEW, None)
    assert change.undo_until - change.asked_at == timedelta(hours=48)


def test_a_delayed_change_is_announced_waits_48_hours_then_is_made_and_told(user: User) -> None:
    now = timezone.now()
    change = ask_delayed_change(user, email=NEW, by=user, now=now)
    announced = told(ASKED)
    assert set(announced) == {FORMER}
    assert "/profil/courriel/lien/" in announced[FORMER]
    assert apply_due_changes(now=now + timedelta(hours=48) - timedelta(seconds=1)) == 0
    assert fresh(user).email == FORMER
    assert apply_due_changes(now=change.takes_effect_at) == 1
    assert fresh(user).email == NEW
    assert set(told(CHANGED)) == {FORMER, NEW}
    assert apply_due_changes(now=change.takes_effect_at) == 0


def test_the_former_address_says_no_to_a_delayed_change(client: Client, user: User) -> None:
    sign_in(client, "KLMT4829")
    change = ask_delayed_change(user, email=OTHER, by=VISITOR, now=timezone.now())
    address = link_in(told(ASKED)[FORMER])
    assert "Refuser" in client.get(address).content.decode()
    assert Client().post(address)["Location"] == UNDONE
    assert client.get(UNDONE).status_code == 200
    assert apply_due_changes(now=change.takes_effect_at) == 0
    assert (fresh(user).email, fresh(user).check_password(PASSWORD)) == (FORMER, True)
    assert is_signed_in(client)


def test_a_newer_wish_replaces_the_change_that_waits(user: User) -> None:
    now = timezone.now()
    ask_delayed_change(user, email=OTHER, by=VISITOR, now=now)
    ask_delayed_change(user, email=NEW, by=VISITOR, now=now + timedelta(hours=1))
    assert apply_due_changes(now=now + timedelta(hours=49)) == 1
    assert fresh(user).email == NEW


def test_an_address_changed_at_once_ends_the_change_that_waits(user: User) -> None:
    now = timezone.now()
    ask_delayed_change(user, email=OTHER, by=VISITOR, now=now)
    take_address(user, email=NEW, by=user, now=now + timedelta(hours=1))
    assert apply_due_changes(now=now + timedelta(hours=49)) == 0
    assert fresh(user).email == NEW


def test_the_owner_keeps_the_present_address_and_a_second_click_is_harmless(client: Client, user: User) -> None:
    sign_in(client, "KLMT4829")
    change = ask_delayed_change(user, email=OTHER, by=VISITOR, now=timezone.now())
    for _click in range(2):
        assert client.post("/fr/profil/courriel/renoncer/")["Location"] == "/fr/profil/"
    assert apply_due_changes(now=change.takes_effect_at) == 0
    assert JournalEntry.objects.filter(action="account.email_change_undone").count() == 1
    assert fresh(user).email == FORMER


def test_nobody_gives_up_the_change_of_another(user: User) -> None:
    stranger = make_user(user_code="BCDF2345")
    change = ask_delayed_change(user, email=NEW, by=VISITOR, now=timezone.now())
    cancel_change(stranger, by=stranger, now=timezone.now())
    assert apply_due_changes(now=change.takes_effect_at) == 1


@pytest.mark.parametrize("state", [UserState.CLOSED, UserState.SUSPENDED])
def test_a_closed_or_suspended_account_takes_no_new_address(user: User, state: UserState) -> None:
    change = ask_delayed_change(user, email=NEW, by=VISITOR, now=timezone.now())
    User.objects.filter(pk=user.pk).update(state=state)
    assert apply_due_changes(now=change.takes_effect_at) == 0
    User.objects.filter(pk=user.pk).update(state=UserState.ACTIVE)
    assert apply_due_changes(now=change.takes_effect_at) == 0
    assert fresh(user).email == FORMER
    [undone] = JournalEntry.objects.filter(action="account.email_change_undone")
    assert undone.actor_label == SYSTEM.label
    with pytest.raises(ChangeUndone):
        undo_change(change, by=VISITOR, now=timezone.now())


def test_a_delayed_change_that_was_made_is_undone_no_more(user: User) -> None:
    change = ask_delayed_change(user, email=NEW, by=VISITOR, now=timezone.now())
    apply_due_changes(now=change.takes_effect_at)
    with pytest.raises(UndoTooLate):
        undo_change(change, by=VISITOR, now=change.takes_effect_at)


def test_the_addresses_are_sealed_and_in_no_other_row(user: User) -> None:
    changed(user)
    raw = EmailChange.objects.raw("SELECT id, former_email::text AS sealed FROM accounts_emailchange")[0].sealed
    assert "odile" not in str(raw)
    assert "odile" not in str(list(JournalEntry.objects.values_list("details", "reason")))


def test_the_rse_learns_of_a_delayed_change_too(user: User) -> None:
    member = Member.objects.get(user=user)
    colleague = make_user(user_code="BCDF2345")
    Member.objects.create(enterprise=member.enterprise, user=colleague, role="user", state="active")
    change = ask_delayed_change(colleague, email=NEW, by=VISITOR, now=timezone.now())
    apply_due_changes(now=change.takes_effect_at)
    deliver_all()
    assert user.secure_messages.get().subject == "Un utilisateur a changé d’adresse de courriel"
