"""What an authorization request may hold (RFC 6749 §4.1.1, OIDC Core §3.1.2.1, RFC 7636, 9396, 9449). Pure."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

# What is kept of a request. Any other parameter is ignored (RFC 6749 §3.1).
KEPT: Final = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "acr_values",
    "ui_locales",
    "login_hint",
    "claims",
    "authorization_details",
    "dpop_jkt",
)
LONGEST_REQUEST = 8_192
LONGEST_STATE = 1_000
_LONGEST: Final[Mapping[str, int]] = {
    "state": LONGEST_STATE,
    "nonce": 255,
    "scope": 400,
    "prompt": 60,
    "acr_values": 400,
    "ui_locales": 200,
    "login_hint": 255,
    "claims": 4_000,
    "authorization_details": 1_000,
}
PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII)  # BASE64URL(SHA-256), RFC 7636 §4.2, RFC 7638
_SECONDS = re.compile(r"[0-9]{1,9}\Z", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,80}\Z", re.ASCII)
_NEQ = re.compile(r"[0-9]{10}\Z", re.ASCII)
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]")  # U+FFFD stands for bytes that are not UTF-8
SERVICE_ACCESS = "service_access"


class Fault(NamedTuple):
    """An error code of OAuth, and a sentence for the developer of the application (ASCII, RFC 6749 §4.1.2.1)."""

    error: str
    description: str


class Wanted(NamedTuple):
    """What `authorization_details` names: a service, and an enterprise or none."""

    service: str
    enterprise: str


def fault_of(parameters: Mapping[str, str], *, known_acr: frozenset[str]) -> Fault | None:
    """Give the first fault of a request whose application and redirect address are known good."""
    return next(_faults(parameters, known_acr), None)


def state_to_return(parameters: Mapping[str, str]) -> str:
    """Give the state as it came, or nothing when it is one that is refused."""
    state = parameters.get("state", "")
    return "" if len(state.encode()) > LONGEST_STATE or _UNREADABLE.search(state) else state


def _faults(parameters: Mapping[str, str], known_acr: frozenset[str]) -> Iterator[Fault]:
    for name, value in parameters.items():
        if name in KEPT and _UNREADABLE.search(value):
            yield _invalid(f"{name} holds a character that is not allowed.")
        if name in _LONGEST and len(value.encode()) > _LONGEST[name]:
            yield _invalid(f"{name} is longer than {_LONGEST[name]} bytes.")
    yield from _refused_features(parameters)
    if parameters.get("response_type", "code") != "code":
        yield Fault("unsupported_response_type", "The response_type is code.")
    if "openid" not in parameters.get("scope", "").split():
        yield Fault("invalid_scope", "The scope contains openid.")
    for name, check in _CHECKS.items():
        if name in parameters and (said := check(parameters[name])):
            yield said
    yield from _unmet(parameters, known_acr)


def _refused_features(parameters: Mapping[str, str]) -> Iterator[Fault]:
    if "request" in parameters:
        yield Fault("request_not_supported", "Request objects are not supported; push the request (RFC 9126).")
    if "request_uri" in parameters:
        yield Fault("request_uri_not_supported", "Only a request_uri given by this server is known.")
    if "registration" in parameters:
        yield Fault("registration_not_supported", "Applications are registered by the ministries.")
    if parameters.get("response_mode", "query") != "query":
        yield _invalid("The response_mode is query.")


def _prompt_fault(value: str) -> Fault | None:
    prompts = value.split()
    if set(prompts) - PROMPTS:
        return _invalid("prompt holds a value that is not supported.")
    return _invalid("prompt none stands alone.") if "none" in prompts and len(set(prompts)) > 1 else None


def _pattern(name: str, pattern: re.Pattern[str], said: str) -> Callable[[str], Fault | None]:
    return lambda value: None if pattern.match(value) else _invalid(f"{name} {said}.")


def _claims_fault(value: str) -> Fault | None:
    wanted = _read(value)
    if not isinstance(wanted, dict):
        return _invalid("claims is not a JSON object.")
    places = [wanted[place] for place in ("id_token", "userinfo") if wanted.get(place) is not None]
    if any(not isinstance(place, dict) for place in places):
        return _invalid("The members id_token and userinfo of claims are objects.")
    if any(not (claim is None or isinstance(claim, dict)) for place in places for claim in place.values()):
        return _invalid("Each claim asked for is null or an object.")
    return None


def _details_fault(value: str) -> Fault | None:
    return None if wanted_in(value) else Fault("invalid_authorization_details", "One service_access names one service.")


def _unmet(parameters: Mapping[str, str], known_acr: frozenset[str]) -> Iterator[Fault]:
    essential = essential_acr(parameters.get("claims", ""))
    if essential and known_acr.isdisjoint(essential):
        yield Fault("unmet_authentication_requirements", "None of the essential acr values is known here.")


_CHECKS: Final[Mapping[str, Callable[[str], Fault | None]]] = {
    "prompt": _prompt_fault,
    "max_age": _pattern("max_age", _SECONDS, "is a number of seconds"),
    "code_challenge": _pattern("code_challenge", _CHALLENGE, "is 43 letters of base64url (S256)"),
    "dpop_jkt": _pattern("dpop_jkt", _CHALLENGE, "is 43 letters of base64url (RFC 7638)"),
    "claims": _claims_fault,
    "authorization_details": _details_fault,
}


def wanted_in(value: str) -> Wanted | None:
    """Read `authorization_details`: one object of our type and of no unknown field (RFC 9396 §5)."""
    details = _read(value)
    if not (isinstance(details, list) and len(details) == 1 and isinstance(details[0], dict)):
        return None
    asked = details[0]
    service, enterprise = asked.get("service"), asked.get("enterprise", "")
    if asked.get("type") != SERVICE_ACCESS or asked.keys() - {"type", "service", "enterprise"}:
        return None
    if not (isinstance(service, str) and _SLUG.match(service) and isinstance(enterprise, str)):
        return None
    return Wanted(service, enterprise) if not enterprise or _NEQ.match(enterprise) else None


def essential_acr(claims: str) -> list[str] | None:
    """Give the acr values without which there is no sign-in (OIDC Core §5.5.1.1); None when none is essential."""
    asked = _member(claims, "id_token", "acr")
    if asked.get("essential") is not True:
        return None
    values = asked.get("values", [asked.get("value")])
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def asked_subject(claims: str) -> str:
    """Give the `sub` an application asks for by its value: nobody else may answer (OIDC Core §5.5.1)."""
    value = _member(claims, "id_token", "sub").get("value", "")
    return value if isinstance(value, str) else ""


def named_claims(claims: str, *, known: frozenset[str]) -> dict[str, dict[str, None]]:
    """Give the names asked for, by place; only known ones, so that nothing else of what came in is kept."""
    asked = _read(claims) if claims else {}
    return {
        place: {name: None for name in asked.get(place) or {} if name in known} for place in ("id_token", "userinfo")
    }


def _member(claims: str, place: str, name: str) -> dict[str, Any]:
    asked = _read(claims) if claims else {}
    members = asked.get(place) if isinstance(asked, dict) else None
    member = members.get(name) if isinstance(members, dict) else None
    return member if isinstance(member, dict) else {}


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _invalid(description: str) -> Fault:
    return Fault("invalid_request", description)
