"""RP-Initiated Logout 1.0: closed at once on a hint of this very session, asked otherwise, never sent elsewhere."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import JournalEntry, OutboxMessage, Session, User
from ministry_services.models import Authorization, RelyingParty
from ministry_services.services.authorizations import standing
from ministry_services.states import RelyingPartyState
from tests.accounts.sign_in_steps import is_signed_in
from tests.citizens.identity_road import signed_in
from tests.factories.authorizations import make_authorization
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import POST_LOGOUT, make_relying_party
from tests.ministry_services.entered import enter, id_token_of

pytestmark = pytest.mark.django_db
ADDRESS = "/openid/end-session"
PAGE = "/fr/services/fermeture/"


@pytest.fixture
def application() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


@pytest.fixture
def other_application() -> RelyingParty:
    return make_relying_party(
        make_service(portal="C"), name="Autre site", post_logout_redirect_uris=("https://autre.example/parti",)
    )


@pytest.fixture
def citizen(client: Client) -> User:
    return signed_in(client)


def ask(client: Client, **parameters: str) -> Any:
    return client.get(ADDRESS, parameters)


def assert_still_in(client: Client) -> None:
    """Nobody signed out: the session, its authorizations and the outbox are as they were."""
    assert is_signed_in(client)
    assert not Authorization.objects.exclude(ended_at=None).exists()
    assert not OutboxMessage.objects.filter(handler__endswith="session_over").exists()


def test_a_hint_of_this_session_closes_it_at_once_and_goes_back_with_the_state(
    client: Client, citizen: User, application: RelyingParty
) -> None:
    held = enter(client, citizen, application)
    answer = ask(client, id_token_hint=id_token_of(held), post_logout_redirect_uri=POST_LOGOUT, state="é&1")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{POST_LOGOUT}?{urlencode({'state': 'é&1'})}")
    assert not is_signed_in(client)
    assert not Session.objects.filter(user_id=citizen.pk).exists()
    assert standing(held, now=timezone.now()).reason == "authorization.ended"
    assert JournalEntry.objects.filter(action="account.signed_out").count() == 1
    ended = JournalEntry.objects.get(action="authorization.ended")
    assert (ended.actor_id, ended.reason) == (str(citizen.pk), "session.closed")


def test_an_id_token_of_the_morning_still_serves(client: Client, citizen: User, application: RelyingParty) -> None:
    with freeze_time(timezone.now() - timedelta(hours=7)):
        token = id_token_of(enter(client, citizen, application))
    assert ask(client, id_token_hint=token, post_logout_redirect_uri=POST_LOGOUT).headers["Location"] == POST_LOGOUT
    assert not is_signed_in(client)


def test_what_other_sessions_opened_goes_on(client: Client, citizen: User, application: RelyingParty) -> None:
    """Not all of the person's tokens at all applications (libraries.md 2, trap 6)."""
    here = enter(client, citizen, application)
    elsewhere = make_authorization(application, user=citizen)
    ask(client, id_token_hint=id_token_of(here))
    assert Authorization.objects.get(pk=elsewhere.pk).ended_at is None


def test_every_application_of_the_session_is_told_and_the_others_are_named(
    client: Client, citizen: User, application: RelyingParty, other_application: RelyingParty
) -> None:
    here, there = enter(client, citizen, application), enter(client, citizen, other_application)
    shown = client.get(ask(client, id_token_hint=id_token_of(here)).headers["Location"])
    assert shown.context["told"] == [there.service.name]
    owed = OutboxMessage.objects.filter(handler="ministry_services.logout_notifications.session_over")
    assert {row.arguments["authorization_id"] for row in owed} == {str(here.pk), str(there.pk)}


def test_without_a_hint_a_page_asks_and_one_post_closes(
    client: Client, citizen: User, application: RelyingParty
) -> None:
    enter(client, citizen, application)
    asked = {"client_id": application.client_id, "post_logout_redirect_uri": POST_LOGOUT, "state": "1"}
    answer = ask(client, **asked, ui_locales="en-CA fr", logout_hint="TREMBLAY27")
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert address.startswith("/en/services/fermeture/?")
    page = client.get(address)
    assert application.name in page.content.decode()
    assert_still_in(client)
    assert client.post(address).headers["Location"] == f"{POST_LOGOUT}?state=1"
    assert not is_signed_in(client)


