"""The agents' desk opens with a code, a password and a second factor, never with less (screens.md A-01)."""

from base64 import b32decode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from accounts.actors import SYSTEM
from accounts.models import AgentDevice, JournalEntry, User
from accounts.services.agents import WrongSecondFactor, check_second_factor, create_agent
from accounts.states import AgentRole, UserState
from tests.factories.agents import KEY, make_agent, sign_in_agent
from tests.factories.enterprises import make_rse
from tests.factories.secrets import NEW_PASSWORD, PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN, SECOND, NEW = (f"agents:{name}" for name in ("sign-in", "second-factor", "new-password"))


def digits(*, at: datetime | None = None, key: str = KEY) -> str:
    totp = TOTP(b32decode(key))
    totp.time = (at or timezone.now()).timestamp()
    return f"{totp.token():06d}"


def give_password(client: Client, code: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse(SIGN_IN), {"user_code": code, "password": password}, **more)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_visitor_is_led_to_the_sign_in(client: Client) -> None:
    response = client.get(reverse("agents:queue"))
    assert response["Location"] == "/fr/agents/session/?next=%2Ffr%2Fagents%2Factivations%2F"


@pytest.mark.parametrize("name", ["login", "logout", "password_change"])
def test_django_s_own_doors_lead_to_ours(client: Client, name: str) -> None:
    assert client.get(reverse(f"agents:{name}"))["Location"].startswith("/fr/agents/")


@pytest.mark.parametrize("role", [AgentRole.AGENT, AgentRole.SUPERVISOR])
def test_an_agent_reaches_the_first_tab_of_their_roles(client: Client, role: str) -> None:
    sign_in_agent(client, make_agent(role))
    assert client.get(reverse("agents:index"))["Location"] == reverse("agents:queue")


def test_code_password_and_second_factor_open_a_session(client: Client) -> None:
    agent = make_agent(user_code="AG27")
    asked = reverse("agents:queue")
    response = client.post(f"{reverse(SIGN_IN)}?next={asked}", {"user_code": " ag27 ", "password": PASSWORD})
    assert response["Location"] == reverse(SECOND)
    assert not is_in(client)
    assert client.post(reverse(SECOND), {"digits": digits()})["Location"] == asked
    assert client.get(asked).status_code == 200
    assert JournalEntry.objects.get().action == "agent.signed_in"
    assert JournalEntry.objects.get().actor_id == str(agent.user.pk)


@pytest.mark.parametrize(
    "address", ["https://ailleurs.example/", "//ailleurs.example", "/fr/entreprises/", "/fr/agents/../../x"]
)
def test_the_sign_in_leads_nowhere_else(client: Client, address: str) -> None:
    make_agent(user_code="AG27")
    client.post(f"{reverse(SIGN_IN)}?next={address}", {"user_code": "AG27", "password": PASSWORD})
    after = client.post(reverse(SECOND), {"digits": digits()})["Location"]
    assert after.startswith("/fr/agents/")


@pytest.mark.parametrize(("code", "password"), [("AG27", "un autre mot de passe"), ("INCONNU", PASSWORD)])
def test_a_wrong_password_and_an_unknown_code_get_one_sentence(client: Client, code: str, password: str) -> None:
    make_agent(user_code="AG27")
    page = give_password(client, code, password).content.decode()
    assert "Code d’agent ou mot de passe inexact." in page
    assert password not in page
    assert client.get(reverse(SECOND))["Location"] == reverse(SIGN_IN)


def test_the_code_of_an_enterprise_does_not_open_the_desk(client: Client) -> None:
    page = give_password(client, make_rse().user.user_code).content.decode()
    assert "Code d’agent ou mot de passe inexact." in page


def test_a_closed_agent_is_told_after_the_right_password_only(client: Client) -> None:
    make_agent(user_code="AG27", state=UserState.SUSPENDED)
    assert "pas actif" not in give_password(client, "AG27", "un autre mot de passe").content.decode()
    assert "Ce compte d’agent n’est pas actif." in give_password(client, "AG27").content.decode()
    assert client.get(reverse(SECOND))["Location"] == reverse(SIGN_IN)


def test_the_password_alone_opens_nothing(client: Client) -> None:
    make_agent(user_code="AG27")
    give_password(client, "AG27")
    assert client.get(reverse("agents:queue")).status_code == 302
    client.force_login(User.objects.get(user_code="AG27"))  # a session that some other door had opened
    assert client.get(reverse("agents:queue")).status_code == 302


