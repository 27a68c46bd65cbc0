"""Userinfo: the claims that were granted, to who holds a good token, decided anew at each call."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc.jwk import Key
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry, Session
from accounts.states import Acr, UserState
from ministry_services.models import AccessToken, Authorization
from ministry_services.states import RelyingPartyState, ServiceState
from tests.factories.authorizations import make_authorization, make_tokens
from tests.ministry_services.programs import dpop_proof, new_key

pytestmark = pytest.mark.django_db
ADDRESS = "/openid/userinfo"


def ask(token: str, *, method: str = "get", scheme: str = "Bearer", **headers: str) -> HttpResponse:
    program = Client(enforce_csrf_checks=True)
    response: HttpResponse = getattr(program, method)(
        reverse("openid:userinfo"), headers={"Authorization": f"{scheme} {token}", **headers}
    )
    assert not response.cookies
    return response


def proof(key: Key, token: str, **changes: Any) -> str:
    ath = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    return dpop_proof(key, "userinfo", **{"htm": "GET", "ath": ath, **changes})


def set_person(authorization: Authorization, **values: str) -> None:
    for name, value in values.items():
        setattr(authorization.user, name, value)
    authorization.user.save(update_fields=[*values])


def test_the_claims_of_the_scopes_granted_are_told_and_no_other() -> None:
    authorization = make_authorization(scope="openid profile")
    set_person(authorization, first_name="Rose", last_name="Roy", email="rose@example.org", phone="418 555-0199")
    token, _refresh = make_tokens(authorization)
    response = ask(token)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json() == {
        "sub": authorization.subject,
        "name": "Rose Roy",
        "given_name": "Rose",
        "family_name": "Roy",
        "locale": "fr-CA",
    }


def test_a_post_is_answered_as_a_get() -> None:
    token, _refresh = make_tokens(make_authorization())
    assert ask(token, method="post").json() == ask(token).json()


def test_a_claim_named_one_by_one_is_told_without_its_scope() -> None:
    claims = {"userinfo": {"email": None}, "id_token": {"given_name": None}}
    authorization = make_authorization(scope="openid", claims=claims)
    set_person(authorization, email="rose@example.org", first_name="Rose")
    token, _refresh = make_tokens(authorization)
    assert ask(token).json() == {"sub": authorization.subject, "email": "rose@example.org"}


def test_a_scope_taken_back_from_the_application_is_told_no_more() -> None:
    authorization = make_authorization(scope="openid email", claims={"userinfo": {"phone_number": None}})
    set_person(authorization, email="rose@example.org", phone="418 555-0199")
    token, _refresh = make_tokens(authorization)
    authorization.relying_party.scopes = ["openid", "profile"]
    authorization.relying_party.save(update_fields=["scopes"])
    assert ask(token).json() == {"sub": authorization.subject}


def test_a_token_of_a_narrower_scope_tells_less_than_its_authorization() -> None:
    authorization = make_authorization(scope="openid profile email")
    set_person(authorization, email="rose@example.org", first_name="Rose")
    token, _refresh = make_tokens(authorization, scope="openid email")
    assert ask(token).json().keys() <= {"sub", "email", "email_verified"}


def test_an_empty_value_is_left_out() -> None:
    authorization = make_authorization(scope="openid profile email phone")
    set_person(authorization, first_name="", last_name="", email="", phone="")
    token, _refresh = make_tokens(authorization)
    assert ask(token).json() == {"sub": authorization.subject, "locale": "fr-CA"}


def test_a_token_without_the_scope_openid_is_not_enough() -> None:
    token, _refresh = make_tokens(make_authorization(scope="openid email"), scope="email")
    response = ask(token)
    assert response.status_code == 403
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="clicsequr", error="insufficient_scope"')
    assert response.headers["WWW-Authenticate"].endswith('scope="openid"')


def test_a_call_without_a_token_is_told_the_schemes_and_no_error() -> None:
    response = Client().get(ADDRESS)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="clicsequr", DPoP algs="ES256 RS256 PS256"'


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_outside_the_header_is_refused(method: str) -> None:
    token, _refresh = make_tokens(make_authorization())
    program = Client()
    response = getattr(program, method)(ADDRESS, {"access_token": token})
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "token",
    ["", "x", "é" * 43, "\x00" * 43, "a" * 43, "a" * 60_000, "a b", "Bearer " * 3, "=" * 43, "'; --"],
)
@pytest.mark.parametrize("scheme", ["Bearer", "DPoP", "bearer"])
def test_garbage_is_an_unknown_token(token: str, scheme: str) -> None:
    response = ask(token, scheme=scheme)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")
    assert response.headers["WWW-Authenticate"].startswith(("Bearer", "DPoP")[scheme == "DPoP"])


def test_an_expired_token_is_refused_and_ends_nothing() -> None:
    authorization = make_authorization()
    token, _refresh = make_tokens(authorization)
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert ask(token).status_code == 401
    authorization.refresh_from_db()
    assert authorization.ended_at is None


def _sign_out(authorization: Authorization) -> str:
    Session.objects.filter(sid=authorization.sid).delete()
    return "authorization.session_over"


def _suspend_account(authorization: Authorization) -> str:
    type(authorization.user).objects.filter(pk=authorization.user_id).update(state=UserState.SUSPENDED)
    return "authorization.account_not_active"


def _close_service(authorization: Authorization) -> str:
    authorization.service.state = ServiceState.MAINTENANCE
    authorization.service.save(update_fields=["state"])
    return "authorization.service_not_open"


def _take_service_away(authorization: Authorization) -> str:
    authorization.relying_party.services.clear()
    return "authorization.service_withdrawn"


def _suspend_application(authorization: Authorization) -> str:
    authorization.relying_party.state = RelyingPartyState.SUSPENDED
    authorization.relying_party.save(update_fields=["state"])
    return "authorization.application_not_served"


def _ask_for_more(authorization: Authorization) -> str:
    authorization.service.minimum_acr = Acr.PHISHING_RESISTANT
    authorization.service.save(update_fields=["minimum_acr"])
    return "authorization.acr_too_low"


def _let_time_pass(authorization: Authorization) -> str:
    Authorization.objects.update(ends_at=timezone.now())
    return "authorization.expired"


def _ask_for_a_proof(authorization: Authorization) -> str:
    authorization.service.needs_identity_proof = True
    authorization.service.save(update_fields=["needs_identity_proof"])
    return "proof_needed"


ENDS = [
    *(_sign_out, _suspend_account, _close_service, _take_service_away, _suspend_application, _ask_for_more),
    *(_let_time_pass, _ask_for_a_proof),
]


@pytest.mark.parametrize("end", ENDS)
def test_a_right_that_is_gone_ends_the_authorization_at_the_next_call(end: Any) -> None:
    authorization = make_authorization()
    token, _refresh = make_tokens(authorization)
    assert ask(token).status_code == 200
    reason = end(authorization)
    response = ask(token)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")
    authorization.refresh_from_db()
    assert authorization.ended_at is not None
    [entry] = JournalEntry.objects.filter(action="authorization.ended")
    assert entry.reason == reason
    assert entry.subject_id == str(authorization.user_id)
    assert entry.details == {
        "authorization": str(authorization.pk),
        "application": authorization.relying_party.client_id,
        "service": authorization.service.slug,
    }
    assert token not in str(entry.__dict__)
    ask(token)
    assert JournalEntry.objects.filter(action="authorization.ended").count() == 1


def test_a_bound_token_needs_a_proof_of_its_key() -> None:
    key = new_key()
    authorization = make_authorization(dpop_thumbprint=key.thumbprint())
    token, _refresh = make_tokens(authorization)
    assert ask(token, scheme="DPoP", DPoP=proof(key, token)).status_code == 200
    for headers, scheme, error in [
        ({}, "Bearer", "invalid_token"),
        ({}, "DPoP", "invalid_dpop_proof"),
        ({"DPoP": proof(new_key(), token)}, "DPoP", "invalid_token"),
        ({"DPoP": proof(key, "a" * 43)}, "DPoP", "invalid_dpop_proof"),
        ({"DPoP": proof(key, token, htm="POST")}, "DPoP", "invalid_dpop_proof"),
        ({"DPoP": proof(key, token, htu=settings.PUBLIC_URL)}, "DPoP", "invalid_dpop_proof"),
    ]:
        response = ask(token, scheme=scheme, **headers)
        assert (response.status_code, response.json()["error"]) == (401, error)
        assert response.headers["WWW-Authenticate"].startswith("DPoP ")


def test_a_proof_is_good_once() -> None:
    key = new_key()
    token, _refresh = make_tokens(make_authorization(dpop_thumbprint=key.thumbprint()))
    once = proof(key, token)
    assert ask(token, scheme="DPoP", DPoP=once).status_code == 200
    assert ask(token, scheme="DPoP", DPoP=once).json()["error"] == "invalid_dpop_proof"


def test_a_token_bound_to_no_key_is_no_dpop_token() -> None:
    token, _refresh = make_tokens(make_authorization())
    response = ask(token, scheme="DPoP", DPoP=proof(new_key(), token))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")


@pytest.mark.parametrize(("scope", "queries"), [("openid email", 1), ("openid profile email", 2)])
def test_userinfo_reads_all_in_one_statement_and_who_a_citizen_is_in_another(
    scope: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token, _refresh = make_tokens(make_authorization(scope=scope))
    ask(token)
    with django_assert_num_queries(queries):
        assert ask(token).status_code == 200


def test_an_unknown_token_costs_one_statement_and_garbage_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        ask("a" * 43)
    with django_assert_num_queries(0):
        ask("garbage")
