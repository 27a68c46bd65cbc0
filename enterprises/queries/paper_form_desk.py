"""What agents see of the signed papers: their queue, a file, the one that a number finds."""

from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from clicsequr.kernel.typed import InvalidIdentifier, compact
from enterprises.models import PaperForm
from enterprises.rules.paper_forms import PROCESSED_WITHIN
from enterprises.states import PaperFormKind, PaperFormState, RegistrationState

QUEUE_COLUMNS = (
    "reference",
    "kind",
    "state",
    "created_at",
    "received_on",
    "processed_at",
    "proposed_by",
    "postal_sending_asked_at",
    "posted_at",
    "enterprise__name",
)
_AWAITED = Q(kind__in=(PaperFormKind.LEW4, PaperFormKind.SUCCESSION)) | Q(
    registration__state=RegistrationState.SUBMITTED
)
# Each list, the first one included, walks one partial index of the model.
_LISTS = {
    "received": Q(state=PaperFormState.RECEIVED),
    "to_send": Q(state=PaperFormState.TO_SEND),
    "refused": Q(state=PaperFormState.REFUSED),
    "to_post": Q(postal_sending_asked_at__isnull=False, posted_at__isnull=True),
}


def paper_form_queue(show: str, *, on: date) -> QuerySet[PaperForm]:
    """Give the forms of one list that the desk still waits for, the oldest first (A-07)."""
    if show == "overdue":
        wanted, order = (
            _LISTS["received"] & Q(received_on__lt=on - PROCESSED_WITHIN),
            ["received_on", "created_at", "pk"],
        )
    elif show == "to_post":
        wanted, order = _LISTS["to_post"], ["postal_sending_asked_at", "pk"]
    else:
        wanted, order = _LISTS[show], ["received_on", "created_at", "pk"]
    return PaperForm.objects.filter(wanted, _AWAITED).select_related("enterprise").only(*QUEUE_COLUMNS).order_by(*order)


def paper_form_files() -> QuerySet[PaperForm]:
    """Give what agents may open, with the people of the file."""
    people = ("received_by", "proposed_by", "processed_by")
    return PaperForm.objects.select_related("enterprise", "registration", "succession", *people)


def paper_form_found_by(typed: str) -> PaperForm | None:
    """Find by the form's reference, the NEQ or the identification number; the one still to process first."""
    try:
        number = compact(typed).upper()
    except InvalidIdentifier:
        return None
    # Hyphens typed or not: a reference is stored with three.
    reference = "-".join((number[:3], number[3:7], number[7:11], number[11:]))
    found = paper_form_files().filter(
        Q(reference=reference) | Q(enterprise__neq=number) | Q(enterprise__rq_number=number)
    )
    return found.order_by(F("processed_at").asc(nulls_first=True), "-created_at").first() if number else None


def waiting_since(paper_form: PaperForm) -> date:
    """Give the day from which a form waits for its next act."""
    if paper_form.received_on and paper_form.state == PaperFormState.RECEIVED:
        return paper_form.received_on
    moment: datetime = paper_form.processed_at or paper_form.created_at
    return timezone.localdate(moment)
