"""The ministry of `make demo`, as it runs there: its three applications, the right asked again, both exits."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import User
from citizens.models import IdentityProof
from clicsequr.demonstration.ministry import FILE, register_ministry, write_catalogue
from enterprises.models import ServiceEnrolment
from enterprises.services.enrolment_endings import deactivate_enrolment
from enterprises.states import EnrolmentState
from ministry_services.models import Consent, OnlineService
from ministry_services.services.catalogue import load_catalogue
from ministry_services.services.endings import withdraw_consent
from tests.factories.enrolments import deliver_outbox, make_enrolment
from tests.factories.enterprises import make_rse
from tests.factories.security_options import make_person_with_options
from tests.openid.ministry import Customer, free_port, running
from tests.openid.road import refuse, sign_in
from tests.openid.site import Site
from tests.openid.visitor import Visitor
from tests.processes import wait_for

# Each is of another application: a secret in the form and PAR; a key, PAR and DPoP.
PHOSPHORUS, AIR, GASES = "phosphore", "emissions", "gaz-a-effet-de-serre"
CERTIFICATE = "pesticides/certificat"


@pytest.fixture
def ministry(site: Site, tmp_path: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{free_port()}"
    load_catalogue(write_catalogue(tmp_path, site=address).read_text(encoding="utf-8"), by=SYSTEM)
    register_ministry(tmp_path, site=address)
    command = ["-m", "gunicorn", f"--bind={address.removeprefix('http://')}", "--threads=4", "--no-control-socket"]
    own = {"MINISTRY_FILE": str(tmp_path / FILE)}
    command.append("ministry_services.demo_site.wsgi")
    with running(*command, own=own, address=f"{address}/style.css", log=tmp_path / "ministry.log"):
        yield address


@pytest.fixture
def customer(ministry: str, visitor: Visitor) -> Customer:
    return Customer(ministry, visitor)


@pytest.fixture
def rse(ministry: str) -> User:
    """Somebody in charge of an enterprise that is enrolled in every service of the ministry."""
    member = make_rse()
    for service in OnlineService.objects.filter(ministry__code="environnement", portal="E"):
        make_enrolment(member, service, state=EnrolmentState.ACTIVE)
    return member.user


def test_an_enterprise_works_in_two_services_until_its_right_ends(customer: Customer, rse: User) -> None:
    firm = rse.memberships.get().enterprise
    customer.enter(f"/{PHOSPHORUS}/", rse)
    for shown in ("Vous êtes dans le service.", rse.full_name, firm.name, firm.neq, "toutes", "mot de passe"):
        assert shown in customer.text
    customer.press(f"/fr/{PHOSPHORUS}/rafraichir/")
    assert "Les renseignements sont à jour." in customer.text
    customer.press(f"/fr/{PHOSPHORUS}/verifier/")
    assert "votre droit est en vigueur" in customer.text
    assert "Réponse d’introspection" in customer.text
    customer.press(f"/fr/{PHOSPHORUS}/brouillon/", text="12 tonnes <b>")
    assert "12 tonnes &lt;b&gt;" in customer.page.text

    # A second application, by its key, pushed and bound: no second sign-in, another consent.
    customer.enter(f"/{AIR}/", rse)
    customer.press(f"/fr/{AIR}/verifier/")
    assert "votre droit est en vigueur" in customer.text
    assert '"jkt"' in customer.text
    customer.press(f"/fr/{AIR}/rafraichir/")
    assert "Les renseignements sont à jour." in customer.text

    enrolment = ServiceEnrolment.objects.get(service__slug="bilan-de-phosphore")
    deactivate_enrolment(enrolment.pk, by=rse.memberships.get(), now=timezone.now())
    customer.go(f"/fr/{PHOSPHORUS}/")
    customer.press(f"/fr/{PHOSPHORUS}/brouillon/", text="effacé")
    assert "Votre droit d’utiliser ce service a pris fin." in customer.text
    assert "c’est le service qui en répond" in customer.text
    assert "Accès au service" in customer.text
    # The other service is another right.
    customer.go(f"/fr/{AIR}/")
    customer.press(f"/fr/{AIR}/verifier/")
    assert "votre droit est en vigueur" in customer.text


def test_a_citizen_comes_back_proven_and_leaves_both_sites(customer: Customer, visitor: Visitor) -> None:
    person = make_person_with_options(user_code="TREMBLAY28", email="odile@exemple.ca")
    IdentityProof.objects.create(user=person, reference=uuid4(), method="notice", verified_at=timezone.now())
    customer.enter(f"/{CERTIFICATE}/?lang=en", person)
    for shown in ("You are in the service.", "odile@exemple.ca", "proven with Revenu Québec", "for themselves"):
        assert shown in customer.text
    visitor.open(customer.press(f"/en/{CERTIFICATE}/quitter/"))
    customer.go(visitor.left_for)
    assert "You have left" in customer.text
    visitor.open("/fr/citoyens/accueil/")
    assert "/citoyens/session/" in visitor.page.url
    customer.go(f"/en/{CERTIFICATE}/")
    assert "Access the service" in customer.text


def test_a_session_that_ends_at_clicsequr_closes_the_service(customer: Customer, visitor: Visitor, rse: User) -> None:
    customer.enter(f"/{PHOSPHORUS}/", rse)
    visitor.open("/fr/entreprises/accueil/")
    form = next(form for form in visitor.forms() if form.action.endswith("/fr/session/fermer/"))
    visitor.send(form, {})
    deliver_outbox()
    customer.go(f"/fr/{PHOSPHORUS}/")
    assert "Votre session clicSÉQUR est fermée." in customer.text
    assert "Vous êtes dans le service." not in customer.text


def test_who_took_an_agreement_back_comes_in_again_with_the_same_session(customer: Customer, rse: User) -> None:
    customer.enter(f"/{PHOSPHORUS}/", rse)
    withdraw_consent(Consent.objects.get().pk, by=rse, now=timezone.now())
    deliver_outbox()
    customer.go(f"/fr/{PHOSPHORUS}/")
    assert "Votre session clicSÉQUR est fermée." in customer.text
    # What is signed names seconds; the session of clicSÉQUR, and its `sid`, are the same as before.
    told_at = int(time.time())
    wait_for(lambda: int(time.time()) > told_at, seconds=3, what="another second")
    customer.enter(f"/{PHOSPHORUS}/", rse)
    assert "Vous êtes dans le service." in customer.text


def test_who_declines_is_told_and_who_asks_more_is_not_satisfied_with_less(
    customer: Customer, visitor: Visitor, rse: User
) -> None:
    visitor.open(customer.go(f"/{PHOSPHORUS}/"))
    sign_in(visitor, rse)
    refuse(visitor)
    customer.go(visitor.left_for)
    assert "access_denied" in customer.text
    # The step-up is a wish for clicSÉQUR; the ministry holds to it.
    visitor.open(customer.go(f"/{GASES}/"))
    without = re.findall(r'href="([^"]+sans=1[^"]*)"', visitor.page.text)
    visitor.open(without[0].replace("&amp;", "&"))
    if not visitor.left_for:
        form, button = visitor.button_named("continue")
        visitor.send(form, dict([button]))
    customer.go(visitor.left_for)
    assert "unmet_authentication_requirements" in customer.text


def test_an_answer_nobody_asked_for_or_of_another_server_opens_nothing(
    customer: Customer, visitor: Visitor, rse: User
) -> None:
    customer.go("/retour/eau-et-sols/?code=x&state=y&iss=z")
    assert "unknown_answer" in customer.text
    visitor.open(customer.go(f"/{PHOSPHORUS}/"))
    sign_in(visitor, rse)
    form, button = visitor.button_named("continue")
    visitor.send(form, dict([button]))
    customer.go(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", visitor.left_for))
    assert "another_issuer" in customer.text
    customer.go(visitor.left_for)
    assert "unknown_answer" in customer.text
