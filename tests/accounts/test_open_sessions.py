"""The open sessions of an account: seen by its owner, ended one by one or all at once; and « Ce n’était pas moi »."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import JournalEntry, PasswordReset, Session, User
from accounts.queries.sessions import open_sessions
from accounts.session_marks import SessionPlace, place_of
from tests.accounts.sign_in_steps import deliver_all, is_signed_in, sign_in
from tests.factories.enterprises import PASSWORD, make_rse, make_user

pytestmark = pytest.mark.django_db
PAGE = "/fr/profil/sessions/"
OTHERS = f"{PAGE}fermer-les-autres/"
NOT_ME = "/fr/profil/ce-n-etait-pas-moi/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def user() -> User:
    return make_rse(user=make_user(user_code="KLMT4829")).user


def elsewhere(code: str = "KLMT4829", agent: str = IPHONE, address: str = "198.51.100.7") -> Client:
    other = Client()
    sign_in(other, code, HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    return other


def end_address(client: Client) -> str:
    """The address that ends the first session that is not this one."""
    return f"{PAGE}{next(one.name for one in client.get(PAGE).context['sessions'] if not one.is_this_one)}/fermer/"


def test_the_owner_sees_each_session_its_browser_and_its_network(client: Client, user: User) -> None:
    elsewhere()
    sign_in(client, "KLMT4829", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.1")
    page = client.get(PAGE)
    shown = [(one.place, one.is_this_one) for one in page.context["sessions"]]
    here, there = SessionPlace("Firefox", "Windows", "192.0.2.1"), SessionPlace("Safari", "iPhone", "198.51.100.7")
    assert shown == [(here, True), (there, False)]
    text = page.content.decode()
    assert "Safari sur iPhone" in text
    assert not any(key in text for key in Session.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (FIREFOX, "Firefox", "Windows"),
        (IPHONE, "Safari", "iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36", "Chrome", "Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge", "macOS"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130 Safari/537",
            "Samsung Internet",
            "Android",
        ),
        ("curl/8.9", "", ""),
        ("", "", ""),
        ("x" * 500 + "Firefox/1", "", ""),
    ],
)
def test_a_user_agent_is_read_as_names_of_products(agent: str, browser: str, system: str) -> None:
    place = place_of(agent, network="192.0.2.1")
    assert (place.browser, place.system, place.network) == (browser, system, "192.0.2.1")


def test_the_owner_ends_one_session_and_a_second_click_finds_none(client: Client, user: User) -> None:
    other = elsewhere()
    sign_in(client, "KLMT4829")
    address = end_address(client)
    assert client.post(address)["Location"] == PAGE
    assert other.get("/fr/profil/")["Location"].startswith("/fr/session/expiree/")
    assert client.get(PAGE).status_code == 200
    assert client.post(address).status_code == 404
    assert JournalEntry.objects.filter(action="account.session_ended").count() == 1


def test_the_owner_ends_all_the_others_twice_without_harm(client: Client, user: User) -> None:
    others = [elsewhere(), elsewhere()]
    sign_in(client, "KLMT4829")
    for _click in range(2):
        assert client.post(OTHERS)["Location"] == PAGE
    assert [other.get("/fr/profil/").status_code for other in others] == [302, 302]
    assert len(client.get(PAGE).context["sessions"]) == 1
    assert JournalEntry.objects.get(action="account.session_ended").details == {"count": 2}


def test_nobody_ends_the_session_of_another_nor_the_one_in_hand(client: Client, user: User) -> None:
    make_rse(user=make_user(user_code="BCDF2345"))
    stranger = elsewhere("BCDF2345")
    sign_in(client, "KLMT4829")
    theirs = stranger.get(PAGE).context["sessions"][0].name
    mine = client.get(PAGE).context["sessions"][0].name
    for name in (theirs, mine, "0" * 16):
        assert client.post(f"{PAGE}{name}/fermer/").status_code == 404
    assert stranger.get("/fr/profil/").status_code == 200
    assert is_signed_in(client)


def test_a_session_that_is_over_is_not_shown(user: User) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        elsewhere()
        assert len(open_sessions(user, key="", now=timezone.now())) == 1
        clock.tick(timedelta(minutes=21))
        assert open_sessions(user, key="", now=timezone.now()) == []


def test_sessions_of_a_former_password_are_not_shown(client: Client, user: User) -> None:
    elsewhere()
    sign_in(client, "KLMT4829")
    client.post("/fr/profil/mot-de-passe/", {"password": "cinq moutons verts 38"})
    assert [one.is_this_one for one in client.get(PAGE).context["sessions"]] == [True]


@pytest.mark.parametrize("number", [1, 30])
def test_one_session_and_thirty_cost_the_same(
    client: Client, user: User, django_assert_num_queries, number: int
) -> None:
    for _turn in range(number - 1):
        Client().force_login(user)
    sign_in(client, "KLMT4829")
    client.get(PAGE)
    with django_assert_num_queries(3):
        assert len(client.get(PAGE).context["sessions"]) == number


def test_a_session_names_its_account_and_a_visitor_none(client: Client, user: User) -> None:
    client.get("/fr/entreprises/inscription/")
    sign_in(client, "KLMT4829")
    assert list(Session.objects.values_list("user_id", flat=True)) == [user.pk]
    client.post("/fr/session/fermer/")
    assert not Session.objects.exists()


def test_it_was_not_me_shuts_everybody_out_and_sends_a_link(client: Client, user: User) -> None:
    other = elsewhere()
    sign_in(client, "KLMT4829")
    assert "Ce n’était pas moi" in client.get("/fr/profil/activite/").content.decode()
    assert client.get(NOT_ME).status_code == 200
    assert is_signed_in(client)
    assert client.post(NOT_ME)["Location"] == "/fr/profil/acces-protege/"
    assert not Session.objects.filter(user_id=user.pk).exists()
    assert other.get("/fr/profil/").status_code == 302
    assert not User.objects.get(pk=user.pk).check_password(PASSWORD)
    deliver_all()
    assert PasswordReset.objects.get().user == user
    assert client.post(NOT_ME).status_code == 302
    assert JournalEntry.objects.filter(action="account.protected").count() == 1