def test_from_a_page_of_ours_the_way_back_is_a_page_that_moves_on(
    client: Client, citizen: User, application: RelyingParty
) -> None:
    """`form-action` holds the redirects after a form (libraries.md 2, trap 8)."""
    asked = {"client_id": application.client_id, "post_logout_redirect_uri": POST_LOGOUT}
    answer = client.post(f"{PAGE}?{urlencode(asked)}", headers={"Sec-Fetch-Site": "same-origin"})
    assert f'content="0;url={POST_LOGOUT}"' in answer.content.decode()
    assert not is_signed_in(client)


def test_a_form_of_the_application_becomes_a_read_that_brings_the_session(
    client: Client, citizen: User, application: RelyingParty
) -> None:
    held = enter(client, citizen, application)
    sent = {"id_token_hint": id_token_of(held), "post_logout_redirect_uri": POST_LOGOUT, "state": "1", "autre": "x"}
    stranger = Client(enforce_csrf_checks=True)  # the browser keeps a Lax cookie to itself in a form of another site
    answer = stranger.post(ADDRESS, sent)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["Location"]).query).keys() == sent.keys() - {"autre"}
    assert client.get(answer.headers["Location"]).headers["Location"] == f"{POST_LOGOUT}?state=1"
    assert not is_signed_in(client)


def test_a_hint_too_long_for_an_address_leads_to_the_page(
    client: Client, citizen: User, application: RelyingParty
) -> None:
    held = enter(client, citizen, application)
    held.claims = {"id_token": {"name": None}}
    held.user.first_name = "x" * 3_000
    answer = client.post(ADDRESS, {"id_token_hint": id_token_of(held), "post_logout_redirect_uri": POST_LOGOUT})
    assert urlsplit(answer.headers["Location"]).path == PAGE
    assert_still_in(client)
    assert client.post(answer.headers["Location"]).headers["Location"] == POST_LOGOUT


def test_a_hint_of_another_session_or_person_only_asks(
    client: Client, citizen: User, application: RelyingParty
) -> None:
    for held in (
        enter(client, citizen, application, sid=uuid4()),
        make_authorization(application),
        enter(client, citizen, application, subject="un-autre"),
    ):
        answer = ask(client, id_token_hint=id_token_of(held), post_logout_redirect_uri=POST_LOGOUT)
        assert urlsplit(answer.headers["Location"]).path == PAGE
        assert client.get(answer.headers["Location"]).status_code == 200
        assert_still_in(client)


def none_hint(token: str) -> str:
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{token.split('.')[1]}."


def tampered(token: str) -> str:
    head, _payload, signature = token.split(".")
    return f"{head}.eyJhdWQiOiJ4Iiwic3ViIjoieCIsInNpZCI6IngifQ.{signature}"


@pytest.mark.parametrize("spoil", [none_hint, tampered, lambda token: "x", lambda token: f"{token}\n{token}"])
def test_a_hint_that_is_not_ours_is_refused_and_goes_nowhere(
    client: Client, citizen: User, application: RelyingParty, spoil: Any
) -> None:
    token = spoil(id_token_of(enter(client, citizen, application)))
    answer = ask(client, id_token_hint=token, post_logout_redirect_uri=POST_LOGOUT, client_id=application.client_id)
    page = client.get(answer.headers["Location"])
    assert (page.status_code, urlsplit(answer.headers["Location"]).path) == (400, PAGE)
    assert_still_in(client)
    assert client.post(answer.headers["Location"]).headers["Location"] == "/fr/session/fermee/"


