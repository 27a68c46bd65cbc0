"""Signed papers: prepared for the enterprise, received and processed by agents."""

from django.db import transaction
from django.utils import timezone

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from enterprises import events
from enterprises.models import Enterprise, PaperForm, Registration
from enterprises.references import new_reference
from enterprises.states import PaperFormKind, PaperFormState

_PREFIX = {PaperFormKind.LEW4: "LEW", PaperFormKind.DESIGNATION: "DES"}


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
        reference=new_reference(_PREFIX[kind], on=timezone.localdate()),
        enterprise=enterprise,
        registration=registration,
        state=PaperFormState.TO_SEND,
    )
    record(events.PAPER_FORM_CREATED, by=by, subject=form, on_behalf_of=enterprise.pk, kind=kind)
    return form
