"""Relying parties: the applications of the ministries that trust the sign-on."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError
from ministry_services import events
from ministry_services.digests import digest_of, new_secret
from ministry_services.models import Ministry, RelyingParty
from ministry_services.rules.public_keys import kept_keys
from ministry_services.rules.relying_parties import Fault, Terms, terms_faults
from ministry_services.states import ClientAuthentication, RelyingPartyState, Scope


class TermsRefused(DomainError):
    """The terms hold faults; nothing was changed."""

    code = "relying_party.terms_refused"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True)
class Registered:
    """A new relying party and its secret, to be shown once; empty for one that signs with its own key."""

    relying_party: RelyingParty
    secret: str


@transaction.atomic
def register_relying_party(
    ministry: Ministry,
    *,
    terms: Terms,
    by: User | OutsideActor,
    state: RelyingPartyState = RelyingPartyState.DRAFT,
    client_id: str = "",
) -> Registered:
    """Create a relying party with a secret of its own; refuse terms that `terms_faults` finds wanting.

    A draft serves nobody; only an operator's command and the tests create one already published.
    """
    terms = checked_terms(terms, ministry=ministry)
    drawn = new_secret() if terms.authentication != ClientAuthentication.PRIVATE_KEY else ""
    relying_party = RelyingParty(
        ministry=ministry,
        state=state,
        client_type=RelyingParty.CLIENT_CONFIDENTIAL,
        authorization_grant_type=RelyingParty.GRANT_AUTHORIZATION_CODE,
        client_secret=digest_of(drawn) if drawn else "",
        **({"client_id": client_id} if client_id else {}),
    )
    put_terms(relying_party, terms=terms)
    relying_party.save(force_insert=True)
    relying_party.services.set(ministry.services.filter(slug__in=terms.services))
    record(events.RELYING_PARTY_REGISTERED, by=by, subject=relying_party, ministry=ministry.code, state=state)
    return Registered(relying_party, drawn)


def checked_terms(terms: Terms, *, ministry: Ministry) -> Terms:
    """Give the terms as they are kept, with the ministry's own sector when none is named; refuse those with faults."""
    whole = replace(terms, sector=terms.sector or ministry.code)
    portals = dict(ministry.services.values_list("slug", "portal"))
    local = settings.DEMO or settings.DEBUG
    faults = list(terms_faults(whole, ministry=ministry.code, portals=portals, local=local))
    if faults:
        raise TermsRefused(faults)
    return replace(
        whole,
        # In one order: the same terms are the same whoever wrote them.
        services=tuple(sorted(whole.services)),
        scopes=tuple(scope for scope in Scope.values if scope in whole.scopes),
        public_keys=kept_keys(whole.public_keys) if whole.public_keys else {},
    )


def put_terms(relying_party: RelyingParty, *, terms: Terms) -> list[str]:
    """Write checked terms on a row, unsaved, and name the columns; the services are rows of their own."""
    columns = terms.as_json()
    del columns["services"]
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        columns[name] = " ".join(columns[name])
    for name, value in columns.items():
        setattr(relying_party, name, value)
    return [*columns, "updated"]


def terms_of(relying_party: RelyingParty) -> Terms:
    """Give the terms that a row holds, as they were checked."""
    row = relying_party
    return Terms(
        name=row.name,
        services=tuple(sorted(row.services.values_list("slug", flat=True))),
        redirect_uris=tuple(row.redirect_uris.split()),
        post_logout_redirect_uris=tuple(row.post_logout_redirect_uris.split()),
        backchannel_logout_uri=row.backchannel_logout_uri,
        authentication=row.authentication,
        public_keys=row.public_keys,
        algorithm=row.algorithm,
        sector=row.sector,
        scopes=tuple(row.scopes),
        requires_pushed_requests=row.requires_pushed_requests,
        requires_dpop=row.requires_dpop,
    )
