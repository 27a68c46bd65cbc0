"""What an authorization request may hold, and what it asks of the person."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from ministry_services.rules.asked import acr_to_reach, acr_to_tell, asked_in, is_fresh_enough, language_asked
from ministry_services.rules.authorization_requests import (
    essential_acr,
    fault_of,
    named_claims,
    state_to_return,
    wanted_in,
)
from ministry_services.states import Acr
from tests.ministry_services.authorizing import CHALLENGE

GOOD = {
    "client_id": "essai",
    "redirect_uri": "https://rp.example/callback",
    "response_type": "code",
    "scope": "openid",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
KNOWN = frozenset(map(str, Acr))
DEEP = "[" * 3_000


def essential(*values: str) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, "values": values}}})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, None),
        ({"unknown": "x\x00y", "display": "wap"}, None),
        ({"state": "é😀 +&=%"}, None),
        ({"state": "a" * 1_000, "nonce": "n" * 255}, None),
        ({"state": "a" * 1_001}, "invalid_request"),
        ({"state": "😀" * 251}, "invalid_request"),
        ({"state": "a\x00b"}, "invalid_request"),
        ({"state": "a\r\nSet-Cookie: b"}, "invalid_request"),
        ({"state": "\ufffd"}, "invalid_request"),
        ({"nonce": "n" * 256}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://rp.example/request.jwt"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"response_mode": "query"}, None),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": "none"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "OPENID"}, "invalid_scope"),
        ({"prompt": "login consent select_account"}, None),
        ({"prompt": "none"}, None),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "0"}, None),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "3.5"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"max_age": "9" * 10}, "invalid_request"),
        ({"code_challenge": CHALLENGE[:-1]}, "invalid_request"),
        ({"code_challenge": CHALLENGE + "="}, "invalid_request"),
        ({"dpop_jkt": "trop-court"}, "invalid_request"),
        ({"dpop_jkt": CHALLENGE}, None),
        ({"claims": "{}"}, None),
        ({"claims": '{"userinfo": {"email": null, "name": {"essential": true}}, "other": 3}'}, None),
        ({"claims": '{"userinfo": null}'}, None),
        ({"claims": "[]"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"claims": DEEP}, "invalid_request"),
        ({"claims": '{"id_token": []}'}, "invalid_request"),
        ({"claims": '{"id_token": {"acr": 3}}'}, "invalid_request"),
        ({"claims": essential("urn:mace:incommon:iap:gold")}, "unmet_authentication_requirements"),
        ({"claims": essential("urn:mace:incommon:iap:gold", Acr.TOTP)}, None),
        ({"acr_values": "urn:mace:incommon:iap:gold"}, None),
        ({"authorization_details": '[{"type": "service_access", "service": "bilan"}]'}, None),
        ({"authorization_details": "{}"}, "invalid_authorization_details"),
        ({"authorization_details": "[" * 990}, "invalid_authorization_details"),
    ],
)
def test_a_request_has_the_first_of_its_faults(changes: dict[str, str], error: str | None) -> None:
    fault = fault_of({**GOOD, **changes}, known_acr=KNOWN)
    assert (fault and fault.error) == error
    assert fault is None or fault.description.isascii()


@pytest.mark.parametrize(
    ("details", "wanted"),
    [
        ([{"type": "service_access", "service": "bilan"}], ("bilan", "")),
        ([{"type": "service_access", "service": "bilan", "enterprise": "1143920115"}], ("bilan", "1143920115")),
        ([{"type": "service_access", "service": "bilan", "enterprise": "114392011"}], None),
        ([{"type": "service_access", "service": "bilan", "enterprise": 1143920115}], None),
        ([{"type": "service_access", "service": "bi lan"}], None),
        ([{"type": "service_access", "service": "bilan\n"}], None),
        ([{"type": "service_access"}], None),
        ([{"type": "payment", "service": "bilan"}], None),
        ([{"service": "bilan"}], None),
        ([{"type": "service_access", "service": "bilan", "actions": ["all"]}], None),
        ([{"type": "service_access", "service": "bilan"}] * 2, None),
        ([], None),
        ({"type": "service_access", "service": "bilan"}, None),
        (["service_access"], None),
    ],
)
def test_the_details_name_one_service_and_nothing_unknown(details: object, wanted: tuple[str, str] | None) -> None:
    assert wanted_in(json.dumps(details)) == wanted


def test_a_state_that_is_refused_does_not_come_back() -> None:
    assert state_to_return({"state": "a\x00"}) == state_to_return({"state": "a" * 1_001}) == state_to_return({}) == ""
    assert state_to_return({"state": "é +"}) == "é +"


def test_only_known_claims_are_kept() -> None:
    claims = '{"userinfo": {"email": {"essential": true, "value": "\\u0000"}, "\\u0000": null}, "id_token": null}'
    assert named_claims(claims, known=frozenset({"email"})) == {"id_token": {}, "userinfo": {"email": None}}


def test_an_essential_acr_may_be_one_value_or_several() -> None:
    assert essential_acr('{"id_token": {"acr": {"essential": true, "value": "a"}}}') == ["a"]
    assert essential_acr(essential("a", "b")) == ["a", "b"]
    assert essential_acr('{"id_token": {"acr": {"values": ["a"]}}}') is None
    assert essential_acr('{"id_token": {"acr": {"essential": true, "values": "a"}}}') == []
    assert essential_acr("") is None


@pytest.mark.parametrize(
    ("asked", "language"), [("", "fr"), ("en", "en"), ("en-CA fr", "en"), ("es de-CH FR en", "fr"), ("xx", "fr")]
)
def test_the_first_language_that_the_pages_have_is_taken(asked: str, language: str) -> None:
    assert language_asked(asked) == language


def test_a_sign_in_is_measured_when_the_request_came() -> None:
    now, minute = timezone.now(), timedelta(minutes=1)
    fresh = asked_in({**GOOD, "max_age": "60"})
    assert is_fresh_enough(fresh, authenticated_at=now - minute, received_at=now)
    assert not is_fresh_enough(fresh, authenticated_at=now - minute - timedelta(seconds=1), received_at=now)
    again = asked_in({**GOOD, "prompt": "login"})
    assert not is_fresh_enough(again, authenticated_at=now - timedelta(microseconds=1), received_at=now)
    assert is_fresh_enough(again, authenticated_at=now, received_at=now)
    assert is_fresh_enough(asked_in(GOOD), authenticated_at=now - timedelta(days=1), received_at=now)


def wish(*values: str) -> dict[str, str]:
    return {**GOOD, "acr_values": " ".join(values)}


@pytest.mark.parametrize(
    ("parameters", "held", "minimum", "reach", "tell"),
    [
        (GOOD, Acr.PASSWORD, Acr.PASSWORD, "", Acr.PASSWORD),
        (GOOD, Acr.PASSWORD, Acr.TOTP, Acr.TOTP, Acr.PASSWORD),
        (wish(Acr.TOTP), Acr.PASSWORD, Acr.PASSWORD, Acr.TOTP, Acr.PASSWORD),
        (wish(Acr.TOTP, Acr.PASSWORD), Acr.PASSWORD, Acr.PASSWORD, "", Acr.PASSWORD),
        (wish(Acr.PASSWORD), Acr.TOTP, Acr.PASSWORD, "", Acr.TOTP),
        (wish(Acr.PASSWORD), Acr.PASSWORD, Acr.TOTP, Acr.TOTP, Acr.PASSWORD),
        (wish(Acr.PHISHING_RESISTANT), Acr.PASSWORD, Acr.TOTP, Acr.PHISHING_RESISTANT, Acr.PASSWORD),
        (wish("urn:other"), Acr.PASSWORD, Acr.PASSWORD, "", Acr.PASSWORD),
        ({**GOOD, "claims": essential(Acr.TWO_STEPS)}, Acr.TOTP, Acr.PASSWORD, "", Acr.TWO_STEPS),
        ({**GOOD, "claims": essential(Acr.PASSWORD, Acr.TWO_STEPS)}, Acr.TOTP, Acr.PASSWORD, "", Acr.TWO_STEPS),
        ({**GOOD, "claims": essential(Acr.TWO_STEPS, Acr.TOTP)}, Acr.TOTP, Acr.PASSWORD, "", Acr.TOTP),
        ({**GOOD, "claims": essential(Acr.PASSWORD)}, Acr.TOTP, Acr.TOTP, "", Acr.TOTP),
    ],
)
def test_a_session_steps_up_to_what_is_asked_and_tells_what_it_holds(
    parameters: dict[str, str], held: str, minimum: str, reach: str, tell: str
) -> None:
    asked = asked_in(parameters)
    assert acr_to_reach(asked, held=held, minimum=minimum) == reach
    assert acr_to_tell(asked, held=held, minimum=minimum) == tell
