"""Introspection: all that a decision needs, to who may know; « not active » and nothing else to anybody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry, Session
from enterprises.states import EnrolmentState, MemberState
from ministry_services.digests import new_secret
from ministry_services.models import AccessToken, Authorization, RelyingParty
from ministry_services.provider.client_credentials import ASSERTION_TYPE
from ministry_services.rules.session_names import told_sid
from ministry_services.states import ClientAuthentication
from tests.factories.authorizations import make_authorization, make_citizen_client, make_tokens
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_rse
from tests.factories.relying_parties import client_key, make_relying_party, make_signing_relying_party
from tests.ministry_services.programs import assertion, basic, post, refresh

pytestmark = pytest.mark.django_db
INACTIVE = {"active": False}


def ask(client: RelyingParty, token: str, **form: str) -> HttpResponse:
    return post("introspect", {"token": token, **form}, authorization=basic(client))


def seconds(moment: Any) -> int:
    return int(moment.timestamp())


def test_the_client_of_a_token_learns_what_it_stands_for() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client, dpop_thumbprint="t" * 43)
    token, _refresh = make_tokens(authorization, scope="openid email")
    kept = AccessToken.objects.get()
    response = ask(client, token)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json() == {
        "active": True,
        "iss": settings.PUBLIC_URL,
        "client_id": client.client_id,
        "aud": client.client_id,
        "sub": authorization.subject,
        "scope": "openid email",
        "token_type": "DPoP",
        "exp": seconds(kept.expires),
        "iat": seconds(kept.created),
        "sid": told_sid(authorization.sid, sector=client.sector),
        "acr": authorization.acr,
        "amr": ["pwd"],
        "auth_time": seconds(authorization.authenticated_at),
        "cnf": {"jkt": "t" * 43},
    }


def test_a_refresh_token_is_known_until_it_is_spent() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    _access, token = make_tokens(authorization)
    for hint in ("", "refresh_token", "access_token", "anything"):
        told = ask(client, token, **({"token_type_hint": hint} if hint else {})).json()
        assert (told["active"], told["exp"]) == (True, seconds(authorization.ends_at))
        assert "token_type" not in told
    assert refresh(client, token).status_code == 200
    assert ask(client, token).json() == INACTIVE
    authorization.refresh_from_db()
    assert authorization.ended_at is None


def test_a_token_of_another_application_is_not_active_for_this_one() -> None:
    token, refresh_token = make_tokens(make_authorization())
    stranger = make_citizen_client()
    assert ask(stranger, token).json() == INACTIVE
    assert ask(stranger, refresh_token).json() == INACTIVE


def test_an_application_of_the_same_sector_and_service_may_know() -> None:
    client = make_citizen_client()
    [service] = client.services.all()
    token, _refresh = make_tokens(make_authorization(client))
    beside = make_relying_party(service, sector=client.sector)
    assert ask(beside, token).json()["client_id"] == client.client_id
    other_sector = make_relying_party(service, sector=f"{client.sector}:autre")
    assert ask(other_sector, token).json() == INACTIVE
    beside.services.clear()
    assert ask(beside, token).json() == INACTIVE


def test_a_foreign_question_ends_nothing() -> None:
    authorization = make_authorization()
    token, _refresh = make_tokens(authorization)
    Session.objects.filter(sid=authorization.sid).delete()
    assert ask(make_citizen_client(), token).json() == INACTIVE
    authorization.refresh_from_db()
    assert authorization.ended_at is None


def test_a_right_that_is_gone_ends_the_authorization() -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    token, _refresh = make_tokens(authorization)
    Session.objects.filter(sid=authorization.sid).delete()
    assert ask(client, token).json() == INACTIVE
    authorization.refresh_from_db()
    assert authorization.ended_at is not None
    assert JournalEntry.objects.get(action="authorization.ended").reason == "authorization.session_over"


def test_an_expired_or_ended_token_is_not_active() -> None:
    client = make_citizen_client()
    token, _refresh = make_tokens(make_authorization(client))
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert ask(client, token).json() == INACTIVE
    other, _refresh = make_tokens(make_authorization(client))
    Authorization.objects.update(ended_at=timezone.now())
    assert ask(client, other).json() == INACTIVE


@pytest.mark.parametrize("token", ["x", "a" * 43, "é" * 43, "a" * 20_000, "Bearer x", "{}"])
def test_garbage_is_not_active(token: str) -> None:
    assert ask(make_citizen_client(), token).json() == INACTIVE


def test_nobody_asks_without_proving_who_they_are() -> None:
    client = make_citizen_client()
    token, _refresh = make_tokens(make_authorization(client))
    for header in ("", basic(client, "wrong"), f"Bearer {token}", "Basic é", "\x00"):
        response = post("introspect", {"token": token}, authorization=header)
        assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_every_way_a_client_is_registered_with_is_taken() -> None:
    by_form = make_citizen_client(authentication=ClientAuthentication.SECRET_POST)
    form = {"token": "a" * 43, "client_id": by_form.client_id, "client_secret": by_form.secret}
    assert post("introspect", form).json() == INACTIVE
    by_key = make_signing_relying_party()
    signed = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion(by_key, client_key())}
    assert post("introspect", {"token": "a" * 43, **signed}).json() == INACTIVE


def test_a_question_without_a_token_or_not_in_a_form_is_malformed() -> None:
    client = make_citizen_client()
    assert post("introspect", {}, authorization=basic(client)).json()["error"] == "invalid_request"
    assert post("introspect", {"token": ["a", "b"]}, authorization=basic(client)).status_code == 400
    assert post("introspect", {"token": "a\x00"}, authorization=basic(client)).status_code == 400


def test_introspection_costs_the_client_and_the_token(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = make_citizen_client()
    token, _refresh = make_tokens(make_authorization(client))
    ask(client, token)
    with django_assert_num_queries(2):
        assert ask(client, token).json()["active"] is True
    with django_assert_num_queries(3):  # both tables are looked at
        assert ask(client, new_secret()).json() == INACTIVE


def test_it_says_for_which_enterprise_the_person_acts(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rse, service = make_rse(), make_service()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    client = make_relying_party(service)
    held = {"member": str(rse.pk), "enterprise": str(rse.enterprise_id)}
    authorization = make_authorization(client, user=rse.user, acting_for=held)
    token, _refresh = make_tokens(authorization)
    told = ask(client, token).json()
    [details] = told["authorization_details"]
    assert details["enterprise"]["neq"] == rse.enterprise.neq
    assert told["act"] == {"sub": authorization.subject}
    with django_assert_num_queries(3):
        assert ask(client, token).json() == told
    rse.state = MemberState.SUSPENDED
    rse.save(update_fields=["state"])
    assert ask(client, token).json() == INACTIVE
    entry = JournalEntry.objects.get(action="authorization.ended")
    assert (entry.on_behalf_of, entry.subject_id) == (str(rse.enterprise_id), str(rse.user_id))
