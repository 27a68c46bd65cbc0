"""Back-Channel Logout 1.0: what an application is sent, how often, and what a receiver that fails cannot do."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.conf import LazySettings, settings
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time
from joserfc import jwt
from joserfc.jwk import KeySet

from accounts.actors import SYSTEM
from accounts.models import JournalEntry, OutboxMessage, Session, User
from accounts.services.outbox import deliver
from ministry_services import backchannel
from ministry_services.access_policy import Access
from ministry_services.models import Authorization, RelyingParty
from ministry_services.provider.id_tokens import id_token_for
from ministry_services.services.endings import end_session_authorizations
from ministry_services.signing import public_keys
from tests.factories.authorizations import make_authorization
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.receivers import Receiver, receiving

pytestmark = pytest.mark.django_db
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    settings.DEMO = True  # plain http to this machine
    with receiving() as server:
        yield server


@pytest.fixture
def application(receiver: Receiver) -> RelyingParty:
    return make_relying_party(make_service(portal="C"), backchannel_logout_uri=receiver.address)


def over(authorization: Authorization) -> OutboxMessage:
    """The notice owed once the session of an authorization is closed."""
    now = timezone.now()
    end_session_authorizations(authorization.sid, by=authorization.user, now=now)
    return OutboxMessage.objects.filter(handler__endswith="session_over").latest("created_at")


def opened(receiver: Receiver, number: int = -1) -> Any:
    """The token of a notice, its signature checked against the keys that we show."""
    keys = KeySet.import_key_set({"keys": [dict(key) for key in public_keys(timezone.now())]})
    return jwt.decode(receiver.token(number), keys, algorithms=["RS256", "ES256"])


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_an_application_is_told_which_session_of_whom_is_over(receiver: Receiver, algorithm: str) -> None:
    service = make_service(portal="C")
    held = make_authorization(make_relying_party(service, backchannel_logout_uri=receiver.address, algorithm=algorithm))
    owed = over(held)
    with freeze_time(timezone.now() + timedelta(hours=2)):  # signed when it leaves, not when it was owed
        sent_at = int(timezone.now().timestamp())
        assert deliver(owed.pk) is True
        token = opened(receiver)
    assert token.header == {"alg": algorithm, "typ": "logout+jwt", "kid": token.header["kid"]}
    shown = id_token_for(held, nonce="", access_token="x", access=Access(allowed=True), now=timezone.now())
    id_claims = jwt.decode(shown, KeySet.import_key_set({"keys": list(public_keys(timezone.now()))}),
                           algorithms=["RS256", "ES256"]).claims  # fmt: skip
    assert token.claims == {
        "iss": settings.PUBLIC_URL,
        "aud": held.relying_party.client_id,
        "iat": sent_at,
        "exp": sent_at + 120,
        "jti": str(owed.pk),
        "sub": held.subject,
        "sid": id_claims["sid"],
        "events": {EVENT: {}},
    }


def test_two_sectors_cannot_recognise_a_session(receiver: Receiver) -> None:
    """Pairwise subjects would be worth nothing beside a session named alike everywhere (OIDC Core §8.1)."""
    first, second = (
        make_relying_party(service, backchannel_logout_uri=receiver.address, sector=f"{service.ministry.code}:{name}")
        for name, service in (("un", make_service(portal="C")), ("deux", make_service(portal="C")))
    )
    held = make_authorization(first)
    make_authorization(second, user=held.user, sid=held.sid)
    over(held)
    for row in OutboxMessage.objects.filter(handler__endswith="session_over"):
        deliver(row.pk)
    told = [opened(receiver, number).claims for number in (0, 1)]
    assert len({claims["sid"] for claims in told}) == len({claims["sub"] for claims in told}) == 2
    assert str(held.sid) not in json.dumps(told)


def test_one_notice_for_an_application_whatever_the_number_of_its_services(
    receiver: Receiver, application: RelyingParty
) -> None:
    held = make_authorization(application)
    make_authorization(application, user=held.user, sid=held.sid)
    over(held)
    assert OutboxMessage.objects.filter(handler__endswith="session_over").count() == 1


def test_an_application_without_an_address_is_owed_nothing() -> None:
    held = make_authorization(make_relying_party(make_service(portal="C"), backchannel_logout_uri=""))
    assert end_session_authorizations(held.sid, by=held.user, now=timezone.now()) == []
    assert not OutboxMessage.objects.filter(handler__endswith="session_over").exists()
    assert Authorization.objects.get().ended_at is not None


@pytest.mark.parametrize("status", [400, 404, 500, 302, 307])
def test_another_answer_leaves_it_owed_and_the_same_notice_comes_again(
    receiver: Receiver, application: RelyingParty, status: int
) -> None:
    owed = over(make_authorization(application))
    receiver.answers = [status]
    receiver.headers = {"Location": f"{receiver.address}/ailleurs"}
    assert deliver(owed.pk) is False
    assert [path for path, _form in receiver.got] == ["/fermeture"]  # no redirect is followed
    assert OutboxMessage.objects.get(pk=owed.pk).last_error == "NoticeRefused"
    assert deliver(owed.pk) is True
    assert opened(receiver, 0).claims["jti"] == opened(receiver, 1).claims["jti"] == str(owed.pk)


def test_204_is_an_answer_too(receiver: Receiver, application: RelyingParty) -> None:
    receiver.answers = [204]
    assert deliver(over(make_authorization(application)).pk) is True


def test_a_receiver_that_is_down_leaves_it_owed(receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    owed = over(make_authorization(make_relying_party(make_service(portal="C"), backchannel_logout_uri=address)))
    assert deliver(owed.pk) is False
    assert OutboxMessage.objects.get(pk=owed.pk).last_error == "ConnectionError"


def test_a_receiver_that_hangs_is_let_go(
    receiver: Receiver, application: RelyingParty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backchannel, "TIMEOUTS", (1, 0.2))
    receiver.silence.clear()
    owed = over(make_authorization(application))
    assert deliver(owed.pk) is False
    assert OutboxMessage.objects.get(pk=owed.pk).last_error == "ReadTimeout"


def test_while_a_receiver_fails_the_others_wait_without_a_call_and_go_once_it_answers(
    receiver: Receiver, application: RelyingParty
) -> None:
    """One slow ministry must not hold the workers that send the mail."""
    notices = [over(make_authorization(application)) for _turn in range(3)]
    now = timezone.now()
    OutboxMessage.objects.update(attempts=1, due_at=now + timedelta(seconds=10))  # claimed together
    receiver.answers = [500]
    assert [deliver(owed.pk) for owed in notices] == [False, False, False]
    assert len(receiver.got) == 1
    errors = [OutboxMessage.objects.get(pk=owed.pk).last_error for owed in notices]
    assert errors == ["NoticeRefused", "ReceiverDown", "ReceiverDown"]
    other = make_relying_party(make_service(portal="C"), backchannel_logout_uri=receiver.address)
    assert deliver(over(make_authorization(other)).pk) is True  # another application is not concerned
    with freeze_time(now + timedelta(minutes=2)):
        assert deliver(notices[1].pk) is True
        assert set(OutboxMessage.objects.filter(done_at=None).values_list("due_at", flat=True)) == {timezone.now()}


def test_after_a_day_it_is_given_up_with_a_line_in_the_journal(receiver: Receiver, application: RelyingParty) -> None:
    owed = over(make_authorization(application))
    receiver.answers = [500]
    deliver(owed.pk)
    with freeze_time(timezone.now() + timedelta(hours=25)):
        assert deliver(owed.pk) is True
    assert len(receiver.got) == 1
    fact = JournalEntry.objects.get(action="authorization.sign_out_notice_abandoned")
    assert fact.details == {"error": "NoticeRefused", "application": application.client_id}
    assert fact.actor_label == SYSTEM.label


def test_plain_http_is_never_spoken_outside_a_demonstration(
    receiver: Receiver, application: RelyingParty, settings: LazySettings
) -> None:
    owed = over(make_authorization(application))
    settings.DEMO = settings.DEBUG = False
    assert deliver(owed.pk) is False
    assert receiver.got == []


def test_no_password_of_the_operator_and_no_cookie_goes_along(
    receiver: Receiver, application: RelyingParty, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login operateur password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    sent: list[Any] = []
    send = requests.Session.send
    monkeypatch.setattr(
        requests.Session, "send", lambda self, request, **rest: (sent.append(request), send(self, request, **rest))[1]
    )
    deliver(over(make_authorization(application)).pk)
    assert not {"Authorization", "Cookie"} & set(sent[0].headers)


def test_neither_the_token_nor_a_subject_is_logged(
    receiver: Receiver, application: RelyingParty, caplog: pytest.LogCaptureFixture
) -> None:
    held = make_authorization(application)
    owed = over(held)
    receiver.answers = [500]
    deliver(owed.pk)
    assert receiver.token() not in caplog.text
    assert held.subject not in caplog.text
    assert held.subject not in json.dumps(owed.arguments)


def test_a_logout_token_is_no_hint(receiver: Receiver, application: RelyingParty, client: Client) -> None:
    deliver(over(make_authorization(application)).pk)
    answer = client.get("/openid/end-session", {"id_token_hint": receiver.token()})
    assert answer.headers["Location"] == "/fr/services/fermeture/?erreur=logout.bad_hint"


def test_a_person_in_another_session_keeps_it(receiver: Receiver, application: RelyingParty) -> None:
    held = make_authorization(application)
    other = make_authorization(application, user=held.user)
    over(held)
    assert Authorization.objects.get(pk=other.pk).ended_at is None
    assert OutboxMessage.objects.filter(handler__endswith="session_over").count() == 1
    assert Session.objects.filter(sid=other.sid).exists()
    assert User.objects.filter(pk=held.user.pk).exists()
