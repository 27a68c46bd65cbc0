"""An application proves itself in the one way it registered; nobody locks another out."""

import base64
import hmac
import time
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from accounts.models import JournalEntry
from ministry_services.digests import digest_of, new_secret
from ministry_services.models import RelyingParty, SpentIdentifier
from ministry_services.services.client_attempts import CLIENT_LIMIT
from ministry_services.states import ClientAuthentication, RelyingPartyState
from tests.factories.authorizations import make_citizen_client
from tests.factories.relying_parties import client_key
from tests.ministry_services.programs import assertion, basic, post

pytestmark = pytest.mark.django_db

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def call(form: dict[str, str] | None = None, *, authorization: str = "") -> HttpResponse:
    """Revoke a token of nobody: 200 says that the application was believed."""
    return post("revoke", {"token": "nobody's", **(form or {})}, authorization=authorization)


def call_signed(client: RelyingParty, key: Any = None, **changes: Any) -> HttpResponse:
    signed = assertion(client, key or client_key(), **changes)
    return call({"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed})


def refused(response: HttpResponse, error: str = "invalid_client", status: int = 401) -> bool:
    return (response.status_code, response.json()["error"]) == (status, error)


def signing_client() -> RelyingParty:
    keys = {"keys": [client_key().as_dict(private=False)]}
    return make_citizen_client(authentication=ClientAuthentication.PRIVATE_KEY, public_keys=keys)


def test_the_secret_of_a_header_is_believed() -> None:
    assert call(authorization=basic(make_citizen_client())).status_code == 200


def test_both_halves_of_the_header_are_form_decoded() -> None:
    client = make_citizen_client(client_id="essai:1 é")
    halves = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
    encoded = base64.b64encode(halves.encode()).decode()
    assert call(authorization=f"basic {encoded}").status_code == 200


def test_the_secret_of_a_form_is_believed() -> None:
    client = make_citizen_client(authentication=ClientAuthentication.SECRET_POST)
    assert call({"client_id": client.client_id, "client_secret": client.secret}).status_code == 200


def test_a_wrong_secret_is_refused_with_the_scheme_to_use() -> None:
    response = call(authorization=basic(make_citizen_client(), "faux"))
    assert refused(response)
    assert response.headers["WWW-Authenticate"] == 'Basic realm="clicsequr", charset="UTF-8"'
    assert response.headers["Cache-Control"] == "no-store"


def test_no_proof_is_refused() -> None:
    client = make_citizen_client()
    assert refused(call())
    assert refused(call({"client_id": client.client_id}))


def test_another_method_than_the_registered_one_is_refused() -> None:
    client, posting = make_citizen_client(), make_citizen_client(authentication=ClientAuthentication.SECRET_POST)
    assert refused(call({"client_id": client.client_id, "client_secret": client.secret}))
    assert refused(call(authorization=basic(posting)))
    assert refused(call(authorization=basic(signing_client(), "x")))


def test_two_methods_at_once_are_refused() -> None:
    client = make_citizen_client()
    form = {"client_id": client.client_id, "client_secret": client.secret}
    assert refused(call(form, authorization=basic(client)), "invalid_request", 400)


def test_two_names_at_once_are_refused() -> None:
    client, other = make_citizen_client(), make_citizen_client()
    assert refused(call({"client_id": other.client_id}, authorization=basic(client)), "invalid_request", 400)


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic YWJj", "Basic AAA6AAA=", "Basic /////w==", "Bearer x"])
def test_a_header_that_says_nothing_is_refused(header: str) -> None:
    assert refused(call(authorization=header))


@pytest.mark.parametrize("state", [RelyingPartyState.DRAFT, RelyingPartyState.SUSPENDED, RelyingPartyState.RETIRED])
def test_an_application_that_is_not_published_is_refused(state: RelyingPartyState) -> None:
    assert refused(call(authorization=basic(make_citizen_client(state=state))))


def test_the_former_secret_counts_until_its_day() -> None:
    client, former = make_citizen_client(), new_secret()
    RelyingParty.objects.update(
        former_secret=digest_of(former), former_secret_until=timezone.now() + timedelta(minutes=1)
    )
    assert call(authorization=basic(client, former)).status_code == 200
    assert call(authorization=basic(client)).status_code == 200
    RelyingParty.objects.update(former_secret_until=timezone.now())
    assert refused(call(authorization=basic(client, former)))


def test_an_empty_secret_is_nobodys() -> None:
    client = make_citizen_client()
    RelyingParty.objects.update(client_secret="", former_secret_until=timezone.now() + timedelta(minutes=1))
    encoded = base64.b64encode(f"{client.client_id}:".encode()).decode()
    assert refused(call(authorization=f"Basic {encoded}"))


def test_an_assertion_is_believed_once() -> None:
    client = signing_client()
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion(client, client_key())}
    assert call(form).status_code == 200
    assert refused(call(form))
    assert SpentIdentifier.objects.count() == 1


@pytest.mark.parametrize("name", ["token", "revoke", "pushed-requests"])
def test_an_assertion_may_name_the_endpoint(name: str) -> None:
    client, address = signing_client(), settings.PUBLIC_URL + reverse(f"openid:{name}")
    assert call_signed(client, aud=address).status_code == 200
    assert call_signed(client, aud=[settings.PUBLIC_URL, address]).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "autre"},
        {"iss": None},
        {"aud": None},
        {"aud": []},
        {"aud": "https://autre.example"},
        {"aud": ["http://localhost:8000", "https://autre.example"]},
        {"aud": {"http://localhost:8000": 1}},
        {"exp": None},
        {"exp": "demain"},
        {"exp": True},
        {"exp": int(time.time()) - 1},
        {"exp": int(time.time()) + 7200},
        {"exp": 1e300},
        {"nbf": int(time.time()) + 3600},
        {"iat": int(time.time()) + 3600},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 256},
        {"jti": "\x00"},
        {"jti": "\ud800"},
        {"sub": "\ud800"},
        {"sub": "\x00"},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"jti": 7},
        {"header": {"kid": "autre"}},
    ],
)
def test_an_assertion_that_says_something_else_is_refused(changes: dict[str, Any]) -> None:
    assert refused(call_signed(signing_client(), **changes))
    assert SpentIdentifier.objects.count() == 0


