"""Who asks to sign a person out, and where the browser may go afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clicsequr.kernel.errors import DomainError
from ministry_services.models import RelyingParty
from ministry_services.queries.authorization_requests import subject_of
from ministry_services.rules.logout import Hint, hint_in, is_readable, return_address
from ministry_services.rules.session_names import told_sid
from ministry_services.signing import verify_own
from ministry_services.states import RelyingPartyState

FAULTS = frozenset(
    f"logout.{fault}"
    for fault in ("unreadable", "bad_hint", "other_client", "unknown_client", "nameless_client", "unknown_address")
)


class LogoutRefused(DomainError):
    """The request is wrong: no redirect follows, and the person is told how to close the session here."""

    code = "logout.refused"
    message = _("Le site d’où vous venez n’a pas bien demandé de fermer votre session.")


@dataclass(frozen=True)
class Logout:
    """A checked request; `address` is where the browser goes afterwards, or nothing."""

    client: RelyingParty | None
    hint: Hint | None
    address: str

    @property
    def client_id(self) -> str:
        return str(self.client.client_id) if self.client else ""


def logout_asked(parameters: Mapping[str, list[str]]) -> Logout:
    """Read a request; refuse (`LogoutRefused`) a hint that is not ours or of another application, an unknown
    application, and an address it has not registered, character by character (RP-Initiated Logout §2, §3).
    """
    if not is_readable(parameters):
        raise LogoutRefused("logout.unreadable")
    said = {name: values[0] for name, values in parameters.items() if values}
    hint = _hint(said.get("id_token_hint", ""))
    client_id = said.get("client_id", "")
    if hint is not None and client_id not in ("", hint.client_id):
        raise LogoutRefused("logout.other_client")
    client = _client(client_id or (hint.client_id if hint else ""))
    return Logout(client, hint, _address(client, said))


def is_of_session(hint: Hint | None, client: RelyingParty | None, *, user: User, sid: str) -> bool:
    """Say whether the hint was given to this application for this person in this session: then nothing is asked."""
    if hint is None or client is None or not sid:
        return False
    is_same_session = hint.sid == told_sid(UUID(sid), sector=client.sector)
    return is_same_session and hint.subject == subject_of(user, client.sector)


def _hint(token: str) -> Hint | None:
    if not token:
        return None
    claims = verify_own(token)
    hint = hint_in(claims) if claims is not None else None
    if hint is None:
        raise LogoutRefused("logout.bad_hint")
    return hint


def _client(client_id: str) -> RelyingParty | None:
    if not client_id:
        return None
    client = RelyingParty.objects.filter(client_id=client_id, state=RelyingPartyState.PUBLISHED).first()
    if client is None:
        raise LogoutRefused("logout.unknown_client")
    return client


def _address(client: RelyingParty | None, said: Mapping[str, str]) -> str:
    wanted = said.get("post_logout_redirect_uri", "")
    if not wanted:
        return ""
    if client is None:
        raise LogoutRefused("logout.nameless_client")
    if not client.post_logout_redirect_uri_allowed(wanted):
        raise LogoutRefused("logout.unknown_address")
    return return_address(wanted, said.get("state", ""))
