"""The agents' side of a signed paper: posted when asked, received with its scan, then processed or refused.

`version` is the row's when the agent opened the page: a form changed meanwhile answers StaleState, so that nobody
accepts a scan that he did not see.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.agents import agent_of
from accounts.models import User
from accounts.services.journal import record
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError, NotAllowed, StaleState
from enterprises import events
from enterprises.models import PaperForm
from enterprises.rules.paper_forms import is_awaited, needs_second_agent, refusal_code_of
from enterprises.scans import read_scan
from enterprises.services.paper_form_notices import owe_notices
from enterprises.services.paper_form_scans import keep_scan
from enterprises.services.successions import appoint
from enterprises.states import PAPER_FORM_MOVES, PaperFormKind, PaperFormRefusal, PaperFormState

DESK = (AgentRole.AGENT, AgentRole.SUPERVISOR)


class OtherReferenceOnScan(DomainError):
    code = "paper_form.other_reference"
    message = _("Le code QR de ce document porte un autre numéro de référence. Vérifiez que c’est le bon dossier.")


class PaperNotAwaited(DomainError):
    code = "paper_form.not_awaited"
    message = _(
        "Ce formulaire n’est plus attendu : l’entreprise n’était pas cliente de Clic Revenu, ou sa demande est close."
    )


class ReceivedInFuture(DomainError):
    code = "paper_form.received_in_future"
    message = _("La date de réception doit être aujourd’hui ou plus tôt.")


class PaperNotAcceptable(DomainError):
    code = "paper_form.not_acceptable"
    message = _(
        "Ce formulaire ne peut pas être accepté tel quel : une vérification a échoué. Refusez-le avec son motif."
    )


@dataclass(frozen=True)
class Verification:
    """What the agent saw on the paper."""

    is_signed: bool
    signatory_is_representative: bool
    is_legible: bool


@transaction.atomic
def receive_paper_form(
    paper_form: PaperForm, *, by: User, version: int, received_on: date, scan: bytes, seen: Verification
) -> PaperForm:
    """Register the paper and its scan; refuse an unsafe file, another form's QR code, or a form already received."""
    found = read_scan(scan)
    locked = _locked(paper_form, by=by, version=version)
    if not is_awaited(locked):
        raise PaperNotAwaited
    if found and found != locked.reference:
        raise OtherReferenceOnScan
    if received_on > timezone.localdate():
        raise ReceivedInFuture
    locked.state = PAPER_FORM_MOVES.check(locked.state, PaperFormState.RECEIVED)
    locked.received_on, locked.received_by, locked.scan_reference_read = received_on, by, bool(found)
    locked.is_signed, locked.is_legible = seen.is_signed, seen.is_legible
    locked.signatory_is_representative = seen.signatory_is_representative
    locked.proposed_by, locked.refusal_code = None, ""
    keep_scan(locked, scan=scan)
    _save(locked, *_RECEPTION)
    record(events.PAPER_FORM_RECEIVED, by=by, subject=locked, on_behalf_of=locked.enterprise_id, qr_read=bool(found))
    owe_notices(locked)
    return locked


@transaction.atomic
def accept_paper_form(paper_form: PaperForm, *, by: User, version: int, now: datetime) -> PaperForm:
    """Process a form whose three verifications hold; under the two-person rule the first agent only proposes.

    The designation of another RSE is always the matter of two agents, and done at once (`appoint`).
    """
    locked = _received(paper_form, by=by, version=version)
    if not is_awaited(locked):
        raise PaperNotAwaited
    if _refusal_of(locked):
        raise PaperNotAcceptable
    by_two = needs_second_agent(kind=locked.kind, by_setting=settings.PAPER_FORM_NEEDS_SECOND_AGENT)
    if by_two and locked.proposed_by_id is None:
        locked.proposed_by = by
        _save(locked, "proposed_by")
        record(events.PAPER_FORM_PROPOSED, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
        return locked
    if by_two and locked.proposed_by_id == by.pk:
        raise NotAllowed("paper_form.second_agent_needed", _("Un second agent doit confirmer votre proposition."))
    if locked.kind == PaperFormKind.SUCCESSION:
        appoint(locked, by=by, now=now)
    return _close(locked, PaperFormState.PROCESSED, by=by, now=now)


@transaction.atomic
def refuse_paper_form(paper_form: PaperForm, *, by: User, version: int, code: str, now: datetime) -> PaperForm:
    """Refuse with a coded reason; the enterprise downloads, signs and sends again, or asks again for the post."""
    locked = _received(paper_form, by=by, version=version)
    locked.refusal_code = PaperFormRefusal(code)
    locked.postal_sending_asked_at = locked.posted_at = None
    return _close(locked, PaperFormState.REFUSED, by=by, now=now)


@transaction.atomic
def note_posting(paper_form: PaperForm, *, by: User, version: int, now: datetime) -> PaperForm:
    """Note that the form asked for by post was posted; refuse when nobody asked or it is done."""
    locked = _locked(paper_form, by=by, version=version)
    if locked.postal_sending_asked_at is None or locked.posted_at is not None:
        raise StaleState("paper_form.posting_not_asked")
    locked.posted_at = now
    _save(locked, "posted_at")
    record(events.PAPER_FORM_POSTED, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    return locked


_RECEPTION = (
    "state",
    "received_on",
    "received_by",
    "scan",
    "scan_reference_read",
    "is_signed",
    "signatory_is_representative",
    "is_legible",
    "proposed_by",
    "refusal_code",
)
_CLOSING = ("state", "processed_at", "processed_by", "refusal_code", "postal_sending_asked_at", "posted_at")


def _locked(paper_form: PaperForm, *, by: User, version: int) -> PaperForm:
    if not agent_of(by).has_role(*DESK):
        raise NotAllowed("paper_form.not_an_agent")
    rows = PaperForm.objects.select_related("enterprise", "registration")
    locked = rows.select_for_update(of=("self",)).get(pk=paper_form.pk)
    if locked.version != version:
        raise StaleState("paper_form.changed")
    return locked


def _received(paper_form: PaperForm, *, by: User, version: int) -> PaperForm:
    locked = _locked(paper_form, by=by, version=version)
    if locked.state != PaperFormState.RECEIVED:
        raise StaleState("paper_form.not_received")
    return locked


def _refusal_of(paper_form: PaperForm) -> str:
    return refusal_code_of(
        is_signed=bool(paper_form.is_signed),
        signatory_is_representative=bool(paper_form.signatory_is_representative),
        is_legible=bool(paper_form.is_legible),
    )


def _save(locked: PaperForm, *fields: str) -> None:
    locked.version += 1
    locked.save(update_fields=[*fields, "version"])


def _close(locked: PaperForm, state: PaperFormState, *, by: User, now: datetime) -> PaperForm:
    locked.state = PAPER_FORM_MOVES.check(locked.state, state)
    locked.processed_at, locked.processed_by = now, by
    _save(locked, *_CLOSING)
    event = events.PAPER_FORM_PROCESSED if state == PaperFormState.PROCESSED else events.PAPER_FORM_REFUSED
    record(event, by=by, subject=locked, on_behalf_of=locked.enterprise_id, reason=locked.refusal_code)
    owe_notices(locked)
    return locked
