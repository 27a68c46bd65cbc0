"""The pages of an enrolment: the walk, what each refuses, what each costs."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import OutboxMessage
from accounts.states import Portal
from enterprises.models import EnrolmentRequest, ServiceEnrolment
from enterprises.states import EnrolmentRequestState, EnrolmentState
from ministry_services.states import ServiceState
from tests.factories.enrolments import make_enrolment, make_ministry, make_question, make_request, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse

pytestmark = pytest.mark.django_db
START = "/fr/entreprises/inscription-aux-services/"
CHOICES = [{"value": "a", "fr": "Élevage", "en": "Livestock"}, {"value": "b", "fr": "Culture", "en": "Crops"}]


def page(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(f"enterprises:{name}", args=args, kwargs=kwargs)


def text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def rse(client: Client) -> Any:
    member = make_rse()
    client.force_login(member.user)
    client.get("/fr/entreprises/accueil/")  # the session settles its clock and its enterprise at the first page
    return member


def test_the_rse_walks_from_the_list_to_the_number_of_the_request(client: Client, rse: Any) -> None:
    service = make_service()
    asked = {
        "text": make_question(service),
        "number": make_question(service, kind="number", limits={"maximum": 5000, "decimals": 1}),
        "date": make_question(service, kind="date", limits={"latest": "today"}),
        "choice": make_question(service, kind="choice", choices=CHOICES),
    }
    assert "Développement durable, Environnement, Faune et Parcs" in text(client.get(START))
    answer = client.post(START, {"ministry": service.ministry.code})
    assert answer["Location"] == page("enrolment-services", service.ministry.code)
    answer = client.post(answer["Location"], {"services": [service.slug]})
    draft = EnrolmentRequest.objects.get()
    assert answer["Location"] == page("enrolment-questions", draft.pk)
    typed = {
        f"question_{asked['text'].pk}": "INCONNU-12",
        f"question_{asked['number'].pk}": "1 234,5",
        f"question_{asked['date'].pk}_day": "27",
        f"question_{asked['date'].pk}_month": "3",
        f"question_{asked['date'].pk}_year": "2020",
        f"question_{asked['choice'].pk}": "b",
    }
    answer = client.post(answer["Location"], typed)
    assert answer["Location"] == page("enrolment-consent", draft.pk)
    answer = client.post(answer["Location"], {"consent": "on"})
    assert answer["Location"] == page("enrolment-check", draft.pk)
    summary = text(client.get(answer["Location"]))
    assert all(shown in summary for shown in ("INCONNU-12", "1234,5", "27 mars 2020", "Culture"))
    answer = client.post(answer["Location"])
    assert answer["Location"] == page("enrolment-submitted", draft.pk)
    done = text(client.get(answer["Location"]))
    assert draft.reference in done
    assert "Dans un délai d’au plus 24 heures" in done
    kept = ServiceEnrolment.objects.get().answers
    assert list(kept.values_list("value", flat=True)) == ["INCONNU-12", "1234.5", "2020-03-27", "b"]


def test_the_pages_cost_what_they_cost(client: Client, rse: Any, django_assert_num_queries: Any) -> None:
    service = make_service()
    make_question(service)
    draft = make_request(rse, service)
    make_enrolment(rse)
    # Each begins with the session, the account and the membership.
    for queries, address in [
        (3 + 4, page("home")),  # legacy state is in the membership; last sign-in, unread, drafts, services
        (3 + 2, START),
        (3 + 5, page("enrolment-services", service.ministry.code)),
        (3 + 2, page("enrolment-questions", draft.pk)),
        (3 + 2, page("enrolment-consent", draft.pk)),
        (3 + 3, page("enrolment-check", draft.pk)),
        (3 + 3, page("enrolments")),
    ]:
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("number", [1, 30])
def test_the_services_cost_the_same_for_one_and_thirty(
    client: Client, rse: Any, number: int, django_assert_num_queries: Any
) -> None:
    ministry = make_ministry()
    for _turn in range(number):
        make_enrolment(rse, make_service(ministry), state=EnrolmentState.REFUSED)
    with django_assert_num_queries(3 + 4):
        shown = text(client.get(page("enrolment-services", ministry.code)))
    assert shown.count('type="checkbox"') == number


def test_a_few_bodies_are_buttons_and_many_are_searched(client: Client, rse: Any) -> None:
    make_service()
    assert 'type="radio"' in text(client.get(START))
    for number in range(8):
        make_service(make_ministry(list_label_fr=f"Organisme {number}", acronym="", aliases="", name_fr="O"))
    assert "<select" in text(client.get(START))
    found = text(client.get(f"{START}?nom=mddelcc"))
    assert found.count("<option") == 2
    assert "Développement durable, Environnement" in found
    assert text(client.get(f"{START}?nom=developpement PARCS")).count("<option") == 2
    nothing = text(client.get(f"{START}?nom=<b>"))
    assert "Aucun ministère ni organisme ne correspond" in nothing
    assert nothing.count("<option") == 10
    assert client.post(f"{START}?nom=mddelcc", {"ministry": ""}).status_code == 200


@pytest.mark.parametrize("typed", [{}, {"ministry": ""}, {"ministry": "autre"}])
def test_a_body_must_be_chosen(client: Client, rse: Any, typed: dict) -> None:
    make_service()
    assert "Choisissez un ministère ou un organisme" in text(client.post(START, typed))


def test_a_service_of_citizens_is_never_listed(client: Client, rse: Any) -> None:
    ministry = make_ministry()
    make_service(ministry, name_fr="Pesticides – Demande de certificat", portal=Portal.CITIZENS)
    assert client.get(page("enrolment-services", ministry.code)).status_code == 404
    make_service(ministry)
    assert "Pesticides" not in text(client.get(page("enrolment-services", ministry.code)))


@pytest.mark.parametrize("typed", [[], ["autre"]])
def test_services_are_chosen_among_those_offered(client: Client, rse: Any, typed: list) -> None:
    service = make_service()
    citizens = make_service(service.ministry, portal=Portal.CITIZENS)
    address = page("enrolment-services", service.ministry.code)
    shown = text(client.post(address, {"services": typed or []}))
    assert ("Choisissez au moins un service" in shown) is (not typed)
    assert "Un problème est survenu" in text(client.post(address, {"services": [citizens.slug]}))
    assert not EnrolmentRequest.objects.exists()


def test_a_wrong_answer_keeps_what_was_typed(client: Client, rse: Any) -> None:
    service = make_service()
    number, asked = make_question(service, kind="number", limits={"minimum": 1, "maximum": 50}), make_question(service)
    draft = make_request(rse, service)
    address = page("enrolment-questions", draft.pk)
    typed = {f"question_{number.pk}": "51", f"question_{asked.pk}": "ruisseau"}
    shown = text(client.post(address, typed))
    assert "Le nombre doit être 50 ou moins" in shown
    assert "ruisseau" in shown
    assert 'value="51"' in shown
    for wrong, says in [
        ("douze", "Entrez un nombre comme 12"),
        ("1,5", "sans virgule"),
        ("0", "1 ou plus"),
        ("", "Répondez"),
    ]:
        assert says in text(client.post(address, typed | {f"question_{number.pk}": wrong}))
    draft.refresh_from_db()
    assert draft.answers == {}


def test_services_without_a_question_go_to_the_consent(client: Client, rse: Any) -> None:
    draft = make_request(rse)
    assert client.get(page("enrolment-questions", draft.pk))["Location"] == page("enrolment-consent", draft.pk)


def test_nothing_goes_on_without_consent(client: Client, rse: Any) -> None:
    draft = make_request(rse, consented_at=None)
    assert "Donnez votre consentement" in text(client.post(page("enrolment-consent", draft.pk)))
    answer = client.post(page("enrolment-check", draft.pk))
    assert answer["Location"] == page("enrolment-consent", draft.pk)
    assert not ServiceEnrolment.objects.exists()


def test_a_double_submit_and_a_step_back_show_the_result(client: Client, rse: Any) -> None:
    draft = make_request(rse)
    for _turn in range(2):
        answer = client.post(page("enrolment-check", draft.pk))
        assert answer["Location"] == page("enrolment-submitted", draft.pk)
    assert ServiceEnrolment.objects.count() == 1
    for name in ("enrolment-questions", "enrolment-consent", "enrolment-check"):
        assert client.get(page(name, draft.pk))["Location"] == page("enrolment-submitted", draft.pk)


def test_a_service_closed_meanwhile_leads_back_to_the_choice(client: Client, rse: Any) -> None:
    service = make_service()
    draft = make_request(rse, service)
    type(service).objects.update(state=ServiceState.CLOSED)
    answer = client.post(page("enrolment-check", draft.pk), follow=True)
    assert answer.redirect_chain == [(page("enrolment-services", service.ministry.code), 302)]
    assert "n’est plus offert à l’inscription" in text(answer)
    assert not ServiceEnrolment.objects.exists()


def test_a_draft_waits_for_the_next_session_and_the_other_language(client: Client, rse: Any) -> None:
    draft = make_request(rse)
    other = Client()
    other.force_login(rse.user)
    for address in ("/fr/entreprises/accueil/", "/en/entreprises/accueil/", START):
        assert draft.reference in text(other.get(address))


def test_a_draft_is_abandoned(client: Client, rse: Any) -> None:
    draft = make_request(rse)
    assert client.post(page("enrolment-abandon", draft.pk))["Location"] == START
    draft.refresh_from_db()
    assert draft.state == EnrolmentRequestState.ABANDONED
    assert "Demande abandonnée" in text(client.get(page("enrolment-submitted", draft.pk)))


NAMES = ["enrolment-questions", "enrolment-consent", "enrolment-check", "enrolment-submitted", "enrolment-abandon"]


@pytest.mark.parametrize("name", NAMES)
def test_the_draft_of_another_rse_does_not_exist(client: Client, rse: Any, name: str) -> None:
    draft = make_request(make_rse(rse.enterprise))
    assert client.post(page(name, draft.pk)).status_code == (405 if name == "enrolment-submitted" else 404)
    assert client.get(page(name, draft.pk)).status_code == (405 if name == "enrolment-abandon" else 404)


def test_a_forged_post_transmits_nothing(rse: Any) -> None:
    draft = make_request(rse)
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(rse.user)
    assert forger.post(page("enrolment-check", draft.pk)).status_code == 403
    assert not ServiceEnrolment.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_user_is_told_that_the_rse_enrols(client: Client) -> None:
    client.force_login(make_member(role="user").user)
    answer = client.get(START)
    assert (answer.status_code, "Accès réservé au responsable" in text(answer)) == (403, True)
    home = text(client.get(page("home")))
    assert "pas encore assigné de procuration" in home
    assert "Inscription aux services électroniques" not in home


def test_a_clic_revenu_enterprise_is_led_to_its_form(client: Client) -> None:
    enterprise = make_enterprise(is_legacy=True, terms_accepted_at="2026-01-01T00:00Z")
    client.force_login(make_rse(enterprise).user)
    assert client.get(START)["Location"] == page("paper-form-required")
    assert "formulaire LEW-4" in text(client.get(page("home")))


def test_a_session_lost_before_the_transmission_comes_back_to_it(client: Client, rse: Any) -> None:
    draft = make_request(rse)
    address = page("enrolment-check", draft.pk)
    answer = Client().post(address)
    assert answer["Location"] == f"{page('sign-in')}?{urlencode({'next': address})}"
    assert Client().post(page("enrolment-abandon", draft.pk))["Location"].endswith(urlencode({"next": page("home")}))
    draft.refresh_from_db()
    assert draft.state == EnrolmentRequestState.DRAFT


def test_a_visitor_signs_in_and_comes_back(client: Client) -> None:
    answer = client.get(START)
    assert answer["Location"] == f"{page('sign-in')}?next=%2Ffr%2Fentreprises%2Finscription-aux-services%2F"
    assert settings.PORTAL_GATES["E"] == "enterprises:service-access"
