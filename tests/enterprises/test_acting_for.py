"""In whose name: chosen once a session, shown on every page, changed without signing out (G-02)."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Member
from enterprises.states import EnrolmentState, MemberRole, MemberState, ProcurationState
from ministry_services.models import OnlineService
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.procurations import assign, make_procuration
from tests.factories.secrets import PASSWORD

pytestmark = pytest.mark.django_db
CHOOSE = "/fr/entreprises/au-nom-de/"
HOME = "/fr/entreprises/accueil/"


@pytest.fixture
def farm() -> Member:
    return make_rse(make_enterprise(name="Ferme du Ruisseau inc."))


@pytest.fixture
def service(farm: Member) -> OnlineService:
    enrolled = make_service()
    make_enrolment(farm, enrolled, state=EnrolmentState.ACTIVE)
    return enrolled


@pytest.fixture
def clerk() -> Member:
    return make_member(make_enterprise(name="Comptables associés"), MemberRole.USER)


@pytest.fixture
def given(farm: Member, clerk: Member, service: OnlineService) -> Any:
    procuration = make_procuration(farm, service, mandatary=clerk.enterprise)
    assign(procuration, clerk)
    return procuration


def gate_of(service: OnlineService) -> str:
    return reverse("enterprises:service-access", args=[service.slug])


def choice(member: Member, grantor: Member | None = None) -> dict[str, str]:
    return {"choice": f"{member.pk}:{(grantor or member).enterprise_id}"}


def header(client: Client, address: str = HOME) -> str:
    body = client.get(address).content.decode()
    return body[body.index("cs-header__acting") : body.index("</header>")]


def test_who_has_one_enterprise_is_never_asked(client: Client, farm: Member) -> None:
    client.force_login(farm.user)
    assert client.get(HOME).status_code == 200
    assert "Ferme du Ruisseau inc." in header(client)
    assert "Changer" not in header(client)


def test_a_delegate_chooses_first_and_comes_back_to_the_page(
    client: Client, farm: Member, clerk: Member, given: Any
) -> None:
    client.force_login(clerk.user)
    asked = client.get(HOME)
    assert asked.headers["Location"] == f"{CHOOSE}?next={HOME.replace('/', '%2F')}"
    page = client.get(asked.headers["Location"]).content.decode()
    assert "Comptables associés" in page
    assert "Ferme du Ruisseau inc." in page
    assert client.post(asked.headers["Location"], choice(clerk, farm)).headers["Location"] == HOME
    assert "Ferme du Ruisseau inc." in header(client)
    assert "Changer" in header(client)


def test_the_only_enterprise_that_opens_a_service_is_taken_without_a_question(
    client: Client, farm: Member, clerk: Member, given: Any, service: OnlineService
) -> None:
    client.force_login(clerk.user)
    assert client.get(gate_of(service)).headers["Location"] == service.address
    assert "acting_for" not in client.session


def test_another_than_the_one_chosen_is_not_taken_without_a_word(
    client: Client, farm: Member, clerk: Member, given: Any, service: OnlineService
) -> None:
    client.force_login(clerk.user)
    client.post(CHOOSE, choice(clerk))
    asked = client.get(gate_of(service)).headers["Location"]
    assert asked == f"{CHOOSE}?{urlencode({'next': gate_of(service), 'service': service.slug})}"
    page = client.get(asked).content.decode()
    assert "Ferme du Ruisseau inc." in page
    assert f'value="{clerk.pk}:{clerk.enterprise_id}"' not in page
    assert client.post(asked, choice(clerk)).status_code == 200
    assert client.post(asked, choice(clerk, farm)).headers["Location"] == gate_of(service)
    assert client.get(gate_of(service)).headers["Location"] == service.address


def test_a_choice_for_a_service_that_nobody_opens_leads_to_the_reason(
    client: Client, clerk: Member, service: OnlineService
) -> None:
    client.force_login(clerk.user)
    asked = f"{CHOOSE}?service={service.slug}"
    assert client.get(asked).headers["Location"] == gate_of(service)
    assert client.get(f"{CHOOSE}?service=inconnu").status_code == 404


def test_nothing_else_can_be_chosen(client: Client, farm: Member, clerk: Member, given: Any) -> None:
    client.force_login(clerk.user)
    stranger = make_rse()
    for typed in ("", "x", f"{clerk.pk}:x", f"{clerk.pk}:{stranger.enterprise_id}", f"{farm.pk}:{farm.enterprise_id}"):
        answer = client.post(CHOOSE, {"choice": typed})
        assert (answer.status_code, "Choisissez une entreprise." in answer.content.decode()) == (200, True)
    assert "acting_for" not in client.session


def test_a_revocation_acts_at_the_next_click(
    client: Client, farm: Member, clerk: Member, given: Any, service: OnlineService
) -> None:
    client.force_login(clerk.user)
    client.post(CHOOSE, choice(clerk, farm))
    assert client.get(gate_of(service)).headers["Location"] == service.address
    given.state = ProcurationState.REVOKED
    given.save()
    refused = client.get(gate_of(service))
    assert (refused.status_code, "Votre procuration est révoquée" in refused.content.decode()) == (403, True)
    led = client.get(HOME).headers["Location"]
    assert led.startswith(f"{CHOOSE}?next=")
    assert "Vous ne pouvez plus agir" in client.get(led).content.decode()
    assert "Comptables associés" in header(client)


def test_what_was_begun_for_one_firm_is_not_done_for_another(client: Client, farm: Member) -> None:
    other = make_rse(make_enterprise(name="Autre ferme"), user=farm.user)
    client.force_login(farm.user)
    client.post(reverse("accounts:confirm"), {"password": PASSWORD})
    client.post(CHOOSE, choice(other))
    other.state = MemberState.SUSPENDED
    other.save()
    person = {"first_name": "Éva", "last_name": "Roy", "email": "eva@exemple.ca", "language": "fr", "role": "rse"}
    sent = client.post(reverse("enterprises:member-create"), {**person, "delivery": "link"})
    assert sent.headers["Location"].startswith(CHOOSE)
    assert Member.objects.count() == 2


def test_the_users_of_another_enterprise_are_not_managed_by_procuration(
    client: Client, farm: Member, service: OnlineService
) -> None:
    accountant = make_rse(make_enterprise(name="Comptables associés"))
    make_procuration(farm, service, mandatary=accountant.enterprise)
    client.force_login(accountant.user)
    client.post(CHOOSE, choice(accountant, farm))
    led = client.get(reverse("enterprises:enrolments")).headers["Location"]
    assert led.startswith(f"{CHOOSE}?next=")
    assert "propre entreprise" in client.get(led).content.decode()
    client.post(CHOOSE, choice(accountant))
    assert client.get(reverse("enterprises:enrolments")).status_code == 200


def test_who_works_for_two_firms_keeps_the_one_that_lets_in(client: Client, farm: Member) -> None:
    other = make_member(make_enterprise(name="Autre ferme"), MemberRole.USER, user=farm.user)
    client.force_login(farm.user)
    assert client.get(HOME).headers["Location"].startswith(CHOOSE)
    client.post(CHOOSE, choice(other))
    assert "Autre ferme" in header(client)
    other.state = MemberState.SUSPENDED
    other.save()
    assert client.get(HOME).headers["Location"].startswith(CHOOSE)
    assert "Ferme du Ruisseau inc." in header(client)


@pytest.mark.parametrize("many", [1, 30])
def test_the_choice_costs_the_same_for_one_and_thirty(
    client: Client, clerk: Member, service: OnlineService, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        grantor = make_rse(make_enterprise(name=f"Ferme {number}"))
        assign(make_procuration(grantor, service, mandatary=clerk.enterprise), clerk)
    client.force_login(clerk.user)
    client.get(HOME)
    with django_assert_num_queries(5):
        client.get(CHOOSE)
