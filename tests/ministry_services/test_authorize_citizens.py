"""A citizen comes from a ministry's application and goes back with a code."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import JournalEntry, User
from ministry_services.digests import digest_of
from ministry_services.models import Authorization, AuthorizationCode, AuthorizationRequest, Consent, RelyingParty
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.authorizing import CHALLENGE, agree, begin, brought_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def relying_party() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


@pytest.fixture
def citizen(client: Client) -> User:
    return signed_in(client)


def test_a_signed_in_citizen_agrees_and_goes_back_with_a_code(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    answer = brought_back(agree(client, begin(client, relying_party)))
    assert answer.keys() == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("état-1", settings.PUBLIC_URL)
    code = AuthorizationCode.objects.get(code=digest_of(answer["code"]))
    assert (code.code_challenge, code.code_challenge_method, code.nonce) == (CHALLENGE, "S256", "n-0S6_WzA2Mj")
    assert timedelta(seconds=50) < code.expires - timezone.now() <= timedelta(seconds=60)
    authorization = code.authorization
    assert (authorization.user, authorization.relying_party) == (citizen, relying_party)
    assert authorization.scope == "openid profile email"
    assert str(authorization.sid) == client.session["sid"]
    assert Consent.objects.get().scope == "email openid profile"
    assert AuthorizationRequest.objects.get().answered_at is not None
    recorded = JournalEntry.objects.filter(action="authorization.given").get()
    assert (recorded.subject_id, recorded.actor_id) == (str(authorization.pk), str(citizen.pk))


def test_a_visitor_signs_in_first_and_comes_back_to_the_request(client: Client, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party)
    response = client.get(page)
    assert response.headers["Location"] == f"/fr/citoyens/session/?next={page.replace('/', '%2F')}"
    assert Authorization.objects.count() == 0


def test_what_was_agreed_before_is_not_asked_again(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    agree(client, begin(client, relying_party))
    assert "code" in brought_back(client.get(begin(client, relying_party, scope="openid email")))
    assert client.get(begin(client, relying_party, scope="openid phone")).status_code == 200
