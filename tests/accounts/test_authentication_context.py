"""What a session has proven: read from its records, whatever the way in."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client, RequestFactory

from accounts.authentication_context import context_of, method_of
from accounts.models import User
from tests.accounts.sign_in_steps import sign_in
from tests.factories.enterprises import make_rse
from tests.factories.security_options import make_person

MORNING, NOON, NIGHT = 1_795_000_000.0, 1_795_010_000.0, 1_795_030_000.0


def at(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, tz=UTC)


def session_of(user: Any, **data: Any) -> Any:
    request = RequestFactory().get("/")
    request.user, request.session = user, SessionBase()
    request.session.update(data)
    return request


def with_records(*records: dict[str, Any], **data: Any) -> Any:
    user = User()
    kept = {"account_authentication_methods": list(records), "account_authentication_methods_user": str(user.pk)}
    return session_of(user, **kept, sid="4b2c3d9e-0000-4000-8000-000000000001", **data)


@pytest.mark.parametrize(
    ("record", "method"),
    [
        ({"method": "password"}, "password"),
        ({"method": "password", "reauthenticated": True}, "password"),
        ({"method": "creation"}, "creation"),
        ({"method": "question"}, "question"),
        ({"method": "email_code"}, "email_code"),
        ({"method": "identity"}, "identity"),
        ({"method": "mfa", "type": "totp", "id": 1}, "totp"),
        ({"method": "mfa", "type": "recovery_codes", "id": 1}, "recovery_code"),
        ({"method": "mfa", "type": "webauthn", "id": 1}, "security_key"),
        ({"method": "mfa", "type": "webauthn", "id": 1, "passwordless": True}, "passkey"),
    ],
)
def test_each_record_has_its_name(record: dict[str, Any], method: str) -> None:
    assert method_of(record) == method


@pytest.mark.parametrize(
    ("records", "moment", "methods"),
    [
        ([{"method": "password", "at": MORNING}], MORNING, {"password"}),
        # An answer or a code only adds: it makes no old session new.
        (
            [{"method": "password", "at": MORNING}, {"method": "question", "at": NOON}],
            MORNING,
            {"password", "question"},
        ),
        (
            [{"method": "password", "at": MORNING}, {"method": "mfa", "type": "totp", "at": NOON}],
            MORNING,
            {"password", "totp"},
        ),
        ([{"method": "password", "at": MORNING}, {"method": "password", "at": NIGHT}], NIGHT, {"password"}),
        (
            [{"method": "password", "at": MORNING}, {"method": "mfa", "type": "webauthn", "at": NOON}],
            NOON,
            {"password", "security_key"},
        ),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True, "at": NOON}], NOON, {"passkey"}),
        ([{"method": "creation", "at": NOON}], NOON, {"creation"}),
    ],
)
def test_the_last_password_or_passkey_says_when(records: Any, moment: float, methods: set[str]) -> None:
    context = context_of(with_records(*records))
    assert (context.authenticated_at, context.methods) == (at(moment), methods)


def test_records_of_another_person_say_nothing() -> None:
    request = with_records({"method": "password", "at": MORNING}, session_started_at=at(NOON).isoformat())
    request.user = User()
    assert (context_of(request).authenticated_at, context_of(request).methods) == (at(NOON), frozenset())
    request.user = AnonymousUser()
    assert context_of(request).methods == frozenset()


def test_a_session_older_than_its_name_is_named_once() -> None:
    request = session_of(User(), session_started_at=at(NOON).isoformat())
    named = context_of(request).sid
    assert UUID(named).version == 4
    assert context_of(request).sid == named == request.session["sid"]


@pytest.mark.django_db
def test_a_sign_in_leaves_its_record_and_its_name(client: Client) -> None:
    sign_in(client, make_rse().user.user_code)
    request = session_of(User.objects.get(), **dict(client.session.items()))
    context = context_of(request)
    assert (context.sid, context.methods) == (client.session["sid"], {"password"})


@pytest.mark.django_db
def test_an_answer_confirms_no_act_that_matters(client: Client) -> None:
    client.force_login(make_person())
    session = client.session
    hour_ago = datetime.now(UTC).timestamp() - 3600
    session["account_authentication_methods_user"] = str(User.objects.get().pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": hour_ago},
        {"method": "question", "at": hour_ago + 3599},
    ]
    session.save()
    assert client.get("/fr/profil/mot-de-passe/")["Location"].startswith("/fr/profil/identite/?next=")
