"""The life of a session: idle and absolute limits, ended at once with its account, closed by POST only."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.test import Client
from freezegun import freeze_time

from accounts.models import JournalEntry, Session, User
from accounts.services.passwords import change_password
from accounts.sessions import SessionStore
from accounts.states import UserState
from enterprises.models import Member
from tests.accounts.sign_in_steps import is_signed_in, sign_in
from tests.factories.enterprises import make_rse, make_user

pytestmark = pytest.mark.django_db
PROFILE = "/fr/profil/"
EXPIRED = "/fr/session/expiree/?next=%2Ffr%2Fprofil%2F"


@pytest.fixture
def rse() -> Member:
    return make_rse(user=make_user(user_code="KLMT4829"))


def test_twenty_idle_minutes_end_a_session_and_lead_back_to_the_same_page(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        sign_in(client, "KLMT4829")
        clock.tick(timedelta(minutes=19))
        assert client.get(PROFILE).status_code == 200
        clock.tick(timedelta(minutes=21))
        assert client.get(PROFILE)["Location"] == EXPIRED
        assert not is_signed_in(client)
        page = client.get(EXPIRED).content.decode()
        assert "Votre session a expiré" in page
        assert 'href="/fr/portails/?next=%2Ffr%2Fprofil%2F"' in page
        assert sign_in(client, "KLMT4829", query="?next=/fr/profil/")["Location"] == PROFILE


def test_eight_hours_end_a_session_however_busy(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 08:00:00") as clock:
        sign_in(client, "KLMT4829")
        for _turn in range(32):
            clock.tick(timedelta(minutes=15))
            assert client.get(PROFILE).status_code == 200
        clock.tick(timedelta(minutes=1))
        assert client.get(PROFILE)["Location"] == EXPIRED


def test_one_session_write_a_minute_is_enough(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        sign_in(client, "KLMT4829")
        client.get(PROFILE)
        before = Session.objects.get().session_data
        clock.tick(timedelta(seconds=50))
        client.get(PROFILE)
        assert Session.objects.get().session_data == before
        clock.tick(timedelta(seconds=20))
        client.get(PROFILE)
        assert Session.objects.get().session_data != before


@pytest.mark.parametrize("state", [UserState.SUSPENDED, UserState.CLOSED])
def test_an_account_no_longer_active_ends_its_sessions_at_the_next_request(
    client: Client, rse: Member, state: str
) -> None:
    sign_in(client, "KLMT4829")
    User.objects.filter(pk=rse.user.pk).update(state=state)
    assert client.get(PROFILE)["Location"] == EXPIRED
    assert not is_signed_in(client)
    assert sign_in(client, "KLMT4829")["Location"].startswith("/fr/entreprises/session/refus/")


def test_a_password_changed_elsewhere_ends_the_other_sessions(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    change_password(rse.user, password="cinq moutons verts 38", by=rse.user)
    assert client.get(PROFILE)["Location"] == EXPIRED
    assert not is_signed_in(client)


def test_a_session_revoked_at_the_server_is_told_as_expired(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    Session.objects.all().delete()
    assert client.get(PROFILE)["Location"] == EXPIRED


def test_a_visitor_without_a_session_is_just_asked_to_sign_in(client: Client) -> None:
    assert client.get(PROFILE)["Location"] == "/fr/portails/?next=%2Ffr%2Fprofil%2F"


def test_a_visitor_whose_registration_runs_has_lost_nothing(client: Client) -> None:
    session = client.session
    session["registration"] = "draft"
    session.save()
    client.cookies = SimpleCookie({"sessionid": session.session_key})
    assert client.get(PROFILE)["Location"] == "/fr/portails/?next=%2Ffr%2Fprofil%2F"


def test_a_post_to_an_expired_session_changes_nothing_and_says_so(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        sign_in(client, "KLMT4829")
        clock.tick(timedelta(minutes=25))
        answer = client.post("/fr/profil/telephone/", {"phone": "418 555-0123"})
    assert answer["Location"] == "/fr/session/expiree/?next=%2Ffr%2Fprofil%2Ftelephone%2F"
    assert User.objects.get(pk=rse.user.pk).phone == ""


def test_a_session_is_closed_by_post_only(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    asked = client.get("/fr/session/fermer/")
    assert "Voulez-vous fermer votre session?" in asked.content.decode()
    assert is_signed_in(client)
    answer = client.post("/fr/session/fermer/")
    assert answer["Location"] == "/fr/session/fermee/?portail=E"
    assert "Vous êtes sorti de votre session" in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)
    assert JournalEntry.objects.filter(action="account.signed_out", actor_id=str(rse.user.pk)).count() == 1


def test_closing_twice_is_harmless(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    client.post("/fr/session/fermer/")
    assert client.post("/fr/session/fermer/")["Location"] == "/fr/session/fermee/"
    assert client.get("/fr/session/fermer/")["Location"] == "/fr/session/fermee/"
    assert JournalEntry.objects.filter(action="account.signed_out").count() == 1


def test_a_person_still_there_keeps_the_session(client: Client, rse: Member) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        sign_in(client, "KLMT4829")
        for _turn in range(3):
            clock.tick(timedelta(minutes=18))
            assert client.post("/fr/session/garder/").status_code == 204
        clock.tick(timedelta(minutes=21))
        assert client.post("/fr/session/garder/").status_code == 401
        assert client.get("/fr/session/garder/").status_code == 405


def test_a_stale_form_says_that_the_page_expired(rse: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/fr/entreprises/session/")
    answer = client.post("/fr/entreprises/session/", {"user_code": "KLMT4829", "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "Cette page a expiré" in answer.content.decode()


def test_a_browser_without_cookies_is_told_how_to_allow_them() -> None:
    answer = Client(enforce_csrf_checks=True).post("/fr/entreprises/session/", {"user_code": "KLMT4829"})
    assert answer.status_code == 403
    assert "Témoins requis" in answer.content.decode()


def test_a_session_closed_elsewhere_is_not_written_again(client: Client, rse: Member) -> None:
    sign_in(client, "KLMT4829")
    late = client.session
    late["seen"] = True
    client.post("/fr/session/fermer/")
    with pytest.raises(UpdateError):
        late.save()
    assert not Session.objects.exists()


def test_a_session_closed_elsewhere_does_not_come_back_under_another_key(client: Client, rse: Member) -> None:
    """Who proves more in it at that moment takes another key: what hangs on its name must not live on."""
    sign_in(client, "KLMT4829")
    late = client.session
    late["proven"] = "more"
    late.cycle_key()
    client.post("/fr/session/fermer/")
    with pytest.raises(UpdateError):
        late.save()
    assert not Session.objects.exists()


def test_a_sign_in_undone_leaves_no_session(client: Client, rse: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_names: object) -> None:
        raise OperationalError

    monkeypatch.setattr("accounts.adapter.remember_device", fail)
    client.raise_request_exception = False
    assert sign_in(client, "KLMT4829").status_code == 503
    assert not Session.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_page_writes_its_session_once(client: Client, rse: Member, django_assert_num_queries) -> None:
    session = client.session
    session["draft"] = "one"
    with django_assert_num_queries(1):
        session.save()
        session.save()
    session["draft"] = "two"
    with django_assert_num_queries(1):
        session.save()
    assert Session.objects.get().get_decoded() == {"draft": "two"}


def test_another_key_opens_the_same_session_and_the_former_one_nothing(client: Client) -> None:
    session = client.session
    session["draft"] = "one"
    session.save()
    former = session.session_key
    session.cycle_key()
    session["draft"] = "two"
    session.save()
    assert [row.session_key for row in Session.objects.all()] == [session.session_key]
    assert session.session_key != former
    assert SessionStore(former).get("draft") is None
    assert SessionStore(session.session_key)["draft"] == "two"


def test_a_sign_in_begins_even_when_its_former_session_was_closed_meanwhile(client: Client) -> None:
    session = client.session
    session["draft"] = "one"
    session.save()
    session.cycle_key()
    Session.objects.all().delete()
    session.save()
    assert Session.objects.get().session_key == session.session_key


def test_a_session_emptied_before_it_is_saved_leaves_no_row(client: Client) -> None:
    session = client.session
    session["draft"] = "one"
    session.save()
    session.cycle_key()
    session.flush()
    assert not Session.objects.exists()
    assert session.session_key is None
