"""What a request asks of the person beyond a session: no page, another sign-in, another person, a stronger one."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import JournalEntry, User
from ministry_services.digests import new_secret
from ministry_services.models import Authorization, AuthorizationRequest, PairwiseSubject, RelyingParty
from ministry_services.signing import sign
from ministry_services.states import Acr
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_user
from tests.factories.relying_parties import make_relying_party
from tests.factories.secrets import PASSWORD
from tests.ministry_services.authorizing import agree, begin, brought_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def relying_party() -> RelyingParty:
    return make_relying_party(make_service(portal="C"))


@pytest.fixture
def citizen(client: Client) -> User:
    return signed_in(client)


def error_of(response: Any) -> str:
    """Give the error that went back without any page, with nothing given."""
    answer = brought_back(response)
    assert (answer["state"], answer["iss"]) == ("état-1", settings.PUBLIC_URL)
    assert AuthorizationRequest.objects.latest("pk").answered_at is not None
    return answer["error"]


def back(page: str) -> str:
    return page.replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")


# --- prompt=none -----------------------------------------------------------------------------------------------------


def test_without_a_page_a_visitor_must_sign_in(client: Client, relying_party: RelyingParty) -> None:
    assert error_of(client.get(begin(client, relying_party, prompt="none"))) == "login_required"


def test_without_a_page_an_account_of_another_portal_is_nobody(client: Client, relying_party: RelyingParty) -> None:
    for portal in ("E", "A"):
        client.force_login(make_user(portal=portal))
        assert error_of(client.get(begin(client, relying_party, prompt="none"))) == "login_required"


def test_without_a_page_nothing_is_told_that_was_not_agreed_to(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    assert error_of(client.get(begin(client, relying_party, prompt="none"))) == "consent_required"
    agree(client, begin(client, relying_party))
    assert "code" in brought_back(client.get(begin(client, relying_party, prompt="none")))
    assert error_of(client.get(begin(client, relying_party, prompt="none", scope="openid phone"))) == "consent_required"
    assert not JournalEntry.objects.filter(action="authorization.refused").exists()
    # Another application of the same ministry was not agreed to.
    other = make_relying_party(relying_party.services.get())
    assert error_of(client.get(begin(client, other, prompt="none"))) == "consent_required"
    assert Authorization.objects.count() == 2


def test_without_a_page_a_right_that_is_missing_is_a_refusal(client: Client, citizen: User) -> None:
    relying_party = make_relying_party(make_service(portal="C", needs_identity_proof=True))
    assert error_of(client.get(begin(client, relying_party, prompt="none"))) == "access_denied"


def test_without_a_page_an_old_sign_in_is_not_enough(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    agree(client, begin(client, relying_party))
    assert error_of(client.get(begin(client, relying_party, prompt="none", max_age="0"))) == "login_required"
    assert "code" in brought_back(client.get(begin(client, relying_party, prompt="none", max_age="600")))


def test_without_a_page_a_wish_for_more_is_passed_over_and_a_need_is_not(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    agree(client, begin(client, relying_party))
    wish = begin(client, relying_party, prompt="none", acr_values=Acr.PHISHING_RESISTANT)
    assert "code" in brought_back(client.get(wish))
    need = f'{{"id_token": {{"acr": {{"essential": true, "values": ["{Acr.TOTP}"]}}}}}}'
    assert error_of(client.get(begin(client, relying_party, prompt="none", claims=need))) == "interaction_required"


def test_after_a_lost_session_the_request_leads_to_the_right_sign_in(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    page = begin(client, relying_party)
    client.session.delete()
    told = client.get(page).headers["Location"]
    assert told == f"/fr/session/expiree/?next={back(page)}&portail=C"
    assert client.get(told).context["sign_in_url"] == f"/fr/citoyens/session/?next={back(page)}"


@pytest.mark.parametrize(("hint", "written"), [("TREMBLAY27", "TREMBLAY27"), ("marie@exemple.ca", ""), ('"><x', "")])
def test_the_code_that_the_application_knows_is_written_beforehand(
    client: Client, relying_party: RelyingParty, hint: str, written: str
) -> None:
    sign_in = client.get(begin(client, relying_party, login_hint=hint)).headers["Location"]
    assert client.get(sign_in).context["form"]["user_code"].value() == written


# --- prompt=login, max_age -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}, {"prompt": "login consent"}])
def test_the_password_is_asked_again_and_then_the_road_goes_on(
    client: Client, relying_party: RelyingParty, changes: dict[str, str]
) -> None:
    signed_in(client, password=PASSWORD)
    agree(client, begin(client, relying_party))
    page = begin(client, relying_party, **changes)
    asked = client.get(page)
    assert asked.headers["Location"] == f"/fr/profil/identite/?next={back(page)}"
    assert client.get(page).headers["Location"] == asked.headers["Location"]  # following `next` alone is no way round
    confirmed = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert confirmed.headers["Location"] == page
    received_at = AuthorizationRequest.objects.latest("pk").received_at
    answer = agree(client, page) if "consent" in changes.get("prompt", "") else client.get(page)
    assert "code" in brought_back(answer)
    assert Authorization.objects.latest("started_at").authenticated_at >= received_at


def test_a_recent_sign_in_is_enough_for_max_age(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    assert client.get(begin(client, relying_party, max_age="60")).status_code == 200
    AuthorizationRequest.objects.update(received_at=timezone.now() + timedelta(seconds=90))
    kept = AuthorizationRequest.objects.get()
    assert client.get(f"/fr/services/demandes/{kept.handle}/").headers["Location"].startswith("/fr/profil/identite/")


# --- prompt=select_account, id_token_hint ----------------------------------------------------------------------------


def test_a_citizen_may_go_on_or_use_another_account(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party, prompt="select_account")
    shown = client.get(page)
    assert (shown.status_code, shown.templates[0].name) == (200, "ministry_services/authorization_person.html")
    assert f'href="{page}?choisi=1"' in shown.content.decode()
    assert "code" in brought_back(agree(client, f"{page}?choisi=1"))


def test_another_account_signs_in_and_comes_back(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party, prompt="select_account")
    response = client.post("/fr/session/fermer/", {"then": "C", "next": f"{page}?choisi=1"})
    assert response.headers["Location"] == f"/fr/citoyens/session/?next={back(page + '?choisi=1')}"


def hinted(client: Client, relying_party: RelyingParty, user: User, **changes: str) -> str:
    subject = PairwiseSubject.objects.get_or_create(
        user=user, sector=relying_party.sector, defaults={"subject": new_secret()}
    )[0].subject
    hint = sign({"sub": subject, "aud": relying_party.client_id}, algorithm="RS256")
    return begin(client, relying_party, id_token_hint=hint, **changes)


def test_the_person_of_the_hint_goes_on(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    assert client.get(hinted(client, relying_party, citizen)).templates[0].name.endswith("consent.html")
    agree(client, begin(client, relying_party))
    assert "code" in brought_back(client.get(hinted(client, relying_party, citizen, prompt="none")))


def test_another_person_than_the_hint_is_not_told_of(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    agree(client, begin(client, relying_party))
    absent = make_user(portal="C")
    assert error_of(client.get(hinted(client, relying_party, absent, prompt="none"))) == "login_required"
    page = hinted(client, relying_party, absent)
    shown = client.get(page)
    assert "Le service attend une autre personne" in shown.content.decode()
    assert client.get(f"{page}?choisi=1").status_code == 200
    assert error_of(client.post(page, {"refuse": "login_required"})) == "login_required"
    assert Authorization.objects.count() == 1


def test_a_subject_asked_for_by_its_value_is_a_hint_too(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    agree(client, begin(client, relying_party))
    subject = PairwiseSubject.objects.get(user=citizen).subject
    for value, error in ((subject, None), ("un-autre", "login_required")):
        claims = f'{{"id_token": {{"sub": {{"value": "{value}"}}}}}}'
        answer = brought_back(client.get(begin(client, relying_party, prompt="none", claims=claims)))
        assert answer.get("error") == error


# --- acr -------------------------------------------------------------------------------------------------------------


def test_a_wish_for_more_leads_to_the_step_up_and_may_be_declined(
    client: Client, citizen: User, relying_party: RelyingParty
) -> None:
    page = begin(client, relying_party, acr_values=Acr.TOTP)
    asked = client.get(page).headers["Location"]
    assert asked == f"/fr/session/verification/?acr={Acr.TOTP.replace(':', '%3A')}&voeu=1&next={back(page)}"
    assert "code" in brought_back(agree(client, f"{page}?sans=1"))
    assert Authorization.objects.get().acr == Acr.PASSWORD


def test_a_need_for_more_is_not_declined(client: Client, citizen: User, relying_party: RelyingParty) -> None:
    need = f'{{"id_token": {{"acr": {{"essential": true, "values": ["{Acr.TOTP}"]}}}}}}'
    page = begin(client, relying_party, claims=need)
    for visit in (page, f"{page}?sans=1"):
        asked = client.get(visit).headers["Location"]
        assert asked == f"/fr/session/verification/?acr={Acr.TOTP.replace(':', '%3A')}&next={back(visit)}"
    unmet = client.post(page, {"refuse": "unmet_authentication_requirements"})
    assert error_of(unmet) == "unmet_authentication_requirements"


def test_the_service_itself_may_ask_for_more(client: Client, citizen: User) -> None:
    relying_party = make_relying_party(make_service(portal="C", minimum_acr=Acr.TWO_STEPS))
    page = begin(client, relying_party)
    asked = client.get(f"{page}?sans=1").headers["Location"]
    assert f"acr={Acr.TWO_STEPS.replace(':', '%3A')}&next=" in asked
    assert error_of(client.get(begin(client, relying_party, prompt="none"))) == "interaction_required"
