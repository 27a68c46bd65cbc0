"""What a relying party may be published with. Pure: no query, no clock."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.states import Portal
from clicsequr.kernel.errors import Sentence
from ministry_services.rules.addresses import address_fault, address_faults
from ministry_services.rules.public_keys import key_set_faults
from ministry_services.states import ClientAuthentication, Scope, SigningAlgorithm

LONGEST_NAME = 100
LONGEST_BACKCHANNEL = 200
_OF_PORTAL = {Scope.IDENTITY: Portal.CITIZENS, Scope.ENTERPRISE: Portal.ENTERPRISES}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """All of a relying party that a second person agrees to; the secret and the state are apart."""

    name: str
    services: tuple[str, ...]  # slugs
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    authentication: str = ClientAuthentication.SECRET_BASIC
    public_keys: Mapping[str, Any] = field(default_factory=dict)
    algorithm: str = SigningAlgorithm.RS256
    sector: str = ""
    scopes: tuple[str, ...] = (Scope.OPENID, Scope.PROFILE)
    requires_pushed_requests: bool = False
    requires_dpop: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give the terms as plain data, the same for the same terms."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Terms":
        known: dict[str, Any] = {each.name: data[each.name] for each in fields(cls) if each.name in data}
        for name, value in known.items():
            known[name] = tuple(value) if isinstance(value, list) else value
        return cls(**known)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which of the terms."""

    field: str
    text: Sentence


def terms_faults(terms: Terms, *, ministry: str, portals: Mapping[str, str], local: bool) -> Iterator[Fault]:
    """Say all that is wrong with the terms. `portals`: the portal of each service of the ministry, by slug.

    `local`: plain http to this machine passes, as in the demonstration.
    """
    # Read on the consent page and in the subject of a mail: one line, nothing unseen.
    if not 0 < len(terms.name.strip()) <= LONGEST_NAME or not terms.name.isprintable():
        yield Fault("name", _("Écrivez un nom de 100 caractères au plus."))
    yield from _services_faults(terms, portals)
    yield from _addresses_faults(terms, local=local)
    yield from _keys_faults(terms)
    if terms.algorithm not in SigningAlgorithm.values:
        yield Fault("algorithm", _("La signature est RS256 ou ES256."))
    # A sector is inside a ministry: no two bodies can ever tell that a person is the same (OIDC Core §8.1).
    if not re.fullmatch(rf"{re.escape(ministry)}(:[a-z0-9-]{{1,40}})?", terms.sector):
        yield Fault("sector", _("Le secteur est le code du ministère, seul ou suivi de «\u00a0:\u00a0» et d’un mot."))


def _services_faults(terms: Terms, portals: Mapping[str, str]) -> Iterator[Fault]:
    if not terms.services or len(set(terms.services)) != len(terms.services):
        yield Fault("services", _("Choisissez au moins un service, chacun une seule fois."))
    if set(terms.services) - portals.keys():
        yield Fault("services", _("Un des services n’existe pas ou n’est pas un service de ce ministère."))
    if Scope.OPENID not in terms.scopes or set(terms.scopes) - set(Scope.values):
        yield Fault("scopes", _("Les portées contiennent «\u00a0openid\u00a0» et sont celles de la liste."))
    served = {portals[slug] for slug in terms.services if slug in portals}
    if any(scope in terms.scopes and portal not in served for scope, portal in _OF_PORTAL.items()):
        yield Fault(
            "scopes",
            _(
                "«\u00a0identity\u00a0» va avec un service aux citoyens, «\u00a0enterprise\u00a0» avec un service aux "
                "entreprises."
            ),
        )


def _addresses_faults(terms: Terms, *, local: bool) -> Iterator[Fault]:
    if not terms.redirect_uris:
        yield Fault("redirect_uris", _("Écrivez au moins une adresse de retour."))
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        yield from (Fault(name, text) for text in address_faults(getattr(terms, name), local=local))
    if terms.backchannel_logout_uri and (
        fault := address_fault(terms.backchannel_logout_uri, local=local, longest=LONGEST_BACKCHANNEL)
    ):
        yield Fault("backchannel_logout_uri", fault)


def _keys_faults(terms: Terms) -> Iterator[Fault]:
    if terms.authentication not in ClientAuthentication.values:
        yield Fault("authentication", _("Choisissez une façon de s’authentifier de la liste."))
    if terms.authentication == ClientAuthentication.PRIVATE_KEY and not terms.public_keys:
        yield Fault("public_keys", _("Collez les clés publiques de l’application (JWKS)."))
    if terms.public_keys:
        yield from (Fault("public_keys", text) for text in key_set_faults(terms.public_keys))
