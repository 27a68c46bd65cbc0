"""A person acts for a firm: in whose name is decided before the consent, and told with it."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry
from enterprises.models import Member, Procuration
from enterprises.states import EnrolmentState, MemberRole, ProcurationState
from ministry_services.models import Authorization, OnlineService, RelyingParty, ServiceTask
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.procurations import assign, make_procuration
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.authorizing import agree, begin, brought_back

pytestmark = pytest.mark.django_db
CHOOSER = "/fr/entreprises/au-nom-de/"


@pytest.fixture
def farm() -> Member:
    return make_rse(make_enterprise(name="Ferme du Ruisseau inc."))


@pytest.fixture
def service(farm: Member) -> OnlineService:
    enrolled = make_service()
    make_enrolment(farm, enrolled, state=EnrolmentState.ACTIVE)
    return enrolled


@pytest.fixture
def relying_party(service: OnlineService) -> RelyingParty:
    return make_relying_party(service)


@pytest.fixture
def clerk() -> Member:
    return make_member(make_enterprise(name="Comptables associés"), MemberRole.USER)


@pytest.fixture
def given(farm: Member, clerk: Member, service: OnlineService) -> Procuration:
    task = ServiceTask.objects.create(service=service, code="saisie", name_fr="Saisir le bilan", name_en="Enter")
    procuration = make_procuration(farm, service, mandatary=clerk.enterprise, tasks=[task])
    assign(procuration, clerk)
    return procuration


def sign_in(client: Client, member: Member) -> None:
    client.force_login(member.user)
    client.get("/fr/messages/")  # the session's clock is set at the first page


def naming(service: OnlineService, enterprise: str) -> str:
    return json.dumps([{"type": "service_access", "service": service.slug, "enterprise": enterprise}])


def test_an_rse_acts_for_the_only_enterprise_there_is(
    client: Client, farm: Member, service: OnlineService, relying_party: RelyingParty
) -> None:
    sign_in(client, farm)
    page = begin(client, relying_party)
    rows = {row["key"]: str(row["value"]) for row in client.get(page).context["enterprise_rows"]}
    assert rows == {
        "Entreprise": "Ferme du Ruisseau inc.",
        "NEQ": farm.enterprise.neq,
        "Votre rôle": "Responsable des services électroniques",
        "Tâches permises": "toutes celles du service",
    }
    assert "code" in brought_back(agree(client, page))
    assert Authorization.objects.get().acting_for == {"member": str(farm.pk), "enterprise": str(farm.enterprise_id)}
    recorded = JournalEntry.objects.get(action="authorization.given")
    assert recorded.on_behalf_of == str(farm.enterprise_id)


def test_a_procuration_is_told_with_its_tasks_and_its_end(
    client: Client, farm: Member, clerk: Member, given: Procuration, relying_party: RelyingParty
) -> None:
    sign_in(client, clerk)
    rows = {
        row["key"]: str(row["value"]) for row in client.get(begin(client, relying_party)).context["enterprise_rows"]
    }
    assert rows["Entreprise"] == "Ferme du Ruisseau inc."
    assert (rows["Votre rôle"], rows["Tâches permises"]) == ("Utilisateur", "Saisir le bilan")
    assert rows["Procuration numéro"] == given.number
    assert "Jusqu’au" in rows


def test_who_may_act_for_several_chooses_before_the_consent(
    client: Client, clerk: Member, given: Procuration, service: OnlineService, relying_party: RelyingParty
) -> None:
    other = make_rse(make_enterprise(name="Moulin du Nord"))
    make_enrolment(other, service, state=EnrolmentState.ACTIVE)
    assign(make_procuration(other, service, mandatary=clerk.enterprise), clerk)
    sign_in(client, clerk)
    page = begin(client, relying_party)
    chooser = client.get(page).headers["Location"]
    assert urlsplit(chooser).path == CHOOSER
    assert parse_qs(urlsplit(chooser).query)["next"] == [page]
    assert (
        brought_back(client.get(begin(client, relying_party, prompt="none")))["error"] == "account_selection_required"
    )
    chosen = client.post(chooser, {"choice": f"{clerk.pk}:{other.enterprise_id}"})
    assert chosen.headers["Location"] == page
    assert "code" in brought_back(agree(client, page))
    assert Authorization.objects.get().acting_for["enterprise"] == str(other.enterprise_id)


def test_another_enterprise_chosen_in_another_tab_is_shown_before_it_is_agreed_to(
    client: Client, clerk: Member, given: Procuration, service: OnlineService, relying_party: RelyingParty
) -> None:
    other = make_rse(make_enterprise(name="Moulin du Nord"))
    make_enrolment(other, service, state=EnrolmentState.ACTIVE)
    assign(make_procuration(other, service, mandatary=clerk.enterprise), clerk)
    sign_in(client, clerk)
    page = begin(client, relying_party)
    client.post(CHOOSER, {"choice": f"{clerk.pk}:{given.enterprise_id}"})
    mark = client.get(page).context["mark"]
    client.post(CHOOSER, {"choice": f"{clerk.pk}:{other.enterprise_id}"})
    shown = client.post(page, {"continue": mark})
    assert (shown.status_code, shown.context["is_changed"]) == (200, True)
    assert shown.context["enterprise_rows"][0]["value"] == "Moulin du Nord"
    assert Authorization.objects.count() == 0


def test_the_application_may_name_the_enterprise(
    client: Client, farm: Member, clerk: Member, given: Procuration, service: OnlineService, relying_party: RelyingParty
) -> None:
    sign_in(client, clerk)
    page = begin(client, relying_party, authorization_details=naming(service, farm.enterprise.neq))
    assert "code" in brought_back(agree(client, page))
    stranger = make_enterprise()
    page = begin(client, relying_party, authorization_details=naming(service, stranger.neq))
    assert client.get(page).headers["Location"].startswith(f"/fr/entreprises/services/{service.slug}/")
    silent = begin(client, relying_party, prompt="none", authorization_details=naming(service, stranger.neq))
    assert brought_back(client.get(silent))["error"] == "access_denied"


def test_the_choice_is_offered_again_when_the_application_asks(
    client: Client, farm: Member, relying_party: RelyingParty
) -> None:
    sign_in(client, farm)
    page = begin(client, relying_party, prompt="select_account")
    chooser = client.get(page).headers["Location"]
    assert urlsplit(chooser).path == CHOOSER
    back = parse_qs(urlsplit(chooser).query)["next"]
    assert back == [f"{page}?choisi=1"]
    chosen = client.post(chooser, {"choice": f"{farm.pk}:{farm.enterprise_id}"})
    assert chosen.headers["Location"] == back[0]
    assert "code" in brought_back(agree(client, back[0]))


def test_a_right_that_is_missing_leads_to_the_gate_and_back_to_the_application(
    client: Client, farm: Member, clerk: Member, service: OnlineService, relying_party: RelyingParty
) -> None:
    sign_in(client, clerk)
    page = begin(client, relying_party)
    gate = client.get(page).headers["Location"]
    assert gate == f"/fr/entreprises/services/{service.slug}/acces/?next={page.replace('/', '%2F')}"
    answer = brought_back(client.post(page, {"refuse": "access_denied"}))
    assert answer == {"error": "access_denied", "state": "état-1", "iss": settings.PUBLIC_URL}
    assert JournalEntry.objects.get(action="authorization.refused").actor_id == str(clerk.user_id)
    assert Authorization.objects.count() == 0


def test_a_choice_that_the_application_asks_for_and_nobody_holds_leads_back_to_it(
    client: Client, clerk: Member, service: OnlineService, relying_party: RelyingParty
) -> None:
    sign_in(client, clerk)
    page = begin(client, relying_party, prompt="select_account")
    gate = client.get(client.get(page).headers["Location"]).headers["Location"]
    assert parse_qs(urlsplit(gate).query)["next"] == [f"{page}?choisi=1"]
    assert client.get(gate).context["waiting"].address == f"{page}?choisi=1"


def test_a_right_revoked_while_the_consent_is_shown_gives_no_code(
    client: Client, clerk: Member, given: Procuration, relying_party: RelyingParty
) -> None:
    sign_in(client, clerk)
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    Procuration.objects.update(state=ProcurationState.REVOKED)
    assert client.post(page, {"continue": mark}).status_code == 302
    assert Authorization.objects.count() == 0


def test_each_visit_asks_the_same_of_the_database(
    client: Client, farm: Member, relying_party: RelyingParty, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, farm)
    page = begin(client, relying_party)
    client.get(page)
    with django_assert_num_queries(8):
        shown = client.get(page)
    with django_assert_num_queries(25):
        client.post(page, {"continue": shown.context["mark"]})
    remembered = begin(client, relying_party)
    with django_assert_num_queries(17):
        assert "code" in brought_back(client.get(remembered))
