"""Signed papers: an enterprise's own, and what is printed on them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import TermsAcceptance
from enterprises.models import Enterprise, Member, PaperForm, Representative
from enterprises.states import MemberRole, MemberState, PaperFormKind, RegistrationState


def lew4_forms_of(member: Member) -> QuerySet[PaperForm]:
    """Give the LEW-4 form of a member's Clic Revenu enterprise: one at most, from the acceptance of the terms on."""
    return PaperForm.objects.filter(
        enterprise=member.enterprise_id, enterprise__is_legacy=True, kind=PaperFormKind.LEW4
    ).select_related("enterprise", "registration")


def designations_of(registration_id: UUID) -> QuerySet[PaperForm]:
    """Give the designation that a registration still waiting for its activation must send."""
    return PaperForm.objects.filter(
        registration=registration_id, registration__state=RegistrationState.SUBMITTED, kind=PaperFormKind.DESIGNATION
    ).select_related("enterprise", "registration")


@dataclass(frozen=True)
class PaperContent:
    """What is printed on a form; empty where it is not known, to be written by hand."""

    kind: str
    reference: str
    enterprise: str
    neq: str
    rq_number: str
    rse_names: tuple[str, ...]
    representative: str
    function: str
    registration: str = ""
    terms_number: str = ""
    terms_accepted_on: date | None = None
    former_rses: str = ""
    rse_email: str = ""


def paper_content(paper_form: PaperForm) -> PaperContent:
    """Give what is printed on a form, as known now."""
    if paper_form.kind == PaperFormKind.SUCCESSION:
        return _succession(paper_form)
    return _designation(paper_form) if paper_form.kind == PaperFormKind.DESIGNATION else _lew4(paper_form)


def _lew4(paper_form: PaperForm) -> PaperContent:
    enterprise = paper_form.enterprise
    representative = Representative.objects.filter(enterprise=enterprise).first()
    accepted = _acceptance(enterprise)
    return PaperContent(
        kind=paper_form.kind,
        reference=paper_form.reference,
        enterprise=enterprise.name,
        neq=enterprise.neq,
        rq_number=enterprise.rq_number,
        rse_names=_active_rse_names(enterprise),
        representative=str(representative) if representative else "",
        function=representative.get_function_display() if representative else "",
        terms_number=accepted.version.number if accepted else "",
        terms_accepted_on=timezone.localdate(enterprise.terms_accepted_at) if enterprise.terms_accepted_at else None,
    )


def _designation(paper_form: PaperForm) -> PaperContent:
    registration = paper_form.registration
    if registration is None:
        raise ValueError("A designation belongs to a registration.")
    first, last = registration.rse_first_name, registration.rse_last_name
    if registration.rse_is_representative:
        first, last = registration.representative_first_name, registration.representative_last_name
    return PaperContent(
        kind=paper_form.kind,
        reference=paper_form.reference,
        enterprise=paper_form.enterprise.name,
        # The register's own numbers are not shown to an applicant who did not type them.
        neq=registration.neq,
        rq_number=registration.rq_number,
        rse_names=(f"{first} {last}".strip(),),
        representative=f"{registration.representative_first_name} {registration.representative_last_name}".strip(),
        function=registration.get_representative_function_display(),
        registration=registration.reference,
    )


def _succession(paper_form: PaperForm) -> PaperContent:
    enterprise, succession = paper_form.enterprise, paper_form.succession
    representative = Representative.objects.filter(enterprise=enterprise).first()
    return PaperContent(
        kind=paper_form.kind,
        reference=paper_form.reference,
        enterprise=enterprise.name,
        neq=enterprise.neq,
        rq_number=enterprise.rq_number,
        rse_names=(succession.full_name,),
        representative=str(representative) if representative else "",
        function=representative.get_function_display() if representative else "",
        former_rses=succession.former_rses,
        rse_email=succession.email,
    )


def _active_rse_names(enterprise: Enterprise) -> tuple[str, ...]:
    active = Member.objects.filter(enterprise=enterprise, role=MemberRole.RSE, state=MemberState.ACTIVE)
    return tuple(member.user.full_name for member in active.select_related("user").order_by("created_at", "pk"))


def _acceptance(enterprise: Enterprise) -> TermsAcceptance | None:
    if enterprise.terms_accepted_at is None:
        return None
    accepted = TermsAcceptance.objects.filter(
        user=enterprise.terms_accepted_by_id, accepted_at__lte=enterprise.terms_accepted_at
    )
    return accepted.select_related("version").order_by("-accepted_at").first()
