"""Another RSE for an enterprise whose RSEs are gone or in dispute: noted, then done once two agents agree."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.agents import agent_of
from accounts.models import User
from accounts.services.journal import record
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError, NotAllowed, StaleState
from enterprises import events
from enterprises.models import Enterprise, Member, PaperForm, Succession
from enterprises.rules.members import Delivery, PersonDetails
from enterprises.rules.successions import Successor, is_touched, journalled, may_prepare_again, may_succeed
from enterprises.services.member_files import open_file
from enterprises.services.member_states import end_file, suspend_file
from enterprises.services.paper_forms import new_paper_reference
from enterprises.states import (
    FormerRses,
    MemberRole,
    MemberState,
    MemberStateReason,
    PaperFormKind,
    PaperFormState,
    SuccessionReason,
)

DESK = (AgentRole.AGENT, AgentRole.SUPERVISOR)
_NOTED = ("reason", "former_rses", "first_name", "last_name", "email", "phone", "language", "prepared_by")
_FILE_REASONS = {SuccessionReason.DEPARTURE: MemberStateReason.DEPARTURE}


class EnterpriseNotActive(DomainError):
    code = "succession.enterprise_not_active"
    message = _("Seule une entreprise active peut recevoir un autre responsable. Réglez d’abord son état.")


class PaperWithAgents(DomainError):
    code = "succession.paper_with_agents"
    message = _("Une désignation est déjà reçue pour cette entreprise. Traitez-la d’abord.")


@transaction.atomic
def prepare_succession(enterprise: Enterprise, *, successor: Successor, by: User) -> PaperForm:
    """Prepare the paper that the representative signs; refuse an enterprise that is not active.

    Prepared again before it is received, the paper gets a new reference: the one already printed serves no more.
    """
    if not agent_of(by).has_role(*DESK):
        raise NotAllowed("succession.not_an_agent")
    # The paper before the enterprise, as where it is accepted.
    paper_form = _open_papers(enterprise).select_for_update(of=("self",)).first()
    locked = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    if not may_succeed(enterprise_state=locked.state):
        raise EnterpriseNotActive
    if paper_form is None and _open_papers(enterprise).exists():
        raise StaleState("succession.prepared_meanwhile")
    paper_form = _renewed(paper_form) if paper_form else _new_paper(locked)
    noted = {name: getattr(successor, name) for name in _NOTED if name != "prepared_by"}
    Succession.objects.update_or_create(paper_form=paper_form, defaults={**noted, "prepared_by": by})
    record(
        events.SUCCESSION_PREPARED, by=by, subject=paper_form, on_behalf_of=enterprise.pk,
        reason=journalled(successor.reason), former_rses=successor.former_rses,
    )  # fmt: skip
    return paper_form


def appoint(paper_form: PaperForm, *, by: User, now: datetime) -> Member:
    """Do what a paper that two agents accepted says: a file for the new RSE, and the end of the others' if asked.

    The caller holds the paper. Users keep what they were assigned, to its dates.
    """
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=paper_form.enterprise_id)
    if not may_succeed(enterprise_state=enterprise.state):
        raise EnterpriseNotActive
    succession = Succession.objects.get(paper_form=paper_form)
    former = list(_former_rses(enterprise))
    person = PersonDetails(
        succession.first_name,
        succession.last_name,
        succession.email,
        succession.phone,
        succession.language,
        MemberRole.RSE,
    )
    succession.member = open_file(enterprise, details=person, delivery=Delivery.LINK, by=by, now=now).member
    succession.save(update_fields=["member"])
    touched = [member for member in former if is_touched(former_rses=succession.former_rses, state=member.state)]
    for member in touched:
        _put_aside(member, succession, note=paper_form.reference, by=by, now=now)
    record(
        events.SUCCESSION_DONE, by=by, subject=succession.member, on_behalf_of=enterprise.pk,
        reason=journalled(succession.reason), former_rses=succession.former_rses, touched=len(touched),
    )  # fmt: skip
    return succession.member


def _open_papers(enterprise: Enterprise) -> QuerySet[PaperForm]:
    papers = PaperForm.objects.filter(enterprise=enterprise, kind=PaperFormKind.SUCCESSION)
    return papers.exclude(state=PaperFormState.PROCESSED)


def _new_paper(enterprise: Enterprise) -> PaperForm:
    kind = PaperFormKind.SUCCESSION
    return PaperForm.objects.create(kind=kind, reference=new_paper_reference(kind), enterprise=enterprise)


def _renewed(paper_form: PaperForm) -> PaperForm:
    if not may_prepare_again(paper_state=paper_form.state):
        raise PaperWithAgents
    paper_form.reference = new_paper_reference(PaperFormKind.SUCCESSION)
    paper_form.version += 1
    paper_form.save(update_fields=["reference", "version"])
    return paper_form


def _former_rses(enterprise: Enterprise) -> QuerySet[Member]:
    rses = Member.objects.filter(enterprise=enterprise, role=MemberRole.RSE).exclude(state=MemberState.REVOKED)
    return rses.select_related("user", "enterprise").select_for_update(of=("self",)).order_by("pk")


def _put_aside(member: Member, succession: Succession, *, note: str, by: User, now: datetime) -> None:
    reason = _FILE_REASONS.get(SuccessionReason(succession.reason), MemberStateReason.OTHER)
    if succession.former_rses == FormerRses.REVOKED:
        end_file(member, reason=reason, note=note, by=by, now=now)
    else:
        suspend_file(member, reason=reason, note=note, until=None, by=by, now=now)
