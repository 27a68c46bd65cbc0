"""Applications of ministries, ready to sign people in."""

from functools import cache
from typing import Any

from joserfc.jwk import ECKey

from accounts.actors import SYSTEM
from ministry_services.models import OnlineService, RelyingParty
from ministry_services.rules.relying_parties import Terms
from ministry_services.services.relying_parties import register_relying_party
from ministry_services.states import ClientAuthentication, RelyingPartyState, Scope
from tests.factories.enrolments import make_service

REDIRECT = "https://rp.example/callback"
POST_LOGOUT = "https://rp.example/parti"
BACKCHANNEL = "https://rp.example/fermeture"


@cache
def client_key() -> ECKey:
    """The private key of every application of the tests that signs, drawn once: a P-256, kid « essai »."""
    return ECKey.generate_key("P-256", parameters={"kid": "essai", "use": "sig", "alg": "ES256"})


def make_relying_party(*services: OnlineService, **changes: Any) -> RelyingParty:
    """A published application of the first service's ministry; the secret drawn for it is at `.secret`.

    `changes` are terms (rules/relying_parties.py), `state` and `client_id`.
    """
    served = services or (make_service(),)
    beside = {name: changes.pop(name) for name in ("state", "client_id") if name in changes}
    portals = {service.portal for service in served}
    terms = {
        "name": "Pesticides en ligne",
        "services": tuple(service.slug for service in served),
        "redirect_uris": (REDIRECT,),
        "post_logout_redirect_uris": (POST_LOGOUT,),
        "backchannel_logout_uri": BACKCHANNEL,
        "scopes": (
            *(Scope.OPENID, Scope.PROFILE, Scope.EMAIL, Scope.PHONE),
            *([Scope.IDENTITY] if "C" in portals else []),
            *([Scope.ENTERPRISE] if "E" in portals else []),
        ),
        **changes,
    }
    made = register_relying_party(
        served[0].ministry, terms=Terms(**terms), by=SYSTEM, **{"state": RelyingPartyState.PUBLISHED, **beside}
    )
    made.relying_party.secret = made.secret
    return made.relying_party


def make_signing_relying_party(*services: OnlineService, **changes: Any) -> RelyingParty:
    """One that authenticates with `client_key()` (private_key_jwt) and has no secret."""
    keys = {"keys": [client_key().as_dict(private=False)]}
    return make_relying_party(
        *services, **{"authentication": ClientAuthentication.PRIVATE_KEY, "public_keys": keys, **changes}
    )
