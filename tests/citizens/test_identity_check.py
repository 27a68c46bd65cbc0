"""The way in and the way out of an identity check: its purpose, its subject, its half hour, its browser."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from citizens.identity_check import COOKIE, PLANS, CheckPurpose, Proven, current_check, proven
from citizens.models import IdentityProof
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from citizens.steps import Step
from tests.citizens.identity_road import (
    address,
    begin,
    begin_proof,
    filled,
    prove,
    send,
    signed_in,
    text,
    walk_to_notice,
)
from tests.factories.creations import Newcomer, make_citizen_service
from tests.factories.persons import NAS, make_registered_person
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db
OTHERS = [purpose for purpose in CheckPurpose if purpose != CheckPurpose.PROOF]


def request_of(client: Client) -> Any:
    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    return request


def result(client: Client, purpose: CheckPurpose, subject: str = "draft") -> Proven | None:
    return proven(request_of(client), purpose=purpose, subject=subject)


@pytest.mark.parametrize("purpose", list(CheckPurpose))
def test_every_purpose_leads_to_pages_that_exist(purpose: CheckPurpose) -> None:
    plan = PLANS[purpose]
    assert all(reverse(name) for name in (plan.proven, plan.start, plan.leave))


@pytest.mark.parametrize("purpose", OTHERS)
def test_a_finished_check_gives_its_result_to_its_purpose(client: Client, purpose: CheckPurpose) -> None:
    person = make_registered_person()
    begin(client, purpose)
    before = timezone.now()
    assert prove(client)["Location"] == reverse(PLANS[purpose].proven)
    found = result(client, purpose)
    assert found is not None
    assert (found.reference, found.method) == (person.reference, ProofMethod.NOTICE)
    assert before <= found.verified_at <= timezone.now()


def test_the_result_is_no_other_purposes_and_no_other_subjects(client: Client) -> None:
    make_registered_person()
    begin(client, CheckPurpose.EMAIL, subject="one")
    prove(client)
    assert result(client, CheckPurpose.EMAIL, "one")
    assert result(client, CheckPurpose.EMAIL, "another") is None
    assert result(client, CheckPurpose.PASSWORD, "one") is None


def test_what_was_typed_is_dropped_with_the_result(client: Client) -> None:
    make_registered_person()
    begin(client, CheckPurpose.CODE)
    prove(client)
    check = current_check(request_of(client))
    assert check is not None
    assert (check.nas, check.access_code, check.notice_number, check.details) == ("", "", "", {})
    assert NAS not in f"{check}"


def test_a_check_under_way_proves_nothing(client: Client) -> None:
    begin(client, CheckPurpose.CODE)
    walk_to_notice(client)
    assert result(client, CheckPurpose.CODE) is None


def test_another_persons_cookie_opens_nothing(client: Client) -> None:
    make_registered_person()
    begin(client, CheckPurpose.CODE)
    prove(client)
    thief = Client()
    begin(thief, CheckPurpose.CODE)
    thief.cookies[COOKIE.name] = client.cookies[COOKIE.name].value
    assert result(thief, CheckPurpose.CODE) is None
    assert thief.get(address("identity"))["Location"] == reverse("citizens:recover")


@pytest.mark.parametrize("altered", ["", "x", "AAAA" * 30, "é"])
def test_an_altered_cookie_is_no_check(client: Client, altered: str) -> None:
    begin(client, CheckPurpose.CODE)
    client.cookies[COOKIE.name] = altered
    assert client.get(address("identity-number"))["Location"] == reverse("citizens:recover")


def test_half_an_hour_later_the_person_is_told_and_led_to_the_start(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(client, CheckPurpose.CODE)
    walk_to_notice(client)
    later = timezone.now() + timedelta(minutes=30, seconds=1)
    with monkeypatch.context() as clock:
        clock.setattr("citizens.identity_check.timezone.now", lambda: later)
        answer = client.get(address("identity-notice"))
        assert answer["Location"] == reverse("citizens:recover")
        assert "n’est plus en cours" in text(client.get(answer["Location"]))


def test_a_browser_without_any_check_is_led_home(client: Client) -> None:
    answer = client.get(address("identity"))
    assert answer["Location"] == reverse("home")
    assert "n’est plus en cours" in text(client.get(answer["Location"], follow=True))


def test_a_check_that_another_release_began_is_begun_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(client, CheckPurpose.CODE)
    monkeypatch.setattr("citizens.identity_check.PLANS", {})
    assert client.get(address("identity"))["Location"] == reverse("home")


def test_a_second_tab_that_began_another_check_is_told_so(client: Client) -> None:
    begin(client, CheckPurpose.CODE)
    first = filled(client, "identity-number", nas=NAS)
    begin(client, CheckPurpose.EMAIL)
    answer = client.post(address("identity-number"), first)
    assert answer["Location"] == address("identity-number")
    assert "Une autre vérification a été commencée depuis" in text(client.get(answer["Location"]))
    check = current_check(request_of(client))
    assert check is not None
    assert (check.purpose, check.nas) == (CheckPurpose.EMAIL, "")


def test_the_proof_of_an_account_ends_with_its_session(client: Client) -> None:
    make_registered_person()
    signed_in(client)
    begin_proof(client)
    walk_to_notice(client)
    sent = filled(client, "identity-notice", notice_number=NOTICE_NUMBER)
    client.logout()
    client.post(address("identity-notice"), sent)
    # Nor does the next person of this browser go on with it.
    signed_in(client)
    client.post(address("identity-notice"), sent)
    assert IdentityProof.objects.count() == 0


def test_the_session_keeps_a_name_and_a_purpose_and_nothing_typed(client: Client) -> None:
    begin(client, CheckPurpose.CREATION, subject="0b5e")
    walk_to_notice(client)
    kept = client.session["identity_check"]
    assert kept.keys() == {"id", "purpose"}
    assert kept["purpose"] == "creation"


def test_the_cookie_is_sealed_and_out_of_reach_of_scripts(client: Client) -> None:
    response = begin(client, CheckPurpose.CODE)
    cookie = response.cookies[COOKIE.name]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 1800)
    send(client, "identity-number", nas=NAS)
    assert NAS not in client.cookies[COOKIE.name].value


def test_leaving_drops_everything(client: Client) -> None:
    begin(client, CheckPurpose.EMAIL)
    walk_to_notice(client)
    assert client.get(address("identity-leave"))["Location"] == reverse("citizens:sign-in")
    assert client.cookies[COOKIE.name].value == ""


def test_leaving_a_creation_goes_on_to_whoever_keeps_the_draft(client: Client) -> None:
    begin(client, CheckPurpose.CREATION)
    walk_to_notice(client)
    answer = send(client, "identity-notice", save_and_exit="1", notice_number=NOTICE_NUMBER)
    assert (answer.status_code, answer["Location"]) == (307, address("creation-saved"))
    assert client.get(address("identity-leave"))["Location"] == address("creation-saved")


def test_one_click_saves_a_creation_on_its_way_through_the_check() -> None:
    newcomer = Newcomer(make_citizen_service())
    newcomer.walk(until=Step.IDENTITY)
    client = newcomer.client
    client.get(newcomer.url(f"etape/{Step.IDENTITY}/"))
    send(client, "identity-number", nas=NAS)
    saved = client.post(
        address("identity-access-code"),
        filled(client, "identity-access-code", access_code=ACCESS_CODE, save_and_exit="1"),
        follow=True,
    )
    assert "Réponses enregistrées" in text(saved)
    assert client.cookies[COOKIE.name].value == ""


def test_a_lost_check_of_a_creation_begins_again_at_its_first_page() -> None:
    newcomer = Newcomer(make_citizen_service())
    newcomer.walk(until=Step.IDENTITY)
    client = newcomer.client
    client.get(newcomer.url(f"etape/{Step.IDENTITY}/"))
    first = text(client.get(address("identity")))
    assert f'href="{newcomer.url("etape/question-4/")}"' in first
    send(client, "identity-number", nas=NAS)
    del client.cookies[COOKIE.name]
    again = client.get(address("identity-access-code"), follow=True)
    assert again.redirect_chain[-1][0] == address("identity")
    assert "n’est plus en cours" in text(again)
    service = newcomer.draft.service
    assert service is not None
    assert f'href="/fr/services/{service.slug}/"' in text(client.get(address("identity-other-ways")))


def test_a_creation_tells_a_person_who_has_an_account_after_the_proof_only(client: Client) -> None:
    person = make_registered_person()
    _prove_somebody(person.reference)
    begin(client, CheckPurpose.CREATION)
    walk_to_notice(client)
    assert "déjà un compte" not in text(client.get(address("identity-notice")))
    answer = send(client, "identity-notice", notice_number=NOTICE_NUMBER)
    assert answer["Location"] == address("identity-has-account")
    shown = text(client.get(answer["Location"]))
    assert "Vous avez déjà un compte" in shown
    assert "Créer quand même" not in shown
    assert result(client, CheckPurpose.CREATION) is None
    # No button of this browser goes on, whatever is sent.
    client.post(address("identity-has-account"))
    assert result(client, CheckPurpose.CREATION) is None
    assert client.get(address("identity-number"))["Location"] == address("identity-has-account")


def test_a_second_account_is_a_choice_where_the_setting_allows_it(client: Client, settings: LazySettings) -> None:
    settings.CITIZEN_SEVERAL_ACCOUNTS = True
    person = make_registered_person()
    _prove_somebody(person.reference)
    begin(client, CheckPurpose.CREATION)
    assert prove(client)["Location"] == address("identity-has-account")
    assert "Créer quand même" in text(client.get(address("identity-has-account")))
    answer = client.post(address("identity-has-account"))
    assert answer["Location"] == reverse(PLANS[CheckPurpose.CREATION].proven)
    assert result(client, CheckPurpose.CREATION)


def test_an_account_is_not_proven_for_a_person_who_has_another(client: Client) -> None:
    person = make_registered_person()
    _prove_somebody(person.reference)
    user = signed_in(client)
    begin_proof(client)
    assert prove(client)["Location"] == address("identity-has-account")
    shown = text(client.get(address("identity-has-account")))
    assert "Fermez cette session" in shown
    assert not IdentityProof.objects.filter(user=user).exists()


def _prove_somebody(reference: Any) -> None:
    user = make_person()
    keep_proof(user, reference=reference, method=ProofMethod.NOTICE, by=user, now=timezone.now())


def test_nobody_knows_the_check_of_a_subject_that_was_never_begun(client: Client) -> None:
    assert result(client, CheckPurpose.CREATION, str(uuid4())) is None
