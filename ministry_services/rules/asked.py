"""What a checked request asks of the person: once more to sign in, how surely, in whose name, what to tell. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.assurance import satisfies
from accounts.states import Acr
from ministry_services.rules.authorization_requests import asked_subject, essential_acr, state_to_return, wanted_in

HINTED_SUBJECT = "hinted_subject"  # kept in place of id_token_hint, which tells too much to be kept
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Asked:
    """`acr`: known values in the order of preference. `subject`: the only one who may answer, by the sector's name."""

    client_id: str
    redirect_uri: str
    state: str
    scope: tuple[str, ...]
    prompt: frozenset[str]
    max_age: timedelta | None
    acr: tuple[str, ...]
    acr_is_essential: bool
    service: str
    enterprise: str
    subject: str
    language: str
    login_hint: str

    @property
    def is_silent(self) -> bool:
        """Say whether no page may be shown (prompt=none)."""
        return "none" in self.prompt


def asked_in(parameters: Mapping[str, str]) -> Asked:
    """Read parameters in which `fault_of` found nothing."""
    claims = parameters.get("claims", "")
    essential = essential_acr(claims)
    values = parameters.get("acr_values", "").split() if essential is None else essential
    wanted = wanted_in(parameters["authorization_details"]) if "authorization_details" in parameters else None
    max_age = parameters.get("max_age")
    return Asked(
        client_id=parameters["client_id"],
        redirect_uri=parameters["redirect_uri"],
        state=state_to_return(parameters),
        scope=tuple(dict.fromkeys(parameters["scope"].split())),
        prompt=frozenset(parameters.get("prompt", "").split()),
        max_age=None if max_age is None else timedelta(seconds=int(max_age)),
        acr=tuple(value for value in values if value in Acr.values),
        acr_is_essential=essential is not None,
        service=wanted.service if wanted else "",
        enterprise=wanted.enterprise if wanted else "",
        subject=parameters.get(HINTED_SUBJECT, "") or asked_subject(claims),
        language=language_asked(parameters.get("ui_locales", "")),
        login_hint=parameters.get("login_hint", ""),
    )


def language_asked(ui_locales: str) -> str:
    """Give the first language asked for that the pages have; French otherwise (OIDC Core §3.1.2.1: no error)."""
    asked = (tag.partition("-")[0].lower() for tag in ui_locales.split())
    return next((language for language in asked if language in _LANGUAGES), "fr")


def is_fresh_enough(asked: Asked, *, authenticated_at: datetime, received_at: datetime) -> bool:
    """Say whether the last true sign-in is recent enough for prompt=login and max_age.

    Measured when the request came: who takes a minute to choose and agree is not asked a second time.
    """
    if "login" in asked.prompt and authenticated_at < received_at:
        return False
    return asked.max_age is None or authenticated_at >= received_at - asked.max_age


def acr_to_reach(asked: Asked, *, held: str, minimum: str) -> str:
    """Give the value to step up to, for the service and for what it asks now; nothing when the session holds enough."""
    if not satisfies(held, minimum):
        return max([minimum, *asked.acr[:1]], key=Acr.values.index)
    if not asked.acr or any(satisfies(held, wanted) for wanted in asked.acr):
        return ""
    return asked.acr[0]


def acr_to_tell(asked: Asked, *, held: str, minimum: str) -> str:
    """Give one of the essential values where the session holds one (OIDC Core §5.5.1.1), else all that it holds.

    Never less than the service's own minimum, which what is told is held against later.
    """
    reached = [value for value in asked.acr if satisfies(held, value) and satisfies(value, minimum)]
    if not asked.acr_is_essential or not reached:
        return held
    return held if held in reached else max(reached, key=Acr.values.index)
