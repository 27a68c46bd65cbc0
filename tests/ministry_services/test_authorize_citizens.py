"""A citizen comes from a ministry's application and goes back with a code, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry, User
from ministry_services.digests import digest_of
from ministry_services.models import (
    Authorization,
    AuthorizationCode,
    AuthorizationRequest,
    Consent,
    PairwiseSubject,
    RelyingParty,
)
from ministry_services.states import RelyingPartyState
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_user
from tests.factories.relying_parties import REDIRECT, make_relying_party
from tests.ministry_services.authorizing import CHALLENGE, agree, begin, brought_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def relying_party() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


@pytest.fixture
def citizen(client: Client) -> User:
    return signed_in(client, first_name="Marie-Ève", last_name="O’Neil", email="marie@exemple.ca", phone="")


def left_untouched() -> None:
    """Nothing was given, agreed to or answered."""
    assert (Authorization.objects.count(), AuthorizationCode.objects.count(), Consent.objects.count()) == (0, 0, 0)
    assert AuthorizationRequest.objects.filter(answered_at=None).count() == AuthorizationRequest.objects.count()


def test_a_signed_in_citizen_agrees_and_goes_back_with_a_code(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    answer = brought_back(agree(client, begin(client, relying_party)))
    assert answer.keys() == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("état-1", settings.PUBLIC_URL)
    code = AuthorizationCode.objects.get(code=digest_of(answer["code"]))
    assert (code.code_challenge, code.code_challenge_method, code.nonce) == (CHALLENGE, "S256", "n-0S6_WzA2Mj")
    assert code.redirect_uri == REDIRECT
    assert timedelta(seconds=50) < code.expires - timezone.now() <= timedelta(seconds=60)
    assert AuthorizationRequest.objects.get().answered_at is not None
    assert Consent.objects.get().scope == "email openid profile"


def test_the_authorization_holds_what_the_session_had_proven(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    claims = '{"userinfo": {"phone_number": null, "nas": null}, "id_token": {"email": {"essential": true}}}'
    brought_back(agree(client, begin(client, relying_party, claims=claims, dpop_jkt=CHALLENGE)))
    given = Authorization.objects.get()
    session = client.session
    assert (given.user, given.relying_party, given.service) == (citizen, relying_party, relying_party.services.get())
    assert (given.scope, given.acting_for, given.dpop_thumbprint) == ("openid profile email", {}, CHALLENGE)
    assert given.claims == {"id_token": {"email": None}, "userinfo": {"phone_number": None}}
    assert given.subject == PairwiseSubject.objects.get(user=citizen, sector=relying_party.sector).subject
    assert (str(given.sid), given.acr, given.ended_at) == (session["sid"], "urn:clicsequr:acr:password", None)
    started = timezone.datetime.fromisoformat(session["session_started_at"])  # type: ignore[attr-defined]
    assert given.ends_at - started == settings.SESSION_ABSOLUTE_LIMIT
    recorded = JournalEntry.objects.get(action="authorization.given")
    assert (recorded.subject_id, recorded.actor_id) == (str(given.pk), str(citizen.pk))
    assert recorded.details == {"application": relying_party.client_id, "service": given.service.slug}


def test_a_visitor_signs_in_first_and_comes_back_to_the_request(client: Client, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party)
    response = client.get(page)
    assert response.headers["Location"] == f"/fr/citoyens/session/?next={page.replace('/', '%2F')}"
    left_untouched()


def test_what_was_agreed_before_is_not_asked_again(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    agree(client, begin(client, relying_party))
    assert "code" in brought_back(client.get(begin(client, relying_party, scope="openid email")))
    assert client.get(begin(client, relying_party, scope="openid phone")).status_code == 200
    named = '{"userinfo": {"phone_number": null}}'
    assert client.get(begin(client, relying_party, scope="openid email", claims=named)).status_code == 200
    assert client.get(begin(client, relying_party, prompt="consent")).status_code == 200


def test_what_is_agreed_is_kept_beside_what_was(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    agree(client, begin(client, relying_party))
    agree(client, begin(client, relying_party, scope="openid phone"))
    assert Consent.objects.get().scope == "email openid phone profile"
    assert "code" in brought_back(client.get(begin(client, relying_party, scope="openid email phone")))


def test_the_consent_is_for_one_application_and_one_service(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    agree(client, begin(client, relying_party))
    served = relying_party.services.get()
    assert client.get(begin(client, make_relying_party(served))).status_code == 200
    relying_party.services.set([make_service(served.ministry, portal="C")])
    assert client.get(begin(client, relying_party)).status_code == 200


def test_the_consent_page_says_what_will_be_told(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    shown = client.get(begin(client, relying_party, scope="openid profile email phone identity"))
    told = {row["key"]: str(row["value"]) for row in shown.context["person_rows"]}
    assert told == {
        "Votre nom": "Marie-Ève O’Neil",
        "Votre langue": "français",
        "Votre courriel": "marie@exemple.ca",
        "La preuve de votre identité": "pas encore faite",
        "Un numéro propre à cet organisme": "tiré au sort; aucun autre ne peut vous reconnaître par lui",
    }
    page = shown.content.decode()
    assert relying_party.ministry.name in page
    assert relying_party.services.get().name in page
    assert shown.headers["Cache-Control"] == "no-store"


def test_who_refuses_goes_back_with_access_denied(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party)
    answer = brought_back(client.post(page, {"refuse": ""}))
    assert answer == {"error": "access_denied", "state": "état-1", "iss": settings.PUBLIC_URL}
    assert (Authorization.objects.count(), Consent.objects.count()) == (0, 0)
    recorded = JournalEntry.objects.get(action="authorization.refused")
    assert (recorded.actor_id, recorded.reason) == (str(citizen.pk), "access_denied")
    assert client.get(page).status_code == 410


def test_one_request_has_one_answer(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    assert client.get(page).context["mark"] == mark  # a refresh, a second tab
    assert "code" in brought_back(client.post(page, {"continue": mark}))
    for again in (client.post(page, {"continue": mark}), client.post(page, {"refuse": ""}), client.get(page)):
        assert again.status_code == 410
        assert "Cette demande est terminée" in again.content.decode()
        assert relying_party.services.get().address in again.content.decode()
    assert (Authorization.objects.count(), AuthorizationCode.objects.count()) == (1, 1)


def test_a_request_waits_one_hour(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party)
    AuthorizationRequest.objects.update(expires_at=timezone.now())
    assert client.get(page).status_code == 410
    left_untouched()


def test_an_application_suspended_while_its_request_waits_gets_nothing(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    RelyingParty.objects.update(state=RelyingPartyState.SUSPENDED)
    assert client.post(page, {"continue": mark}).status_code == 400
    RelyingParty.objects.update(state=RelyingPartyState.PUBLISHED, redirect_uris="https://rp.example/autre")
    refused = client.post(page, {"continue": mark})
    assert (refused.status_code, refused.context["refusal"].code) == (400, "authorization.redirect_refused")
    RelyingParty.objects.update(redirect_uris=REDIRECT)
    relying_party.services.clear()
    refused = client.post(page, {"continue": mark})
    assert (refused.status_code, refused.context["refusal"].code) == (400, "authorization.unknown_application")
    left_untouched()


def test_a_scope_taken_back_while_the_request_waits_is_refused(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    RelyingParty.objects.update(scopes=["openid", "profile"])
    assert brought_back(client.post(page, {"continue": mark}))["error"] == "invalid_scope"
    assert (Authorization.objects.count(), AuthorizationCode.objects.count(), Consent.objects.count()) == (0, 0, 0)


def test_what_somebody_else_agreed_to_is_shown_again(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    signed_in(client)
    shown = client.post(page, {"continue": mark})
    assert (shown.status_code, shown.context["is_changed"]) == (200, True)
    left_untouched()


def test_a_session_lost_before_the_consent_signs_in_again(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    client.logout()
    response = client.post(page, {"continue": mark})
    assert response.headers["Location"] == f"/fr/citoyens/session/?next={page.replace('/', '%2F')}"
    left_untouched()


def test_an_account_of_the_other_portal_is_led_to_the_gate(client: Client, relying_party: RelyingParty) -> None:
    client.force_login(make_user())
    page = begin(client, relying_party)
    slug = relying_party.services.get().slug
    response = client.get(page)
    assert response.headers["Location"] == f"/fr/citoyens/services/{slug}/acces/?next={page.replace('/', '%2F')}"
    left_untouched()


@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_FETCH_SITE": "same-origin"}, {"HTTP_REFERER": f"{settings.PUBLIC_URL}/fr/citoyens/session/"}]
)
def test_after_a_form_of_ours_a_page_moves_on_by_itself(
    client: Client, citizen: User, relying_party: RelyingParty, headers: dict[str, Any]
) -> None:
    agree(client, begin(client, relying_party))
    response = client.get(begin(client, relying_party), **headers)
    assert (response.status_code, response.context["site"]) == (200, "rp.example")
    page = response.content.decode()
    address = response.context["address"].replace("&", "&amp;")
    assert f'<meta http-equiv="refresh" content="0;url={address}">' in page
    assert f'href="{address}"' in page
    assert response.headers["Cache-Control"] == "no-store"
    assert "form-action 'self';" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_SEC_FETCH_SITE": "none"}, {"HTTP_REFERER": "https://rp.example/"}],
)
def test_who_comes_straight_from_the_application_goes_straight_back(
    client: Client, citizen: User, relying_party: RelyingParty, headers: dict[str, Any]
) -> None:
    agree(client, begin(client, relying_party))
    assert "code" in brought_back(client.get(begin(client, relying_party), **headers))


def test_two_sectors_know_one_person_by_two_names(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    ministry = relying_party.ministry
    beside = make_relying_party(make_service(ministry, portal="C"))
    apart = make_relying_party(make_service(ministry, portal="C"), sector=f"{ministry.code}:impot")
    for each in (relying_party, beside, apart):
        brought_back(agree(client, begin(client, each)))
    subjects = list(Authorization.objects.order_by("started_at").values_list("subject", flat=True))
    assert subjects[0] == subjects[1] != subjects[2]
    assert all(len(subject) == 43 for subject in subjects)


def test_each_visit_asks_the_same_of_the_database(
    client: Client, citizen: User, relying_party: RelyingParty, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page = begin(client, relying_party)
    client.get(page)
    with django_assert_num_queries(7):
        shown = client.get(page)
    with django_assert_num_queries(23):
        client.post(page, {"continue": shown.context["mark"]})
    remembered = begin(client, relying_party)
    with django_assert_num_queries(15):
        assert "code" in brought_back(client.get(remembered))
