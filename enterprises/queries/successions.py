"""Another RSE for an orphaned enterprise: the paper under way, and who is there now."""

from django.db.models import QuerySet

from enterprises.models import Enterprise, Member, PaperForm
from enterprises.states import MemberRole, MemberState, PaperFormKind, PaperFormState

RSES_SHOWN = 25


def open_succession(enterprise: Enterprise) -> PaperForm | None:
    """Give the designation of another RSE that is not processed: one at most."""
    papers = PaperForm.objects.filter(enterprise=enterprise, kind=PaperFormKind.SUCCESSION)
    return papers.exclude(state=PaperFormState.PROCESSED).first()


def rses_of(enterprise: Enterprise) -> QuerySet[Member]:
    """Give the RSEs whose file is not revoked, whatever its state, with their last session."""
    rses = Member.objects.filter(enterprise=enterprise, role=MemberRole.RSE).exclude(state=MemberState.REVOKED)
    return rses.select_related("user").order_by("created_at", "pk")[:RSES_SHOWN]
