"""Requests to sign in: they come, wait, and are answered once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.authentication_context import AuthenticationContext
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError, NotFound
from clicsequr.kernel.statements import insert
from ministry_services import events
from ministry_services.access_policy import Access
from ministry_services.digests import new_secret
from ministry_services.models import Authorization, AuthorizationRequest, OnlineService, PairwiseSubject, RelyingParty
from ministry_services.queries.authorization_requests import held_request, pushed_request, subject_of
from ministry_services.rules.acr import acr_of, amr_of
from ministry_services.rules.asked import acr_to_tell, asked_in

REQUEST_WAITS: Final = timedelta(hours=1)
PUSHED_WAITS: Final = timedelta(seconds=90)
ACCESS_DENIED: Final = "access_denied"


class RequestOver(DomainError):
    """Answered or too old: one request gives one answer. `waiting` is the request, for the way back to its service."""

    code = "authorization.request_over"
    message = _("Cette demande est terminée. Revenez au service pour recommencer.")

    def __init__(self, waiting: AuthorizationRequest) -> None:
        super().__init__()
        self.waiting = waiting


class PushedRequestOver(DomainError):
    code = "authorization.pushed_request_over"
    message = _("Cette demande est terminée ou trop ancienne. Revenez au service, puis recommencez.")


def keep_request(
    relying_party: RelyingParty,
    *,
    service: OnlineService,
    parameters: Mapping[str, str],
    now: datetime,
    is_pushed: bool = False,
) -> AuthorizationRequest:
    """Keep a checked request until it is answered."""
    waiting = AuthorizationRequest(
        handle=new_secret(),
        relying_party=relying_party,
        service=service,
        parameters=dict(parameters),
        is_pushed=is_pushed,
        received_at=now,
        expires_at=now + (PUSHED_WAITS if is_pushed else REQUEST_WAITS),
    )
    insert(waiting)
    return waiting


@transaction.atomic
def bring_pushed_request(handle: str, *, client_id: str, now: datetime) -> AuthorizationRequest:
    """Take a pushed request to the pages, once; refuse one that was brought, is too old or is another's (RFC 9126)."""
    waiting = pushed_request(handle, now=now)
    if waiting is None or waiting.relying_party.client_id != client_id:
        raise PushedRequestOver
    waiting.is_pushed, waiting.received_at, waiting.expires_at = False, now, now + REQUEST_WAITS
    waiting.save(update_fields=["is_pushed", "received_at", "expires_at"])
    return waiting


def hold_request(handle: str, *, now: datetime) -> tuple[AuthorizationRequest, bool]:
    """Give a request to whom may answer it, alone until the caller's transaction ends; refuse one that is over.

    Beside it, whether its application still serves the service.
    """
    held = held_request(handle)
    if held is None:
        raise NotFound
    waiting, _is_served = held
    if waiting.answered_at is not None or waiting.expires_at <= now:
        raise RequestOver(waiting)
    return held


@transaction.atomic
def grant_request(
    waiting: AuthorizationRequest,
    *,
    by: User,
    access: Access,
    context: AuthenticationContext,
    claims: Mapping[str, Mapping[str, None]],
    ends_at: datetime,
    now: datetime,
) -> Authorization:
    """Write the authorization that answers a held request with yes; its code is the engine's to write."""
    asked, service = asked_in(waiting.parameters), waiting.service
    assert service is not None  # noqa: S101  a request that was brought has one
    _answer(waiting, now=now)
    held = str(acr_of(context.methods))
    authorization = Authorization(
        user=by,
        relying_party=waiting.relying_party,
        service=service,
        acting_for=dict(access.acting_for),
        subject=_subject(by, sector=waiting.relying_party.sector),
        scope=" ".join(asked.scope),
        claims=claims,
        sid=context.sid,
        authenticated_at=context.authenticated_at,
        acr=acr_to_tell(asked, held=held, minimum=service.minimum_acr),
        amr=amr_of(context.methods),
        dpop_thumbprint=waiting.parameters.get("dpop_jkt", ""),
        ends_at=ends_at,
    )
    insert(authorization)
    record(
        events.AUTHORIZATION_GIVEN,
        by=by,
        subject=authorization,
        on_behalf_of=access.acting_for.get("enterprise", ""),
        application=waiting.relying_party.client_id,
        service=service.slug,
    )
    return authorization


@transaction.atomic
def refuse_request(waiting: AuthorizationRequest, *, by: User | None, reason: str, now: datetime) -> None:
    """Answer a held request with no; `by` is who is signed in, if anybody.

    The journal keeps a refusal of the person or of their right; that a page would have been needed is no fact of it.
    """
    _answer(waiting, now=now)
    if by is None or reason != ACCESS_DENIED:
        return
    assert waiting.service is not None  # noqa: S101
    record(
        events.AUTHORIZATION_REFUSED,
        by=by,
        subject=waiting.relying_party,
        reason=reason,
        application=waiting.relying_party.client_id,
        service=waiting.service.slug,
    )


def _answer(waiting: AuthorizationRequest, *, now: datetime) -> None:
    waiting.answered_at = now
    waiting.save(update_fields=["answered_at"])


def _subject(user: User, *, sector: str) -> str:
    """Give the name of the person in a sector, drawn at the first need; two first needs at once draw one name."""
    known = subject_of(user, sector)
    if known:
        return known
    found, _is_new = PairwiseSubject.objects.get_or_create(user=user, sector=sector, defaults={"subject": new_secret()})
    return found.subject
