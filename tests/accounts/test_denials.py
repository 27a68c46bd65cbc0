"""« Ce n’était pas moi », from the link of a mail about a sign-in (screens.md N-09, K-04)."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import EmailChange, JournalEntry, PasswordReset, User
from accounts.queries.denials import denial_link
from accounts.services.email_changes import take_address
from accounts.services.second_factors import add_totp
from clicsequr.logs import hide_links
from tests.accounts.sign_in_steps import deliver_all, is_signed_in, mails, owed, sign_in, totp_code
from tests.factories.enterprises import make_rse, make_user
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db
PROTECTED = "/fr/profil/acces-protege/"


@pytest.fixture
def owner() -> User:
    return make_rse(user=make_user(user_code="KLMT4829", email="odile@exemple.ca")).user


def path_of(link: str) -> str:
    return link.partition("://")[2].partition("/")[2].join(["/", ""])


def link_mailed() -> str:
    found = re.search(r"https?://\S+/ce-n-etait-pas-moi/lien/\S+", mails()[-1][2])
    assert found
    return path_of(found[0])


def reported(owner: User) -> str:
    """Sign in on two devices; give the address in the mail about the second."""
    for _device in range(2):
        sign_in(Client(), owner.user_code)
    deliver_all()
    return link_mailed()


def test_the_link_explains_first_and_opens_no_session(client: Client, owner: User) -> None:
    address = reported(owner)
    before = User.objects.values().get(pk=owner.pk), JournalEntry.objects.count()
    page = client.get(address).content.decode()
    assert "toutes les sessions seront fermées" in page
    assert "KL•••••9" in page
    assert "KLMT4829" not in page
    assert (User.objects.values().get(pk=owner.pk), JournalEntry.objects.count()) == before
    assert not is_signed_in(client)


def test_the_owner_shuts_everybody_out_and_chooses_another_password(client: Client, owner: User) -> None:
    thief = Client()
    address = reported(owner)
    sign_in(thief, "KLMT4829")
    assert client.post(address)["Location"] == PROTECTED
    assert client.get(PROTECTED).status_code == 200
    assert not is_signed_in(client)
    assert thief.get("/fr/profil/").status_code == 302
    assert "inexact" in sign_in(Client(), "KLMT4829", PASSWORD).content.decode()
    deliver_all()
    assert mails()[-1][0] == "odile@exemple.ca"
    assert PasswordReset.objects.get().user == owner
    kept = JournalEntry.objects.filter(action__in=["account.sign_in_denied", "account.protected"])
    assert {(row.actor_label, row.subject_id) for row in kept} == {("visiteur", str(owner.pk))}
    assert kept.count() == 2


def test_said_twice_it_is_done_once(client: Client, owner: User) -> None:
    address = reported(owner)
    client.post(address)
    debts = owed()
    for answer in (client.post(address), client.get(address)):
        assert answer.status_code == 410
        assert "C’est déjà fait" in answer.content.decode()
    assert owed() == debts


def test_a_later_sign_in_may_be_reported_after_an_earlier_one(client: Client, owner: User) -> None:
    with freeze_time("2026-11-23 13:00:00"):
        earlier = path_of(denial_link(owner, at=timezone.now() - timedelta(days=1)))
        client.post(earlier)
    later = timezone.now() + timedelta(hours=1)  # the journal keeps the time of the database
    with freeze_time(later + timedelta(minutes=1)):
        assert client.get(path_of(denial_link(owner, at=later))).status_code == 200


def test_an_address_changed_since_is_brought_back_and_gets_the_link(client: Client, owner: User) -> None:
    address = reported(owner)
    for email in ("voleur@exemple.ca", "voleur2@exemple.ca"):
        take_address(owner, email=email, by=owner, now=timezone.now() + timedelta(seconds=2))
    with freeze_time(timezone.now() + timedelta(minutes=5)):
        assert client.post(address)["Location"] == PROTECTED
    assert User.objects.get(pk=owner.pk).email == "odile@exemple.ca"
    assert EmailChange.objects.filter(undone_at=None).count() == 0
    deliver_all()
    assert mails()[-1][0] == "odile@exemple.ca"
    assert not User.objects.get(pk=owner.pk).has_usable_password()


def test_a_factor_added_since_is_removed_and_an_older_one_stays(client: Client, owner: User) -> None:
    Authenticator.objects.create(
        user=owner, type="webauthn", data={"name": "la mienne"}, created_at=timezone.now() - timedelta(days=3)
    )
    address = path_of(denial_link(owner, at=timezone.now() - timedelta(hours=1)))
    secret = generate_totp_secret()
    row = Authenticator(data={"secret": secret})
    add_totp(owner, secret=secret, code=totp_code(row, sealed=False), by=owner, now=timezone.now())
    client.post(address)
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}


@pytest.mark.parametrize("token", ["x", "a.b.c", ".", "%20", "0" * 500])
def test_an_altered_link_serves_nothing(client: Client, token: str) -> None:
    for method in (client.get, client.post):
        assert method(f"/fr/session/ce-n-etait-pas-moi/lien/{token}/").status_code == 410


def test_a_link_of_one_account_names_no_other(client: Client, owner: User) -> None:
    other = make_user(user_code="BCDF2345")
    token = path_of(denial_link(owner, at=timezone.now())).split("/")[-2]
    forged = token.replace(owner.pk.hex, other.pk.hex)
    assert client.post(f"/fr/session/ce-n-etait-pas-moi/lien/{forged}/").status_code == 410
    assert User.objects.get(pk=other.pk).has_usable_password()


def test_a_link_serves_thirty_days_and_says_when_it_is_too_old(
    client: Client, owner: User, settings: LazySettings
) -> None:
    old = path_of(denial_link(owner, at=timezone.now() - settings.SIGN_IN_DENIAL_LASTS - timedelta(seconds=1)))
    answer = client.post(old)
    assert answer.status_code == 410
    assert "trop ancien" in answer.content.decode()
    assert User.objects.get(pk=owner.pk).has_usable_password()


def test_a_closed_account_has_nothing_to_protect(client: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(state="closed")
    assert client.post(path_of(denial_link(owner, at=timezone.now()))).status_code == 410


def test_the_owner_s_own_session_ends_with_the_others(client: Client, owner: User) -> None:
    sign_in(client, "KLMT4829")
    assert client.post(path_of(denial_link(owner, at=timezone.now())))["Location"] == PROTECTED
    assert not is_signed_in(client)


def test_the_mail_reads_in_the_language_of_its_owner() -> None:
    person = make_person_with_options(language="en")
    assert path_of(denial_link(person, at=timezone.now())).startswith("/en/session/")


def test_no_log_holds_the_link(owner: User) -> None:
    link = denial_link(owner, at=timezone.now())
    assert owner.pk.hex not in str(hide_links(None, "", {"request": f"GET {link}"}))
