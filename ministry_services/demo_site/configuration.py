"""What the ministry knows: its applications and services (site.toml), and what it was given at its registration."""

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Application:
    """One client of clicSÉQUR. `pushes`: it pushes its requests (RFC 9126). `binds`: to its key (DPoP, RFC 9449)."""

    code: str
    name_fr: str
    name_en: str
    authentication: str
    algorithm: str
    pushes: bool = False
    binds: bool = False


@dataclass(frozen=True)
class Service:
    slug: str
    path: str
    application: str
    portal: str
    name_fr: str
    name_en: str
    scope: str
    acr: Sequence[str] = ()
    max_age: int = 0

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


@dataclass(frozen=True)
class Credentials:
    """How one application proves itself: a secret, or the private key (JWK) whose public half was registered."""

    client_id: str
    secret: str = ""
    key: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Configuration:
    """The address of this site, that of clicSÉQUR, and the credentials of each application."""

    site: str
    issuer: str
    secret_key: str
    applications: Mapping[str, Credentials]
    government_portal: str = "https://www.quebec.ca/"


@cache
def ministry() -> Configuration:
    """Read the file that the registration left, once a process."""
    data = json.loads(Path(os.environ["MINISTRY_FILE"]).read_text(encoding="utf-8"))
    given = {code: Credentials(**values) for code, values in data.pop("applications").items()}
    return Configuration(**data, applications=given)


@cache
def _site() -> dict[str, Any]:
    return tomllib.loads((HERE / "site.toml").read_text(encoding="utf-8"))


@cache
def applications() -> Mapping[str, Application]:
    return {code: Application(code, **values) for code, values in _site()["application"].items()}


@cache
def services() -> tuple[Service, ...]:
    return tuple(Service(**values) for values in _site()["service"])


def service_at(path: str) -> Service | None:
    return next((service for service in services() if service.path == path), None)


def service_named(slug: str) -> Service | None:
    return next((service for service in services() if service.slug == slug), None)


@cache
def texts(language: str) -> Mapping[str, Any]:
    """Give the sentences of the interface in a language, by name."""
    tables = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
    return {name: _in(language, table) for name, table in tables.items()}


def _in(language: str, table: Mapping[str, Any]) -> Any:
    """A table of the two languages is a sentence; any other one holds sentences."""
    if table.keys() == set(LANGUAGES):
        return table[language]
    return {name: _in(language, inner) for name, inner in table.items()}
