"""« Mes inscriptions » (I-08) and the gate before a service (X-04 to X-09)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.states import Portal
from enterprises.models import Enterprise, Member, ServiceEnrolment
from enterprises.states import EnrolmentState, EnterpriseState, MemberState
from ministry_services.states import ServiceState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import PASSWORD, make_enterprise, make_member, make_rse, make_user

pytestmark = pytest.mark.django_db
LIST = "/fr/entreprises/mes-inscriptions/"


def page(name: str, *args: Any) -> str:
    return reverse(f"enterprises:{name}", args=args)


def door(service: Any) -> str:
    return f"/fr/services/{service.slug}/acces/"


def text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def rse(client: Client) -> Any:
    member = make_rse()
    client.force_login(member.user)
    client.get("/fr/entreprises/accueil/")  # the session settles its clock and its enterprise at the first page
    return member


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_thirty(
    client: Client, rse: Any, number: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(number):
        make_enrolment(rse)
    with django_assert_num_queries(6):  # session, account, membership, count, page, drafts
        shown = text(client.get(LIST))
    assert shown.count("/retrait/") == min(number, 25)


def test_what_is_late_is_said_with_whom_to_call(client: Client, rse: Any) -> None:
    make_enrolment(rse, submitted_at=timezone.now() - timedelta(hours=25))
    shown = text(client.get(LIST))
    assert "le délai de 24 heures est dépassé" in shown
    assert "Vous pouvez l’appeler au 418 555-0140" in shown


def test_each_state_shows_its_reason_and_its_act(client: Client, rse: Any) -> None:
    for state in EnrolmentState:
        make_enrolment(rse, state=state, decision_text="Site inconnu.", decided_at=timezone.now())
    shown = text(client.get(LIST))
    assert (shown.count("/retrait/"), shown.count("/desactivation/")) == (1, 1)
    assert "Pour en savoir plus, appelez au 418 555-0140." in shown
    assert "Site inconnu." in shown


def test_the_enrolments_of_another_enterprise_do_not_exist(client: Client, rse: Any) -> None:
    enrolment = make_enrolment(make_rse(make_enterprise(name="Une autre inc.")), make_service(name_fr="Autre service"))
    assert "Autre service" not in text(client.get(LIST))
    client.post(reverse("accounts:confirm"), {"password": PASSWORD})
    for name in ("enrolment-withdraw", "enrolment-deactivate"):
        assert client.get(page(name, enrolment.pk)).status_code == 404
        assert client.post(page(name, enrolment.pk)).status_code == 404
    assert ServiceEnrolment.objects.get().state == EnrolmentState.IN_PROGRESS


def test_a_request_is_withdrawn_after_a_page_that_says_so(client: Client, rse: Any) -> None:
    enrolment = make_enrolment(rse)
    assert "n’aura pas de réponse" in text(client.get(page("enrolment-withdraw", enrolment.pk)))
    for _turn in range(2):
        assert client.post(page("enrolment-withdraw", enrolment.pk))["Location"] == LIST
    assert ServiceEnrolment.objects.get().state == EnrolmentState.WITHDRAWN


def test_a_deactivation_asks_for_the_password_first(client: Client, rse: Any) -> None:
    enrolment = make_enrolment(rse, state=EnrolmentState.ACTIVE)
    address = page("enrolment-deactivate", enrolment.pk)
    for call in (client.get, client.post):
        assert call(address)["Location"].startswith(f"{reverse('accounts:confirm')}?next=")
    assert ServiceEnrolment.objects.get().state == EnrolmentState.ACTIVE
    answer = client.post(client.get(address)["Location"], {"password": PASSWORD})
    assert answer["Location"] == address
    assert "L’effet est immédiat" in text(client.get(address))
    for _turn in range(2):
        assert client.post(address)["Location"] == LIST
    assert ServiceEnrolment.objects.get().state == EnrolmentState.DEACTIVATED


def test_an_active_enrolment_opens_the_service(client: Client, rse: Any) -> None:
    service = make_enrolment(rse, state=EnrolmentState.ACTIVE).service
    assert client.get(door(service))["Location"] == page("service-access", service.slug)
    assert client.get(page("service-access", service.slug))["Location"] == "https://service.exemple.ca/"


def test_a_service_without_an_address_says_so(client: Client, rse: Any) -> None:
    service = make_service(address="")
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    shown = client.get(door(service), follow=True)
    assert "n’a pas encore donné l’adresse de ce service" in text(shown)


def test_the_gate_costs_what_it_costs(client: Client, rse: Any, django_assert_num_queries: Any) -> None:
    service = make_enrolment(rse, state=EnrolmentState.ACTIVE).service
    with django_assert_num_queries(4):  # session, account, service, the right of the one chosen
        client.get(page("service-access", service.slug))


@pytest.mark.parametrize(
    ("state", "says", "button"),
    [
        (None, "pas encore demandé son inscription", True),
        (EnrolmentState.IN_PROGRESS, "La demande d’inscription a été transmise le", False),
        (EnrolmentState.REFUSED, "appelez le ministère ou l’organisme au 418 555-0140", True),
        (EnrolmentState.DEACTIVATED, "a pris fin", True),
        (EnrolmentState.WITHDRAWN, "a pris fin", True),
    ],
)
def test_an_enterprise_not_enrolled_is_told_why(client: Client, rse: Any, state: str, says: str, button: bool) -> None:
    service = make_service()
    if state:
        make_enrolment(rse, service, state=state)
    answer = client.get(door(service), follow=True)
    assert answer.redirect_chain[-1][0] == page("not-enrolled", service.slug)
    assert says in text(answer)
    assert (page("enrolment-services", service.ministry.code) in text(answer)) is button


def test_the_latest_request_is_the_one_that_counts(client: Client, rse: Any) -> None:
    old = make_enrolment(rse, state=EnrolmentState.REFUSED, submitted_at=timezone.now() - timedelta(days=2))
    make_enrolment(rse, old.service, state=EnrolmentState.ACTIVE)
    assert client.get(page("service-access", old.service.slug))["Location"] == old.service.address


def test_a_user_without_a_procuration_is_told_whom_to_ask(client: Client, rse: Any) -> None:
    enrolled, other = make_enrolment(rse, state=EnrolmentState.ACTIVE).service, make_service()
    client.force_login(make_member(rse.enterprise, role="user").user)
    answer = client.get(door(enrolled), follow=True)
    assert (answer.status_code, "Demandez-lui de vous assigner une procuration" in text(answer)) == (403, True)
    shown = text(client.get(door(other), follow=True))
    assert "demandez à votre responsable des services électroniques" in shown
    assert 'class="govuk-button" href' not in shown


def test_a_visitor_signs_in_and_comes_back_to_the_service(client: Client) -> None:
    service = make_service()
    answer = client.get(door(service), follow=True)
    address, _status = answer.redirect_chain[-1]
    assert address == f"{page('sign-in')}?next=%2Ffr%2Fentreprises%2Fservices%2F{service.slug}%2Facces%2F"


def test_the_session_of_another_portal_is_explained(client: Client) -> None:
    service = make_service()
    client.force_login(make_user(Portal.CITIZENS))
    answer = client.get(door(service), follow=True)
    assert (answer.status_code, "Ce service utilise l’autre portail" in text(answer)) == (403, True)
    sign_in_agent(client, make_agent())
    assert client.get(door(service), follow=True).status_code == 403


def test_a_service_of_citizens_says_that_its_portal_is_another(client: Client, rse: Any) -> None:
    service = make_service(portal=Portal.CITIZENS)
    answer = client.get(door(service), follow=True)
    assert (answer.status_code, "Ce service utilise l’autre portail" in text(answer)) == (403, True)
    assert client.get(page("service-access", service.slug)).status_code == 404


def test_a_closed_service_says_so(client: Client, rse: Any) -> None:
    service = make_service(state=ServiceState.MAINTENANCE)
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    assert "n’est pas accessible pour le moment" in text(client.get(door(service), follow=True))


@pytest.mark.parametrize("state", [EnterpriseState.PENDING, EnterpriseState.SUSPENDED, EnterpriseState.INACTIVE])
def test_an_inactive_enterprise_is_led_to_its_status(client: Client, rse: Any, state: str) -> None:
    service = make_enrolment(rse, state=EnrolmentState.ACTIVE).service
    Enterprise.objects.update(state=state)
    for address in (page("service-access", service.slug), page("home"), LIST):
        assert client.get(address)["Location"] == page("registration-status")


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.REVOKED, MemberState.CREATED])
def test_an_inactive_member_is_told(client: Client, rse: Any, state: str) -> None:
    service = make_enrolment(rse, state=EnrolmentState.ACTIVE).service
    Member.objects.update(state=state)
    for address in (page("service-access", service.slug), page("home"), LIST):
        answer = client.get(address)
        assert (answer.status_code, "Votre dossier ne donne plus accès" in text(answer)) == (403, True)


def test_a_clic_revenu_enterprise_waits_for_its_form(client: Client) -> None:
    rse = make_rse(make_enterprise(is_legacy=True, terms_accepted_at=timezone.now()))
    client.force_login(rse.user)
    service = make_enrolment(rse, state=EnrolmentState.ACTIVE).service
    for address in (page("service-access", service.slug), LIST, page("enrolment")):
        assert client.get(address)["Location"] == page("paper-form-required")


def test_an_unknown_service_is_not_found(client: Client, rse: Any) -> None:
    assert client.get("/fr/services/inconnu/acces/").status_code == 404
    assert client.get(page("service-access", "inconnu")).status_code == 404
