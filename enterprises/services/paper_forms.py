"""Signed papers, the enterprise's side: prepared, downloaded, asked for by post."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.errors import StaleState
from clicsequr.kernel.references import new_reference
from enterprises import events
from enterprises.models import Enterprise, PaperForm, Registration
from enterprises.states import PaperFormKind, PaperFormState

_PREFIX = {PaperFormKind.LEW4: "LEW", PaperFormKind.DESIGNATION: "DES", PaperFormKind.SUCCESSION: "DES"}
_WITH_THE_ENTERPRISE = (PaperFormState.TO_SEND, PaperFormState.REFUSED)


@transaction.atomic
def create_paper_form(
    enterprise: Enterprise,
    *,
    kind: PaperFormKind,
    by: User | OutsideActor,
    registration: Registration | None = None,
) -> PaperForm:
    """Prepare the form to sign, once: an enterprise that has one of this kind, whatever its state, keeps it."""
    Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    existing = PaperForm.objects.filter(enterprise=enterprise, kind=kind, registration=registration).first()
    if existing is not None:
        return existing
    form = PaperForm.objects.create(
        kind=kind,
        reference=new_paper_reference(kind),
        enterprise=enterprise,
        registration=registration,
        state=PaperFormState.TO_SEND,
    )
    record(events.PAPER_FORM_CREATED, by=by, subject=form, on_behalf_of=enterprise.pk, kind=kind)
    return form


def new_paper_reference(kind: PaperFormKind) -> str:
    """Draw the number that a form of this kind carries."""
    return new_reference(_PREFIX[kind], on=timezone.localdate())


def note_paper_form_taken(paper_form: PaperForm, *, by: User | OutsideActor, layout: str) -> None:
    """Note that the form left the portal, as a PDF or as a page to print: a reading, so nothing else changes."""
    record(
        events.PAPER_FORM_DOWNLOADED,
        by=by,
        subject=paper_form,
        on_behalf_of=paper_form.enterprise_id,
        kind=paper_form.kind,
        layout=layout,
    )


@transaction.atomic
def ask_for_posting(paper_form: PaperForm, *, by: User | OutsideActor, now: datetime) -> PaperForm:
    """Ask Revenu Québec to post the form, once a sending; refuse when the form is already with the agents."""
    locked = PaperForm.objects.select_for_update(of=("self",)).get(pk=paper_form.pk)
    if locked.state not in _WITH_THE_ENTERPRISE:
        raise StaleState("paper_form.not_to_send")
    if locked.postal_sending_asked_at is None:
        locked.postal_sending_asked_at = now
        locked.version += 1
        locked.save(update_fields=["postal_sending_asked_at", "version"])
        record(events.PAPER_FORM_POSTING_ASKED, by=by, subject=locked, on_behalf_of=locked.enterprise_id)
    return locked
