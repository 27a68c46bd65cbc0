"""Between the right password and the session: a temporary password (S-05), new conditions of use (S-06)."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import EmailCode, JournalEntry, TermsAcceptance, TermsVersion, User
from accounts.queries.terms import current_terms, terms_to_accept
from accounts.services.passwords import set_temporary_password
from accounts.services.terms import TextChanged, accept_terms, load_terms
from enterprises.models import Member
from tests.accounts.sign_in_steps import HOME, is_signed_in, sign_in
from tests.factories.enterprises import PASSWORD, make_enterprise, make_rse, make_user

pytestmark = pytest.mark.django_db
PASSWORD_STAGE, TERMS_STAGE = "/fr/session/nouveau-mot-de-passe/", "/fr/session/conditions/"
CODE_STAGE = "/fr/session/code/"
TEMPORARY, NEW = "trois canards roses 44", "cinq moutons verts 38"


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


@pytest.fixture
def terms() -> TermsVersion:
    return TermsVersion.objects.create(
        portal="E", number="1", in_force_on=date(2026, 1, 1), text_fr="Texte français.", text_en="English text."
    )


@pytest.fixture
def temporary(rse: Member) -> User:
    return set_temporary_password(
        rse.user, password=TEMPORARY, until=timezone.now() + timedelta(days=7), by=make_user("A", user_code="AGENT1")
    )


def test_a_temporary_password_is_replaced_before_anything_else(client: Client, temporary: User) -> None:
    assert sign_in(client, "KLMT4829", TEMPORARY, query="?next=/fr/profil/")["Location"] == PASSWORD_STAGE
    assert not is_signed_in(client)
    assert "Votre mot de passe est temporaire" in client.get(PASSWORD_STAGE).content.decode()
    assert client.post(PASSWORD_STAGE, {"password": NEW})["Location"] == "/fr/profil/"
    assert client.get("/fr/profil/").status_code == 200
    user = User.objects.get(pk=temporary.pk)
    assert user.check_password(NEW)
    assert user.password_expires_at is None


def test_the_new_password_differs_from_the_temporary_one(client: Client, temporary: User) -> None:
    sign_in(client, "KLMT4829", TEMPORARY)
    answer = client.post(PASSWORD_STAGE, {"password": TEMPORARY})
    assert "différent" in answer.content.decode()
    assert TEMPORARY not in answer.content.decode()
    assert not is_signed_in(client)
    assert User.objects.get(pk=temporary.pk).password_expires_at is not None


def test_a_temporary_password_serves_once(client: Client, temporary: User) -> None:
    sign_in(client, "KLMT4829", TEMPORARY)
    client.post(PASSWORD_STAGE, {"password": NEW})
    assert "inexact" in sign_in(Client(), "KLMT4829", TEMPORARY).content.decode()


def test_new_terms_are_read_and_accepted_before_the_session(client: Client, rse: Member, terms: TermsVersion) -> None:
    assert sign_in(client, "KLMT4829", query="?next=/fr/profil/")["Location"] == TERMS_STAGE
    assert "Texte français." in client.get(TERMS_STAGE).content.decode()
    assert "English text." in client.get("/en/session/conditions/").content.decode()
    unchecked = client.post(TERMS_STAGE, {"number": "1"})
    assert "Acceptez les conditions pour continuer" in unchecked.content.decode()
    assert not is_signed_in(client)
    assert client.post(TERMS_STAGE, {"number": "1", "accepted": "on"})["Location"] == "/fr/profil/"
    assert TermsAcceptance.objects.get().user == rse.user
    assert JournalEntry.objects.get(action="account.terms_accepted").details == {"version": "1"}
    client.post("/fr/session/fermer/")
    assert sign_in(client, "KLMT4829")["Location"] == HOME


def test_refused_terms_leave_the_account_as_it_was(client: Client, rse: Member, terms: TermsVersion) -> None:
    before = User.objects.values().get(pk=rse.user.pk)
    sign_in(client, "KLMT4829")
    assert client.post(TERMS_STAGE, {"number": "1", "refuse": "1"})["Location"] == "/fr/session/fermee/"
    assert not is_signed_in(client)
    assert client.get(TERMS_STAGE)["Location"] == "/fr/portails/"
    assert User.objects.values().get(pk=rse.user.pk) == before
    assert not TermsAcceptance.objects.exists()
    assert sign_in(client, "KLMT4829")["Location"] == TERMS_STAGE


def test_a_text_published_meanwhile_is_read_first(client: Client, rse: Member, terms: TermsVersion) -> None:
    sign_in(client, "KLMT4829")
    TermsVersion.objects.create(
        portal="E", number="2", in_force_on=date(2026, 2, 1), text_fr="Deuxième.", text_en="Second."
    )
    answer = client.post(TERMS_STAGE, {"number": "1", "accepted": "on"})
    assert "Deuxième." in answer.content.decode()
    assert not TermsAcceptance.objects.exists()


def test_a_clic_revenu_enterprise_accepts_its_terms_elsewhere(client: Client, terms: TermsVersion) -> None:
    make_rse(make_enterprise(is_legacy=True), user=make_user(user_code="KLMT4829"))
    assert sign_in(client, "KLMT4829")["Location"] == HOME


def test_a_new_device_is_asked_for_a_code_where_the_setting_says_so(rse: Member, settings: LazySettings) -> None:
    settings.SIGN_IN_CODE_ON_NEW_DEVICE = True
    known, new = Client(), Client()
    assert sign_in(known, "KLMT4829")["Location"] == HOME
    assert sign_in(new, "KLMT4829", query="?next=/fr/profil/")["Location"] == CODE_STAGE
    assert f"{rse.user.email[0]}•••@exemple.ca" in new.get(CODE_STAGE).content.decode()
    digits = EmailCode.objects.get().sealed_code
    wrong = new.post(CODE_STAGE, {"digits": "000000" if digits != "000000" else "111111"})
    assert "Code inexact" in wrong.content.decode()
    assert not is_signed_in(new)
    assert new.post(CODE_STAGE, {"digits": digits})["Location"] == "/fr/profil/"
    known.post("/fr/session/fermer/")
    assert sign_in(known, "KLMT4829")["Location"] == HOME


def test_another_code_is_sent_after_a_minute(client: Client, rse: Member, settings: LazySettings) -> None:
    settings.SIGN_IN_CODE_ON_NEW_DEVICE = True
    with freeze_time("2026-11-23 13:00:00") as clock:
        sign_in(Client(), "KLMT4829")
        sign_in(client, "KLMT4829")
        assert "trop de tentatives" in client.post(CODE_STAGE, {"resend": "1"}).content.decode()
        clock.tick(timedelta(seconds=61))
        assert client.post(CODE_STAGE, {"resend": "1"})["Location"] == CODE_STAGE
    assert EmailCode.objects.count() == 2


def test_a_temporary_password_comes_before_the_terms(client: Client, temporary: User, terms: TermsVersion) -> None:
    assert sign_in(client, "KLMT4829", TEMPORARY)["Location"] == PASSWORD_STAGE
    assert client.post(PASSWORD_STAGE, {"password": NEW})["Location"] == TERMS_STAGE
    assert client.post(TERMS_STAGE, {"number": "1", "accepted": "on"})["Location"] == HOME
    assert is_signed_in(client)


def test_the_version_of_the_day_is_the_one_to_accept(rse: Member, terms: TermsVersion) -> None:
    TermsVersion.objects.create(portal="C", number="9", in_force_on=date(2026, 1, 1), text_fr="C", text_en="C")
    later = TermsVersion.objects.create(portal="E", number="2", in_force_on=date(2026, 6, 1), text_fr="2", text_en="2")
    assert current_terms("E", on=date(2025, 12, 31)) is None
    assert current_terms("E", on=date(2026, 5, 31)) == terms
    assert current_terms("E", on=date(2026, 6, 1)) == later
    accept_terms(rse.user, version=terms, by=rse.user)
    accept_terms(rse.user, version=terms, by=rse.user)
    assert terms_to_accept(rse.user, on=date(2026, 5, 31)) is None
    assert terms_to_accept(rse.user, on=date(2026, 6, 1)) == later
    assert JournalEntry.objects.filter(action="account.terms_accepted").count() == 1


def test_the_shipped_terms_load_once_and_are_never_rewritten() -> None:
    assert load_terms() == 2
    assert load_terms() == 0
    for portal in ("E", "C"):
        version = current_terms(portal, on=timezone.localdate())
        assert version is not None
        assert version.text_fr.startswith("1. Objet")
        assert version.text_en.startswith("1. Purpose")
    TermsVersion.objects.update(text_fr="autre")
    with pytest.raises(TextChanged):
        load_terms()
    with pytest.raises(CommandError, match="E 2026-1"):
        call_command("load_terms")
    assert set(TermsVersion.objects.values_list("text_fr", flat=True)) == {"autre"}


def test_each_stage_costs_a_known_number_of_statements(
    client: Client, temporary: User, terms: TermsVersion, django_assert_num_queries
) -> None:
    sign_in(client, "KLMT4829", TEMPORARY)
    with django_assert_num_queries(2):
        client.get(PASSWORD_STAGE)
    client.post(PASSWORD_STAGE, {"password": NEW})
    with django_assert_num_queries(3):
        client.get(TERMS_STAGE)
    assert PASSWORD != NEW