def test_an_assertion_of_another_key_is_refused() -> None:
    other = ECKey.generate_key("P-256", parameters={"kid": "essai"})
    assert refused(call_signed(signing_client(), other))


@pytest.mark.parametrize(
    "head", ["[]", "1", "null", '"x"', "{}", '{"alg":["ES256"]}', "[" * 5000, '{"alg":"ES256","b64":false}']
)
@pytest.mark.parametrize("body", ["[]", "1", "null", '"x"', "{}", "[" * 3000, "NaN"])
def test_what_is_hardly_a_token_is_refused(head: str, body: str) -> None:
    parts = [base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in (head, body, "x" * 64)]
    for forged in (".".join(parts), f"{head}.{body}.x"):
        assert refused(call({"client_assertion_type": ASSERTION_TYPE, "client_assertion": forged}))


def test_an_assertion_names_the_application_it_speaks_for() -> None:
    client, other = signing_client(), signing_client()
    assert refused(call_signed(client, sub=other.client_id))


def test_rsa_keys_sign_too() -> None:
    key = RSAKey.generate_key(2048, parameters={"kid": "rsa"})
    keys = {"keys": [key.as_dict(private=False), client_key().as_dict(private=False)]}
    client = make_citizen_client(authentication=ClientAuthentication.PRIVATE_KEY, public_keys=keys)
    assert call_signed(client, key, header={"alg": "RS256"}).status_code == 200
    assert call_signed(client, key, header={"alg": "PS256"}).status_code == 200
    assert call_signed(client, client_key()).status_code == 200


def test_a_public_key_is_no_secret_and_no_signature_is_no_proof() -> None:
    client = signing_client()
    head, body, _signature = assertion(client, client_key()).split(".")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    hmac_head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"essai"}').decode().rstrip("=")
    mac = hmac.digest(client_key().as_pem(private=False), f"{hmac_head}.{body}".encode(), "sha256")
    signed = f"{hmac_head}.{body}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
    for forged in (signed, f"{unsigned}.{body}.", f"{head}.{body}.", "a.b.c", "x" * 9000, "é", "{}"):
        assert refused(call({"client_assertion_type": ASSERTION_TYPE, "client_assertion": forged}))


def test_an_assertion_of_another_type_is_refused() -> None:
    client = signing_client()
    signed = assertion(client, client_key())
    assert refused(call({"client_assertion_type": "autre", "client_assertion": signed}))
    assert refused(call({"client_assertion": signed}))


def fail(client: RelyingParty, address: str) -> HttpResponse:
    program = Client(REMOTE_ADDR=address)
    headers = {"Authorization": basic(client, "faux")}
    encoded = "application/x-www-form-urlencoded"
    return program.post(reverse("openid:revoke"), "token=x", content_type=encoded, headers=headers)


def test_failures_make_their_address_wait_and_no_other() -> None:
    client = make_citizen_client()
    for _try in range(CLIENT_LIMIT.tries):
        assert refused(fail(client, "192.0.2.1"))
    waiting = fail(client, "192.0.2.1")
    assert refused(waiting, "temporarily_unavailable", 429)
    assert 0 < int(waiting.headers["Retry-After"]) <= 30
    assert refused(fail(client, "192.0.2.2"))
    assert call(authorization=basic(client)).status_code == 200
    assert JournalEntry.objects.filter(action="relying_party.locked").count() == 1


def test_names_of_nobody_are_counted_together() -> None:
    client = make_citizen_client()
    for number in range(CLIENT_LIMIT.tries):
        client.client_id = f"personne-{number}"
        assert refused(fail(client, "192.0.2.3"))
    assert refused(fail(client, "192.0.2.3"), "temporarily_unavailable", 429)


def test_an_assertion_that_says_only_a_name_is_refused() -> None:
    client = signing_client()
    text = jwt.encode({"alg": "ES256", "kid": "essai"}, {"sub": client.client_id}, client_key(), algorithms=["ES256"])
    assert refused(call({"client_assertion_type": ASSERTION_TYPE, "client_assertion": text}))
