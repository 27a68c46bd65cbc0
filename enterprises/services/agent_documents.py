"""An agent asks the applicant for a document, and notes that it came (screens.md A-03)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.journal import record
from enterprises import events
from enterprises.activation_notifications import document_asked
from enterprises.models import Registration
from enterprises.rules.agent_notes import check_notes
from enterprises.services.activation import open_file, owe_to_applicants, save_file
from enterprises.states import DocumentKind


@transaction.atomic
def ask_for_document(
    registration: Registration, *, by: User, version: int, kind: str, text: str, now: datetime
) -> Registration:
    """Ask for a document of a listed kind; one asked before is replaced. The applicant is owed a mail without content.

    Refuses a file processed, changed since its page or another agent's, and words that hold a number like a secret.
    """
    check_notes(text)
    locked = open_file(registration, by=by, version=version)
    locked.document_kind, locked.document_text, locked.document_asked_at = DocumentKind(kind), text, now
    save_file(locked, "document_kind", "document_text", "document_asked_at")
    record(events.DOCUMENT_ASKED, by=by, subject=locked, on_behalf_of=locked.enterprise_id, kind=kind)
    owe_to_applicants(locked, handler=document_asked)
    return locked


@transaction.atomic
def note_document_received(registration: Registration, *, by: User, version: int) -> Registration:
    """Note that the awaited document came: it is asked for no more. Nothing awaited stays so.

    Refuses a file processed, changed since its page or another agent's.
    """
    locked = open_file(registration, by=by, version=version)
    if locked.document_asked_at is None:
        return locked
    kind = locked.document_kind
    locked.document_kind, locked.document_text, locked.document_asked_at = "", "", None
    save_file(locked, "document_kind", "document_text", "document_asked_at")
    record(events.DOCUMENT_RECEIVED, by=by, subject=locked, on_behalf_of=locked.enterprise_id, kind=kind)
    return locked