def test_five_wrong_passwords_wait_at_this_address_and_nowhere_else(client: Client) -> None:
    make_agent(user_code="AG27")
    for _turn in range(5):
        give_password(client, "AG27", "un autre mot de passe")
    assert "trop de tentatives" in give_password(client, "AG27").content.decode()
    assert give_password(client, "AG27", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_five_wrong_codes_wait_from_everywhere(client: Client) -> None:
    agent = make_agent(user_code="AG27")
    give_password(client, "AG27")
    for _turn in range(5):
        assert "Code inexact" in client.post(reverse(SECOND), {"digits": "000000"}).content.decode()
    assert "trop de tentatives" in client.post(reverse(SECOND), {"digits": digits()}).content.decode()
    assert not is_in(client)
    refused = JournalEntry.objects.filter(action="account.sign_in_refused", subject_id=str(agent.user.pk))
    assert refused.count() == 5


def test_a_code_serves_once(client: Client) -> None:
    make_agent(user_code="AG27")
    for expected in (302, 200):
        give_password(client, "AG27")
        assert client.post(reverse(SECOND), {"digits": digits()}).status_code == expected
        client.logout()


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift_is_allowed(steps: int, accepted: bool) -> None:
    agent, now = make_agent(), datetime(2026, 11, 23, 14, 0, 5, tzinfo=UTC)
    device = AgentDevice.objects.get(user=agent.user)
    assert (device.step_of(digits(at=now + timedelta(seconds=30 * steps)), now=now) is not None) is accepted


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert AgentDevice.objects.get(user=make_agent().user).step_of(typed, now=timezone.now()) is None


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_twice_at_once_opens_one_session() -> None:
    agent, now, start = make_agent(), timezone.now(), Barrier(2)
    code = digits(at=now)

    def send(_turn: int) -> str:
        start.wait(timeout=10)
        try:
            check_second_factor(agent.user.pk, digits=code, now=now)
        except WrongSecondFactor:
            return "refused"
        finally:
            connections.close_all()
        return "open"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, range(2))) == ["open", "refused"]


def test_the_key_does_not_lie_in_clear() -> None:
    make_agent()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_agentdevice")
        assert KEY.encode() not in bytes(cursor.fetchone()[0])


def test_a_temporary_password_is_changed_before_anything_else(client: Client) -> None:
    provision = create_agent("ag30", roles=["agent"], by=SYSTEM, now=timezone.now())
    key = AgentDevice.objects.get(user=provision.user).key
    assert f"secret={key}" in provision.otp_uri
    give_password(client, "AG30", provision.password)
    client.post(reverse(SECOND), {"digits": digits(key=key)})
    assert client.get(reverse("agents:queue"))["Location"] == reverse(NEW)
    assert client.post(reverse(NEW), {"password": "court"}).status_code == 200
    assert "celui qu’on vous a remis" in client.post(reverse(NEW), {"password": provision.password}).content.decode()
    assert client.post(reverse(NEW), {"password": NEW_PASSWORD})["Location"] == reverse("agents:index")
    assert client.get(reverse("agents:queue")).status_code == 200
    client.logout()
    assert give_password(client, "AG30", provision.password).status_code == 200
    assert give_password(client, "AG30", NEW_PASSWORD).status_code == 302


def test_a_session_alone_does_not_change_a_password(client: Client) -> None:
    agent = make_agent()
    sign_in_agent(client, agent)
    assert client.post(reverse(NEW), {"password": NEW_PASSWORD})["Location"] == reverse("agents:index")
    agent.user.refresh_from_db()
    assert agent.user.check_password(PASSWORD)


def test_an_expired_temporary_password_opens_nothing(client: Client) -> None:
    provision = create_agent("AG30", roles=["agent"], by=SYSTEM, now=timezone.now() - timedelta(days=8))
    assert "temporaire est expiré" in give_password(client, "AG30", provision.password).content.decode()


def test_an_agent_who_changes_station_idles_no_longer_than_fifteen_minutes(client: Client) -> None:
    sign_in_agent(client, make_agent())
    session = client.session
    session["session_seen_at"] = (timezone.now() - timedelta(minutes=16)).isoformat()
    session.save()
    assert client.get(reverse("agents:queue")).status_code == 302
    assert not is_in(client)