@pytest.mark.parametrize(
    "address",
    [
        "https://autre.example/parti",  # registered by another application
        "https://rp.example/parti/",
        "https://rp.example/parti?x=1",
        "https://rp.example:443/parti",
        "https://user@rp.example/parti",
        "https://rp.example/%70arti",
        "//evil.example",
        "javascript:alert(1)",
        f"{POST_LOGOUT} {POST_LOGOUT}",
    ],
)
@pytest.mark.parametrize("signed", [True, False])
def test_an_address_that_this_application_has_not_registered_is_never_followed(
    client: Client, application: RelyingParty, other_application: RelyingParty, address: str, signed: bool
) -> None:
    if signed:
        signed_in(client)
    asked = {"client_id": application.client_id, "post_logout_redirect_uri": address}
    for answer in (ask(client, **asked), client.post(ADDRESS, asked)):
        assert answer.headers["Location"] == f"{PAGE}?erreur=logout.unknown_address"
    page = client.get(f"{PAGE}?{urlencode(asked)}")  # straight to the page: refused there too
    assert (page.status_code, page.headers.get("Location")) == (400, None)
    assert is_signed_in(client) == signed


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"post_logout_redirect_uri": POST_LOGOUT}, "logout.nameless_client"),
        ({"client_id": "personne", "post_logout_redirect_uri": POST_LOGOUT}, "logout.unknown_client"),
        ({"client_id": "x" * 101}, "logout.unreadable"),
        ({"client_id": ["a", "a"]}, "logout.unreadable"),
        ({"state": "a\r\nb"}, "logout.unreadable"),
    ],
)
def test_a_request_that_is_wrong_goes_nowhere(
    client: Client, citizen: User, application: RelyingParty, parameters: Any, fault: str
) -> None:
    assert ask(client, **parameters).headers["Location"] == f"{PAGE}?erreur={fault}"
    assert_still_in(client)


def test_a_hint_and_a_client_id_that_differ_are_refused(
    client: Client, citizen: User, application: RelyingParty, other_application: RelyingParty
) -> None:
    token = id_token_of(enter(client, citizen, application))
    answer = ask(client, id_token_hint=token, client_id=other_application.client_id)
    assert answer.headers["Location"] == f"{PAGE}?erreur=logout.other_client"
    assert_still_in(client)


def test_an_application_that_stopped_gets_nobody_back(client: Client, citizen: User) -> None:
    stopped = make_relying_party(make_service(portal="C"), state=RelyingPartyState.SUSPENDED)
    answer = ask(client, client_id=stopped.client_id, post_logout_redirect_uri=POST_LOGOUT)
    assert answer.headers["Location"] == f"{PAGE}?erreur=logout.unknown_client"


def test_who_is_signed_out_already_goes_back_at_once(client: Client, application: RelyingParty) -> None:
    asked = {"client_id": application.client_id, "post_logout_redirect_uri": POST_LOGOUT, "state": "1"}
    assert ask(client, **asked).headers["Location"] == f"{POST_LOGOUT}?state=1"
    assert ask(client).headers["Location"] == "/fr/session/fermee/"


def test_the_post_that_closes_needs_a_token_of_ours(application: RelyingParty) -> None:
    client = Client(enforce_csrf_checks=True)
    signed_in(client)
    assert client.post(f"{PAGE}?client_id={application.client_id}").status_code == 403
    assert is_signed_in(client)


def test_an_image_closes_nothing(client: Client, citizen: User, application: RelyingParty) -> None:
    enter(client, citizen, application)
    for address in (ADDRESS, PAGE, f"{ADDRESS}?client_id={application.client_id}"):
        client.get(address, headers={"Sec-Fetch-Dest": "image"})
    assert_still_in(client)


@pytest.mark.parametrize("method", ["put", "delete", "head"])
def test_other_methods_are_refused(client: Client, citizen: User, method: str) -> None:
    assert getattr(client, method)(ADDRESS).status_code == 405
    assert_still_in(client)


@pytest.mark.parametrize("number", [1, 30])
def test_an_ordinary_sign_out_names_the_services_and_ends_them(
    client: Client, citizen: User, number: int, application: RelyingParty
) -> None:
    held = [
        enter(client, citizen, make_relying_party(make_service(portal="C", name_fr=f"Service {turn}")))
        for turn in range(number)
    ]
    page = client.post("/fr/session/fermer/", follow=True)
    assert len(page.context["told"]) == min(number, 8)
    assert page.context["others"] == max(0, number - 8)
    assert not Authorization.objects.filter(pk__in=[one.pk for one in held], ended_at=None).exists()
    assert OutboxMessage.objects.filter(handler__endswith="session_over").count() == number
    assert client.get("/fr/session/fermee/").context["told"] != []
    assert Client().get("/fr/session/fermee/").context["told"] == []
