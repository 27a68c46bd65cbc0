"""An application waits while a person signs in, chooses, proves more or reads why not: the way back is never lost."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.next_address import safe_next
from accounts.states import Acr, Portal
from citizens.models import AccountCreation
from citizens.views.creation_session import service_address
from enterprises.models import Member
from enterprises.states import EnrolmentState, EnterpriseState, MemberRole, MemberState
from ministry_services.models import AuthorizationRequest, OnlineService, RelyingParty
from ministry_services.queries.waiting import asked_at, waiting_at
from ministry_services.states import ServiceState
from tests.accounts.sign_in_steps import sign_in as sign_in_business
from tests.citizens.sign_in_steps import sign_in as sign_in_citizen
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.paper_forms import make_legacy_rse, make_lew4
from tests.factories.procurations import assign, make_procuration, today
from tests.factories.relying_parties import make_relying_party
from tests.factories.security_options import make_person_with_options
from tests.ministry_services.authorizing import begin, brought_back

pytestmark = pytest.mark.django_db
WAITS = "attend la suite"


@pytest.fixture
def service() -> OnlineService:
    return make_service()


@pytest.fixture
def relying_party(service: OnlineService) -> RelyingParty:
    return make_relying_party(service)


def at_the_gate(client: Client, page: str) -> Any:
    """Follow our own addresses from the page of the request to the page that says why."""
    answer = client.get(page)
    for _turn in range(6):
        if answer.status_code not in {302, 303}:
            return answer
        answer = client.get(answer["Location"])
    raise AssertionError("turns in a circle")


def details(service: OnlineService, neq: str) -> str:
    return f'[{{"type":"service_access","service":"{service.slug}","enterprise":"{neq}"}}]'


def refuse(client: Client, shown: Any, page: str) -> dict[str, str]:
    """Press « Revenir au service »."""
    assert WAITS in shown.text
    assert f'action="{page}"' in shown.text
    return brought_back(client.post(page, {"refuse": "1"}))


# --- Each refusal has its page, and the way back ---------------------------------------------------------------------


def member_of(member_state: str = MemberState.ACTIVE, **firm: Any) -> Member:
    return make_rse(make_enterprise(**firm), state=member_state)


def never_enrolled(service: OnlineService) -> Member:
    return member_of()


def enrolment(state: str) -> Any:
    def make(service: OnlineService) -> Member:
        member = member_of()
        make_enrolment(member, service, state=state)
        return member

    return make


def without_assignment(service: OnlineService) -> Member:
    rse = enrolment(EnrolmentState.ACTIVE)(service)
    return make_member(rse.enterprise, MemberRole.USER)


def granted(first: int, last: int) -> Any:
    def make(service: OnlineService) -> Member:
        rse = enrolment(EnrolmentState.ACTIVE)(service)
        user = make_member(rse.enterprise, MemberRole.USER)
        days = {"starts_on": today() + timedelta(days=first), "ends_on": today() + timedelta(days=last)}
        assign(make_procuration(rse, service, **days), user)
        return user

    return make


def closed(service: OnlineService) -> Member:
    OnlineService.objects.filter(pk=service.pk).update(state=ServiceState.MAINTENANCE)
    return enrolment(EnrolmentState.ACTIVE)(service)


def of_firm(**changes: Any) -> Any:
    def make(service: OnlineService) -> Member:
        member = member_of(**changes)
        make_enrolment(member, service, state=EnrolmentState.ACTIVE)
        return member

    return make


def with_form(service: OnlineService) -> Member:
    rse = make_legacy_rse()
    make_lew4(rse)
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    return rse


REFUSALS = {
    "never enrolled": (never_enrolled, "pas encore demandé son inscription"),
    "enrolment in progress": (enrolment(EnrolmentState.IN_PROGRESS), "a été transmise le"),
    "enrolment refused": (enrolment(EnrolmentState.REFUSED), "refusée"),
    "enrolment ended": (enrolment(EnrolmentState.DEACTIVATED), "a pris fin"),
    "no assignment": (without_assignment, "Accès réservé au responsable"),
    "procuration to come": (granted(2, 9), "n’est pas encore en vigueur"),
    "procuration expired": (granted(-9, -2), "Votre procuration est expirée"),
    "service closed": (closed, "Ce service est fermé pour le moment"),
    "firm inactive": (of_firm(state=EnterpriseState.SUSPENDED), "Votre entreprise n’est pas active"),
    "firm waiting": (of_firm(state=EnterpriseState.PENDING), "Votre entreprise n’est pas active"),
    "file suspended": (lambda _service: member_of(MemberState.SUSPENDED), "Votre dossier est suspendu"),
    "file revoked": (lambda _service: member_of(MemberState.REVOKED), "Votre dossier est révoqué"),
    "LEW-4": (with_form, "Formulaire LEW-4 requis"),
    "nobody's member": (lambda _service: Member(user=make_user()), "lié à aucune entreprise"),
}


@pytest.mark.parametrize("state", REFUSALS)
def test_each_refusal_says_why_and_leads_back_to_the_service(
    client: Client, state: str, service: OnlineService, relying_party: RelyingParty
) -> None:
    make, says = REFUSALS[state]
    client.force_login(make(service).user)
    page = begin(client, relying_party)
    shown = at_the_gate(client, page)
    assert says in shown.text
    assert refuse(client, shown, page)["error"] == "access_denied"
    # Once it is answered nothing waits any more.
    assert WAITS not in at_the_gate(client, gate_of(service, page)).text


def gate_of(service: OnlineService, page: str) -> str:
    name = {"E": "enterprises:service-access", "C": "citizens:service-access"}[service.portal]
    return f"{reverse(name, args=[service.slug])}?{urlencode({'next': page})}"


def test_an_enterprise_that_is_not_theirs_is_named_by_its_neq_alone(
    client: Client, service: OnlineService, relying_party: RelyingParty
) -> None:
    stranger = make_rse(make_enterprise(name="Ferme secrète"))
    make_enrolment(stranger, service, state=EnrolmentState.ACTIVE)
    rse = make_rse()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    client.force_login(rse.user)
    page = begin(client, relying_party, authorization_details=details(service, stranger.enterprise.neq))
    shown = at_the_gate(client, page)
    assert (shown.status_code, stranger.enterprise.neq in shown.text) == (403, True)
    assert "Ferme secrète" not in shown.text
    assert refuse(client, shown, page)["error"] == "access_denied"


def test_a_session_of_the_other_portal_is_told_so_and_leads_back(
    client: Client, service: OnlineService, relying_party: RelyingParty
) -> None:
    client.force_login(make_user(Portal.CITIZENS))
    page = begin(client, relying_party)
    shown = at_the_gate(client, page)
    assert (shown.status_code, "Ce service utilise l’autre portail" in shown.text) == (403, True)
    assert refuse(client, shown, page)["error"] == "access_denied"


def test_a_reason_that_goes_away_leads_on_by_itself(
    client: Client, service: OnlineService, relying_party: RelyingParty
) -> None:
    rse = make_rse()
    client.force_login(rse.user)
    page = begin(client, relying_party)
    gate = client.get(page)["Location"]
    assert WAITS in client.get(gate).text
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    assert client.get(gate)["Location"] == page


# --- The way back is believed only where it is one -------------------------------------------------------------------


def test_only_a_request_that_lives_and_is_of_this_service_waits(
    client: Client, service: OnlineService, relying_party: RelyingParty
) -> None:
    page, now = begin(client, relying_party), timezone.now()
    assert waiting_at(page, now=now, service=service) is not None
    assert waiting_at(page, now=now, service=make_service()) is None
    assert waiting_at(page, now=now + timedelta(hours=2)) is None
    for address in (None, "", "/fr/profil/", f"https://evil.example{page}", f"//evil.example{page}", f"{page}x"):
        assert waiting_at(address, now=now) is None
    AuthorizationRequest.objects.update(answered_at=now)
    assert waiting_at(page, now=now) is None


def test_the_request_of_another_service_is_no_way_out_of_this_gate(
    client: Client, service: OnlineService, relying_party: RelyingParty
) -> None:
    other, rse = make_service(), make_rse()
    make_enrolment(rse, other, state=EnrolmentState.ACTIVE)
    client.force_login(rse.user)
    page = begin(client, relying_party)
    assert client.get(gate_of(other, page))["Location"] == other.address
    for address in ("https://evil.example/", "//evil.example/", "/agents/"):
        assert client.get(gate_of(other, address))["Location"] == other.address


def test_the_way_back_is_found_as_deep_as_our_pages_nest(
    client: Client, service: OnlineService, relying_party: RelyingParty
) -> None:
    page, now = begin(client, relying_party), timezone.now()
    deep = f"{reverse('citizens:proof')}?{urlencode({'next': gate_of(service, page)})}"
    for address in (gate_of(service, page), deep):
        found = waiting_at(address, now=now)
        assert found is not None
        assert found.address == page
        assert asked_at(address, now=now).along == {"service": service.slug, "next": page}
    turning = "/fr/profil/?next=" + quote("/fr/profil/?next=" + quote("/fr/profil/?next=" + quote(page)))
    assert waiting_at(turning, now=now) is None


# --- Through the sign-in, the other language, the creation of an account ---------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_request_survives_the_sign_in_of_a_business(
    client: Client, service: OnlineService, relying_party: RelyingParty, language: str
) -> None:
    rse = make_rse(user=make_user(user_code="KLMT4829"))
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    page = begin(client, relying_party, ui_locales=language)
    led = client.get(page)["Location"]
    assert urlsplit(led).path == f"/{language}/entreprises/session/"
    named = {"fr": "Pour accéder au service «\u00a0Bilan de phosphore\u00a0»", "en": "Phosphorus report"}
    assert named[language] in client.get(led).text
    answer = sign_in_business(client, "KLMT4829", query=f"?{urlsplit(led).query}")
    # The steps of the tests go on in French: the same page, in the language one reads.
    assert answer["Location"] == page.replace("/en/", "/fr/")


def test_the_request_survives_the_sign_in_of_a_person(client: Client) -> None:
    relying_party = make_relying_party(make_service(portal=Portal.CITIZENS))
    person = make_person_with_options(user_code="TREMBLAY27")
    page = begin(client, relying_party)
    led = client.get(page)["Location"]
    assert sign_in_citizen(client, person, query=f"?{urlsplit(led).query}")["Location"] == page


def test_a_lost_session_comes_back_through_its_own_portal(
    client: Client, service: OnlineService, relying_party: RelyingParty
) -> None:
    sign_in_business(client, make_rse(user=make_user(user_code="KLMT4829")).user.user_code)
    page = begin(client, relying_party)
    client.session.flush()
    lost = client.get(page)["Location"]
    assert lost == f"/fr/session/expiree/?{urlencode({'next': page, 'portail': 'E'})}"
    sign_in = f"/fr/entreprises/session/?{urlencode({'next': page})}"
    assert f'href="{sign_in}"' in client.get(lost).text
    tampered = client.get(f"/fr/session/expiree/?{urlencode({'next': page, 'portail': 'A'})}").text
    assert f'href="/fr/portails/?{urlencode({"next": page})}"' in tampered


def test_the_request_goes_along_to_the_creation_of_an_account(client: Client) -> None:
    service = make_service(portal=Portal.CITIZENS)
    page = begin(client, make_relying_party(service))
    shown = client.get(client.get(page)["Location"]).text
    creation = f"/fr/citoyens/creation/?{urlencode({'service': service.slug, 'next': page})}"
    assert f'href="{creation.replace("&", "&amp;")}"' in shown
    client.post(creation)
    draft = AccountCreation.objects.get()
    assert (draft.service, draft.next_address) == (service, page)


def test_a_creation_ends_at_the_request_while_it_lives_and_at_the_service_after(client: Client) -> None:
    service = make_service(portal=Portal.CITIZENS)
    page = begin(client, make_relying_party(service))
    draft = AccountCreation(service=service, next_address=page)
    assert service_address(draft) == gate_of(service, page)
    sign_in_citizen(client, make_person_with_options(user_code="TREMBLAY27"))
    assert client.get(service_address(draft))["Location"] == page
    AuthorizationRequest.objects.update(expires_at=timezone.now())
    assert client.get(service_address(draft))["Location"] == service.address


def test_the_address_of_a_request_is_one_to_come_back_to(client: Client, relying_party: RelyingParty) -> None:
    page = begin(client, relying_party)
    for address in (page, page.replace("/fr/", "/en/"), f"{page}?sans=1"):
        assert safe_next(address) == address
    for address in (
        f"https://evil.example{page}",
        f"//evil.example{page}",
        page.replace("/fr/", "/xx/"),
        page + "a" * 500,
    ):
        assert safe_next(address) == ""


# --- What the service asks of the sign-in ----------------------------------------------------------------------------


def test_the_gate_respects_the_assurance_the_service_asks(client: Client) -> None:
    service = make_service(minimum_acr=Acr.TWO_STEPS)
    rse = make_rse(user=make_user(user_code="KLMT4829"))
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    sign_in_business(client, "KLMT4829")
    gate = reverse("enterprises:service-access", args=[service.slug])
    asked = client.get(gate)["Location"]
    assert asked == f"/fr/session/verification/?{urlencode({'acr': Acr.TWO_STEPS, 'next': gate})}"
    OnlineService.objects.update(minimum_acr=Acr.PASSWORD)
    assert client.get(gate)["Location"] == service.address


def test_both_gates_ask_it_before_they_lead_back(client: Client) -> None:
    service = make_service(portal=Portal.CITIZENS, minimum_acr=Acr.TOTP)
    sign_in_citizen(client, make_person_with_options(user_code="TREMBLAY27"))
    page = begin(client, make_relying_party(service))
    asked = client.get(gate_of(service, page))["Location"]
    assert parse_qs(urlsplit(asked).query) == {"acr": [Acr.TOTP], "next": [gate_of(service, page)]}
    shown = client.get(asked)
    assert WAITS in shown.text
    assert brought_back(client.post(page, {"refuse": "1"}))["error"] == "access_denied"
