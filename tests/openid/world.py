"""A person, a service and the application that serves it, ready for a flow."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.states import Portal
from enterprises.states import EnrolmentState
from ministry_services.models import OnlineService, RelyingParty
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_rse
from tests.factories.relying_parties import (
    POST_LOGOUT,
    REDIRECT,
    client_key,
    make_relying_party,
    make_signing_relying_party,
)
from tests.factories.security_options import make_person_with_options
from tests.openid.clients import Registration
from tests.openid.site import Site


@dataclass(frozen=True)
class World:
    person: User
    service: OnlineService
    application: RelyingParty
    known: Registration


def citizen_world(site: Site, *, signs: bool = False, **terms: Any) -> World:
    service = make_service(portal=Portal.CITIZENS, name_fr="Pesticides – Demande de certificat")
    person = make_person_with_options(user_code="TREMBLAY27", first_name="Odile", last_name="Tremblay")
    return _world(site, person, service, "openid profile email", signs=signs, **terms)


def enterprise_world(site: Site, *, signs: bool = False, **terms: Any) -> World:
    service, rse = make_service(), make_rse()
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    return _world(site, rse.user, service, "openid profile enterprise", signs=signs, **terms)


def _world(site: Site, person: User, service: OnlineService, scope: str, *, signs: bool, **terms: Any) -> World:
    made = (make_signing_relying_party if signs else make_relying_party)(service, **terms)
    known = Registration(
        issuer=site.address,
        client_id=made.client_id,
        redirect_uri=REDIRECT,
        post_logout_redirect_uri=POST_LOGOUT,
        scope=scope,
        secret=made.secret,
        private_key=dict(client_key().as_dict(private=True)) if signs else None,
        algorithm=made.algorithm,
    )
    return World(person, service, made, known)
