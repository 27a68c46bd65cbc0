"""The ministry of the demonstration: its applications are registered, its site is told how each proves itself."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from joserfc.jwk import ECKey

from accounts.actors import SYSTEM
from clicsequr.demonstration.cast import MINISTRY
from ministry_services.demo_site.configuration import Application, applications, services
from ministry_services.management.commands.load_catalogue import SHIPPED
from ministry_services.models import Ministry, RelyingParty
from ministry_services.rules.relying_parties import Terms
from ministry_services.services.relying_parties import register_relying_party
from ministry_services.services.relying_party_terms import change_terms
from ministry_services.states import ClientAuthentication, RelyingPartyState, Scope

FILE = "ministry.json"
CATALOGUE = "demo_catalogue.toml"
# What the shipped catalogue calls the site of that ministry; its paths are those of the demonstration's site.
PLACEHOLDER = "https://environnement.exemple.ca"

Known = dict[str, Any]


def write_catalogue(folder: Path, *, site: str) -> Path:
    """Write the shipped catalogue with the services of the ministry at the addresses of its site."""
    path = folder / CATALOGUE
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace(PLACEHOLDER, site), encoding="utf-8")
    return path


def is_up_to_date(folder: Path, *, site: str, issuer: str) -> bool:
    """Tell whether the ministry was registered at these addresses: a start on the same ports has nothing to do."""
    known = _read(folder / FILE)
    return (known.get("site"), known.get("issuer")) == (site, issuer)


def register_ministry(folder: Path, *, site: str) -> None:
    """Register the applications of the ministry for the addresses of its site, and give the site its file.

    At another address (another port), the same applications get new addresses: what people agreed to stays.
    """
    path, issuer = folder / FILE, settings.PUBLIC_URL
    known = _read(path)
    if is_up_to_date(folder, site=site, issuer=issuer):
        return
    given = known.get("applications", {})
    for application in applications().values():
        if application.code in given:
            _move(application, given[application.code], site=site)
        else:
            given[application.code] = _register(application, site=site)
    secret_key = known.get("secret_key") or secrets.token_urlsafe(48)
    _write(path, {"site": site, "issuer": issuer, "secret_key": secret_key, "applications": given})


def _register(application: Application, *, site: str) -> Known:
    signs = application.authentication == ClientAuthentication.PRIVATE_KEY
    key = ECKey.generate_key("P-256", parameters={"kid": secrets.token_urlsafe(8), "use": "sig", "alg": "ES256"})
    keys = {"keys": [key.as_dict(private=False)]} if signs else {}
    made = register_relying_party(
        Ministry.objects.get(code=MINISTRY),
        terms=_terms(application, site=site, public_keys=keys),
        state=RelyingPartyState.PUBLISHED,
        by=SYSTEM,
    )
    proof = {"key": key.as_dict(private=True)} if signs else {"secret": made.secret}
    return {"client_id": made.relying_party.client_id, **proof}


def _move(application: Application, given: Known, *, site: str) -> None:
    party = RelyingParty.objects.get(client_id=given["client_id"])
    change_terms(party, terms=_terms(application, site=site, public_keys=party.public_keys), by=SYSTEM)


def _terms(application: Application, *, site: str, public_keys: Known) -> Terms:
    served = [service for service in services() if service.application == application.code]
    scopes = {Scope(scope) for service in served for scope in service.scope.split()}
    return Terms(
        name=application.name_fr,
        services=tuple(service.slug for service in served),
        redirect_uris=(f"{site}/retour/{application.code}/",),
        post_logout_redirect_uris=(f"{site}/au-revoir/",),
        backchannel_logout_uri=f"{site}/fermeture/{application.code}/",
        authentication=application.authentication,
        public_keys=public_keys,
        algorithm=application.algorithm,
        scopes=tuple(scope for scope in Scope if scope in scopes),
        requires_pushed_requests=application.pushes,
        requires_dpop=application.binds,
    )


def _read(path: Path) -> Known:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _write(path: Path, data: Known) -> None:
    """Secrets of the site: its owner alone reads them."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=1)
