"""The authorization endpoint: what is kept, what goes back to the application, what only a page of ours says."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ministry_services.models import AuthorizationRequest, RelyingParty
from ministry_services.protocol_errors import ProtocolError
from ministry_services.provider.requests import PUSHED, push_request
from ministry_services.signing import sign
from ministry_services.states import RelyingPartyState
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import REDIRECT, make_relying_party
from tests.ministry_services.authorizing import asked, brought_back

pytestmark = pytest.mark.django_db
ENDPOINT = "/openid/authorize"


@pytest.fixture
def relying_party() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


def refusal_code(response: Any) -> str:
    """Give the code on the page that sends nobody anywhere."""
    assert (response.status_code, "Location" in response.headers) == (400, False)
    code: str = response.context["refusal"].code
    assert code in response.content.decode()
    return code


def sent_by_form(client: Client, sent: Mapping[str, object]) -> Any:
    return client.post(ENDPOINT, urlencode(sent, doseq=True), content_type="application/x-www-form-urlencoded")


def details(service: str, **more: str) -> str:
    return json.dumps([{"type": "service_access", "service": service, **more}])


def test_the_endpoint_stands_at_the_address_of_the_discovery_document() -> None:
    assert reverse("openid:authorize") == ENDPOINT


@pytest.mark.parametrize("send", [lambda client, sent: client.get(ENDPOINT, sent), sent_by_form])
def test_a_request_is_kept_and_leads_to_its_page(client: Client, relying_party: RelyingParty, send: Any) -> None:
    sent = asked(relying_party, ui_locales="en-CA fr", display="popup", unknown="x", max_age="", state="é +😀%00")
    response = send(client, sent)
    kept = AuthorizationRequest.objects.get()
    assert response.status_code == 303
    assert response.headers["Location"] == f"/en/services/demandes/{kept.handle}/"
    assert kept.parameters == {
        name: value for name, value in sent.items() if name not in {"display", "unknown", "max_age"}
    }
    assert (kept.service, kept.is_pushed) == (relying_party.services.get(), False)
    assert (kept.expires_at - kept.received_at).total_seconds() == 3_600


def test_a_form_of_another_site_is_taken_without_a_session(relying_party: RelyingParty) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sent_by_form(client, asked(relying_party)).status_code == 303
    assert settings.SESSION_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("method", ["head", "put", "delete", "options"])
def test_other_methods_are_not_allowed(client: Client, relying_party: RelyingParty, method: str) -> None:
    assert getattr(client, method)(ENDPOINT).status_code == 405


@pytest.mark.parametrize(
    "redirect_uri",
    [
        None,
        "",
        "https://rp.example/callback/",
        "https://rp.example/callback?x=1",
        "https://rp.example/callback#x",
        "https://rp.example:443/callback",
        "https://rp.example:8443/callback",
        "http://rp.example/callback",
        "https://RP.example/callback",
        "https://rp.example/%63allback",
        "https://rp.example/a/../callback",
        "https://rp.example/callback/../callback",
        "https://user@rp.example/callback",
        "https://rp.example@evil.example/callback",
        "https://rp.example.evil.example/callback",
        "https://evil.example/?https://rp.example/callback",
        "https://rp.example/callback https://evil.example/",
        "https://rp.example/callback\x00",
        "https://rp.example/callback\n",
        "//rp.example/callback",
        "/callback",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    client: Client, relying_party: RelyingParty, redirect_uri: str | None
) -> None:
    response = client.get(ENDPOINT, asked(relying_party, redirect_uri=redirect_uri))
    assert refusal_code(response) == "authorization.redirect_refused"
    assert AuthorizationRequest.objects.count() == 0


@pytest.mark.parametrize("client_id", [None, "", "personne", "a\x00b", "x" * 5_000, "' OR 1=1 --", "\ud7ff😀"])
def test_an_unknown_application_is_told_nothing(
    client: Client, relying_party: RelyingParty, client_id: str | None
) -> None:
    response = client.get(ENDPOINT, asked(relying_party, client_id=client_id))
    assert refusal_code(response) == "authorization.unknown_application"


@pytest.mark.parametrize("state", [RelyingPartyState.DRAFT, RelyingPartyState.SUSPENDED, RelyingPartyState.RETIRED])
def test_only_a_published_application_is_served(client: Client, state: RelyingPartyState) -> None:
    relying_party = make_relying_party(make_service(portal="C"), state=state)
    assert refusal_code(client.get(ENDPOINT, asked(relying_party))) == "authorization.unknown_application"


def test_the_refusal_speaks_the_language_asked_for(client: Client, relying_party: RelyingParty) -> None:
    response = client.get(ENDPOINT, asked(relying_party, redirect_uri=None, ui_locales="en"))
    assert response.headers["Content-Language"] == "en"
    assert '<html lang="en"' in response.content.decode()
    assert "ui_locales=fr" in response.context["other_language"]["url"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "openid nas"}, "invalid_scope"),
        ({"scope": "openid enterprise"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://evil.example/r"}, "request_uri_not_supported"),
        ({"request_uri": "urn:other"}, "request_uri_not_supported"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"id_token_hint": "not.a.token"}, "invalid_request"),
        ({"authorization_details": details("autre-service")}, "invalid_authorization_details"),
        ({"authorization_details": "{"}, "invalid_authorization_details"),
        ({"nonce": "n" * 256}, "invalid_request"),
    ],
)
def test_a_fault_goes_back_to_the_application_with_its_state(
    client: Client, relying_party: RelyingParty, changes: dict[str, str | None], error: str
) -> None:
    answer = brought_back(client.get(ENDPOINT, asked(relying_party, state="é&=+ 😀", **changes)))
    assert (answer["error"], answer["state"], answer["iss"]) == (error, "é&=+ 😀", settings.PUBLIC_URL)
    assert answer.keys() - {"error_description"} == {"error", "state", "iss"}
    assert AuthorizationRequest.objects.count() == 0


@pytest.mark.parametrize("state", ["a\x00b", "a\r\nb", "é" * 501, "a" * 1_001])
def test_a_state_that_cannot_be_kept_is_refused_and_does_not_come_back(
    client: Client, relying_party: RelyingParty, state: str
) -> None:
    answer = brought_back(client.get(ENDPOINT, asked(relying_party, state=state)))
    assert answer["error"] == "invalid_request"
    assert "state" not in answer


def test_a_state_that_is_not_text_is_refused(client: Client, relying_party: RelyingParty) -> None:
    query = f"client_id={relying_party.client_id}&redirect_uri={REDIRECT}&response_type=code&scope=openid&state=%ff%fe"
    assert brought_back(client.get(f"{ENDPOINT}?{query}"))["error"] == "invalid_request"


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "response_type", "scope", "state"])
def test_a_repeated_parameter_of_the_first_order_sends_nobody_anywhere(
    client: Client, relying_party: RelyingParty, name: str
) -> None:
    sent = asked(relying_party)
    response = sent_by_form(client, {**sent, name: [sent[name], sent[name]]})
    assert refusal_code(response) == "authorization.request_refused"


@pytest.mark.parametrize("name", ["nonce", "code_challenge", "unknown"])
def test_any_other_repeated_parameter_goes_back_as_a_fault(
    client: Client, relying_party: RelyingParty, name: str
) -> None:
    response = sent_by_form(client, {**asked(relying_party), name: ["a", "b"]})
    assert brought_back(response)["error"] == "invalid_request"


def test_a_huge_request_is_refused_politely(client: Client, relying_party: RelyingParty) -> None:
    for changes in ({"unknown": "x" * 9_000}, {"state": "x" * 9_000}, {"x" * 9_000: "1"}):
        response = sent_by_form(client, asked(relying_party, **changes))
        assert refusal_code(response) == "authorization.request_refused"
    assert sent_by_form(client, {f"x{number}": "1" for number in range(1_500)}).status_code == 400
    assert AuthorizationRequest.objects.count() == 0


def test_an_application_of_several_services_says_which(client: Client) -> None:
    first = make_service(portal="C")
    second = make_service(first.ministry, portal="C")
    relying_party = make_relying_party(first, second)
    assert brought_back(client.get(ENDPOINT, asked(relying_party)))["error"] == "invalid_request"
    sent = asked(relying_party, authorization_details=details(second.slug))
    assert client.get(ENDPOINT, sent).status_code == 303
    assert AuthorizationRequest.objects.get().service == second


def test_an_enterprise_is_named_only_to_a_service_for_enterprises(client: Client) -> None:
    service = make_service(portal="C")
    sent = asked(make_relying_party(service), authorization_details=details(service.slug, enterprise="1143920115"))
    assert brought_back(client.get(ENDPOINT, sent))["error"] == "invalid_authorization_details"


def test_a_registered_query_stays_before_the_answer(client: Client) -> None:
    registered = "https://rp.example/callback?appli=eau&x=%20"
    relying_party = make_relying_party(make_service(portal="C"), redirect_uris=(registered,))
    response = client.get(ENDPOINT, asked(relying_party, redirect_uri=registered, scope="nas"))
    assert response.headers["Location"].startswith(f"{registered}&error=invalid_scope&")


def test_a_hint_keeps_the_name_of_the_person_and_nothing_else(client: Client, relying_party: RelyingParty) -> None:
    def hint(**claims: Any) -> str:
        return sign({"sub": "quelqu-un", "name": "Marie", **claims}, algorithm="RS256")

    sent = asked(relying_party, id_token_hint=hint(aud=relying_party.client_id, exp=1))
    assert client.get(ENDPOINT, sent).status_code == 303
    kept = AuthorizationRequest.objects.get().parameters
    assert kept["hinted_subject"] == "quelqu-un"
    assert "id_token_hint" not in kept
    for foreign in (hint(aud="autre"), hint(), hint(aud=["autre"])):
        answer = brought_back(client.get(ENDPOINT, asked(relying_party, id_token_hint=foreign)))
        assert answer["error"] == "invalid_request"


# --- Pushed requests (RFC 9126) --------------------------------------------------------------------------------------


def pushed(relying_party: RelyingParty, **changes: str | None) -> AuthorizationRequest:
    return push_request(relying_party, pairs=asked(relying_party, **changes).items(), now=timezone.now())


def bring(client: Client, relying_party: RelyingParty, row: AuthorizationRequest, **more: str) -> Any:
    return client.get(ENDPOINT, {"client_id": relying_party.client_id, "request_uri": PUSHED + row.handle, **more})


def test_a_pushed_request_is_brought_once_and_nothing_beside_it_counts(
    client: Client, relying_party: RelyingParty
) -> None:
    row = pushed(relying_party)
    assert (row.expires_at - row.received_at).total_seconds() == 90
    response = bring(client, relying_party, row, scope="openid phone", redirect_uri="https://evil.example/")
    assert response.headers["Location"] == f"/fr/services/demandes/{row.handle}/"
    row = AuthorizationRequest.objects.get()
    assert (row.is_pushed, row.parameters["scope"]) == (False, "openid profile email")
    assert refusal_code(bring(client, relying_party, row)) == "authorization.pushed_request_over"


def test_a_pushed_request_opens_no_page_before_it_is_brought(client: Client, relying_party: RelyingParty) -> None:
    row = pushed(relying_party)
    assert client.get(f"/fr/services/demandes/{row.handle}/").status_code == 404


def test_a_pushed_request_belongs_to_its_application(client: Client, relying_party: RelyingParty) -> None:
    other, row = make_relying_party(make_service(portal="C")), pushed(relying_party)
    assert refusal_code(bring(client, other, row)) == "authorization.pushed_request_over"
    assert AuthorizationRequest.objects.get().is_pushed
    with pytest.raises(ProtocolError, match="client_id"):
        push_request(other, pairs=asked(relying_party).items(), now=timezone.now())


def test_a_pushed_request_waits_ninety_seconds(client: Client, relying_party: RelyingParty) -> None:
    row = pushed(relying_party)
    AuthorizationRequest.objects.update(expires_at=timezone.now())
    assert refusal_code(bring(client, relying_party, row)) == "authorization.pushed_request_over"


@pytest.mark.parametrize("handle", ["", "inconnu", "a\x00b", "é", "x" * 4_000])
def test_an_unknown_handle_sends_nobody_anywhere(client: Client, relying_party: RelyingParty, handle: str) -> None:
    sent = {**asked(relying_party), "request_uri": PUSHED + handle}
    assert refusal_code(client.get(ENDPOINT, sent)).startswith("authorization.")


def test_an_application_suspended_since_it_pushed_is_refused(client: Client, relying_party: RelyingParty) -> None:
    row = pushed(relying_party)
    RelyingParty.objects.update(state=RelyingPartyState.SUSPENDED)
    assert refusal_code(bring(client, relying_party, row)) == "authorization.unknown_application"


def test_an_application_may_have_to_push(client: Client) -> None:
    relying_party = make_relying_party(make_service(portal="C"), requires_pushed_requests=True)
    assert brought_back(client.get(ENDPOINT, asked(relying_party)))["error"] == "invalid_request"
    assert bring(client, relying_party, pushed(relying_party)).status_code == 303


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request_uri": "urn:x"}, "invalid_request"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"scope": "openid nas"}, "invalid_scope"),
        ({"unknown": "x" * 9_000}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_what_is_pushed_is_looked_at_as_what_is_brought(
    relying_party: RelyingParty, changes: dict[str, str], error: str
) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011  oauthlib's and ours share no message
        pushed(relying_party, **changes)
    assert refused.value.error == error  # type: ignore[attr-defined]
    assert AuthorizationRequest.objects.count() == 0


def test_the_endpoint_asks_three_questions_of_the_database(
    client: Client, relying_party: RelyingParty, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(ENDPOINT, asked(relying_party))
    with django_assert_num_queries(5):  # the application, its services, the row; a savepoint and its release
        client.get(ENDPOINT, asked(relying_party))
