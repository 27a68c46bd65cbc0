"""Second factors: an application, recovery codes; asked after the password, each code once."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import JournalEntry, User
from accounts.services.second_factors import AlreadyAdded, WrongCode, add_totp, matching_step
from enterprises.models import Member
from tests.accounts.sign_in_steps import HOME, deliver_all, is_signed_in, mails, owed, sign_in, totp_code
from tests.factories.enterprises import PASSWORD, make_rse, make_user

pytestmark = pytest.mark.django_db
ASKED = "/fr/session/confirmation/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = "2026-11-23 13:00:00"


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


@pytest.fixture
def application(rse: Member) -> Authenticator:
    """An application associated yesterday."""
    with freeze_time("2026-11-22 13:00:00"):
        return add_totp(rse.user, secret=SECRET, code=code_of(SECRET), by=rse.user, now=timezone.now())


def code_of(secret: str, *, drift: int = 0) -> str:
    row = Authenticator(type="totp", data={"secret": secret})
    return totp_code(row, drift=drift, sealed=False)


def test_the_secret_is_sealed_in_its_row(application: Authenticator) -> None:
    assert SECRET not in str(Authenticator.objects.values_list("data", flat=True))
    assert {row.type for row in Authenticator.objects.all()} == {"totp", "recovery_codes"}


@freeze_time(NOW)
def test_the_code_is_asked_after_the_password_and_keeps_the_asked_page(
    client: Client, rse: Member, application: Authenticator
) -> None:
    answer = sign_in(client, "KLMT4829", query="?next=/fr/profil/")
    assert answer["Location"] == ASKED
    assert not is_signed_in(client)
    assert "Confirmez que c’est vous" in client.get(ASKED).content.decode()
    assert client.post(ASKED, {"code": totp_code(application)})["Location"] == "/fr/profil/"
    assert is_signed_in(client)


@freeze_time(NOW)
def test_a_wrong_password_says_nothing_of_a_second_factor(client: Client, application: Authenticator) -> None:
    assert "inexact" in sign_in(client, "KLMT4829", "mauvais mot de passe").content.decode()


@freeze_time(NOW)
def test_a_code_serves_once(client: Client, application: Authenticator) -> None:
    code = totp_code(application)
    sign_in(client, "KLMT4829")
    client.post(ASKED, {"code": code})
    again = Client()
    sign_in(again, "KLMT4829")
    answer = again.post(ASKED, {"code": code})
    assert "Code inexact" in answer.content.decode()
    assert code not in answer.content.decode()
    assert not is_signed_in(again)


def test_a_used_code_stays_refused_in_the_next_period(application: Authenticator) -> None:
    with freeze_time(NOW) as clock:
        first, code = Client(), totp_code(application)
        sign_in(first, "KLMT4829")
        assert first.post(ASKED, {"code": code})["Location"] == HOME
        clock.tick(timedelta(seconds=31))
        second = Client()
        sign_in(second, "KLMT4829")
        assert "Code inexact" in second.post(ASKED, {"code": code}).content.decode()


@freeze_time(NOW)
@pytest.mark.parametrize(("drift", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_half_a_minute_off_is_forgiven(
    client: Client, application: Authenticator, drift: int, opens: bool
) -> None:
    sign_in(client, "KLMT4829")
    client.post(ASKED, {"code": totp_code(application, drift=drift)})
    assert is_signed_in(client) == opens


@freeze_time(NOW)
def test_a_recovery_code_replaces_the_application_once(client: Client, rse: Member, application: Authenticator) -> None:
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    sign_in(client, "KLMT4829")
    assert client.post(ASKED, {"code": code})["Location"] == HOME
    again = Client()
    sign_in(again, "KLMT4829")
    assert "Code inexact" in again.post(ASKED, {"code": code}).content.decode()


def test_five_wrong_codes_wait_whatever_the_right_one(client: Client, application: Authenticator) -> None:
    with freeze_time(NOW):
        sign_in(client, "KLMT4829")
        for _turn in range(5):
            client.post(ASKED, {"code": "000000"})
        assert client.post(ASKED, {"code": totp_code(application)}).status_code == 429
        assert not is_signed_in(client)


def test_a_pending_confirmation_times_out(client: Client, application: Authenticator) -> None:
    with freeze_time(NOW) as clock:
        sign_in(client, "KLMT4829")
        clock.tick(timedelta(minutes=16))
        assert client.get(ASKED)["Location"] == "/fr/portails/"


def test_the_page_of_a_stage_opens_to_nobody_else(client: Client, rse: Member) -> None:
    for address in (ASKED, "/fr/session/nouveau-mot-de-passe/", "/fr/session/conditions/"):
        assert client.get(address)["Location"] == "/fr/portails/"
        assert client.post(address, {"code": "000000"})["Location"] == "/fr/portails/"


@freeze_time(NOW)
def test_an_application_is_associated_from_the_profile(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    page = client.get("/fr/profil/confirmation/application/")
    key = page.context["form"].initial["key"]
    secret = page.context["secret"].replace(" ", "")
    assert "data:image/svg+xml" in page.content.decode()
    wrong = client.post("/fr/profil/confirmation/application/", {"key": key, "code": "000000"})
    assert "Code inexact" in wrong.content.decode()
    assert wrong.context["secret"].replace(" ", "") == secret
    answer = client.post("/fr/profil/confirmation/application/", {"key": key, "code": code_of(secret)})
    assert answer["Location"] == "/fr/profil/confirmation/codes/"
    assert len(client.get(answer["Location"]).context["codes"]) == 10
    assert secret not in str(client.session.items())
    assert owed() == ["second_factor_changed"]
    deliver_all()
    assert mails()[0][1] == "Sécurité de votre compte modifiée"
    fact = JournalEntry.objects.get(action="account.second_factor_added")
    assert fact.details == {"kind": "totp"}
    other = Client()
    sign_in(other, "KLMT4829")
    # The code that proved the application opens no session.
    assert "Code inexact" in other.post(ASKED, {"code": code_of(secret)}).content.decode()


@freeze_time(NOW)
def test_the_key_of_somebody_else_is_not_taken(client: Client, rse: Member) -> None:
    other = Client()
    make_rse(user=make_user(user_code="BCDF2345"))
    sign_in(other, "BCDF2345")
    theirs = other.get("/fr/profil/confirmation/application/")
    sign_in(client, "KLMT4829")
    key, secret = theirs.context["form"].initial["key"], theirs.context["secret"].replace(" ", "")
    answer = client.post("/fr/profil/confirmation/application/", {"key": key, "code": code_of(secret)})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


@freeze_time(NOW)
def test_a_second_application_is_refused(rse: Member, application: Authenticator) -> None:
    with pytest.raises(AlreadyAdded):
        add_totp(rse.user, secret=SECRET, code=code_of(SECRET), by=rse.user, now=timezone.now())
    with pytest.raises(WrongCode):
        add_totp(make_user(), secret=SECRET, code="000000", by=rse.user, now=timezone.now())
    assert Authenticator.objects.filter(type="totp").count() == 1


@freeze_time(NOW)
def test_a_factor_is_removed_with_its_recovery_codes(client: Client, rse: Member, application: Authenticator) -> None:
    sign_in(client, "KLMT4829")
    client.post(ASKED, {"code": totp_code(application)})
    address = f"/fr/profil/confirmation/{application.pk}/retirer/"
    assert "Retirer" in client.get(address).content.decode()
    assert client.post(address)["Location"] == "/fr/profil/confirmation/"
    assert not Authenticator.objects.exists()
    assert client.post(address).status_code == 404
    assert client.get("/fr/profil/confirmation/codes/").status_code == 404


@freeze_time(NOW)
def test_the_factor_of_somebody_else_is_not_found(client: Client, application: Authenticator) -> None:
    make_rse(user=make_user(user_code="BCDF2345"))
    sign_in(client, "BCDF2345")
    assert client.get(f"/fr/profil/confirmation/{application.pk}/retirer/").status_code == 404
    assert client.post(f"/fr/profil/confirmation/{application.pk}/retirer/").status_code == 404
    assert Authenticator.objects.filter(pk=application.pk).exists()


@freeze_time(NOW)
def test_new_recovery_codes_end_the_old(client: Client, rse: Member, application: Authenticator) -> None:
    sign_in(client, "KLMT4829")
    client.post(ASKED, {"code": totp_code(application)})
    before = client.get("/fr/profil/confirmation/codes/").context["codes"]
    client.post("/fr/profil/confirmation/codes/")
    after = client.get("/fr/profil/confirmation/codes/").context["codes"]
    assert len(after) == 10
    assert not set(before) & set(after)


def test_the_period_of_a_code_follows_rfc_6238() -> None:
    # RFC 6238, appendix B: SHA-1, T = 59 s, 94287082 in eight digits.
    with freeze_time("1970-01-01 00:00:59"):
        assert matching_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", code="287082", now=timezone.now()) == 1


@freeze_time(NOW)
def test_a_password_sign_in_with_a_factor_costs_a_known_number_of_statements(
    client: Client, rse: Member, application: Authenticator, django_assert_num_queries
) -> None:
    sign_in(client, "KLMT4829")
    with django_assert_num_queries(3):
        client.get(ASKED)
    assert User.objects.get(pk=rse.user.pk).check_password(PASSWORD)
