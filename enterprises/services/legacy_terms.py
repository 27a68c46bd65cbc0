"""The terms of clicSÉQUR for a Clic Revenu enterprise: accepted once, then its LEW-4 form is prepared (seed)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TermsAcceptance, User
from accounts.queries.terms import current_terms
from accounts.services.journal import record
from accounts.states import Portal
from clicsequr.kernel.errors import NotAllowed, StaleState, Unavailable
from enterprises import events
from enterprises.models import Enterprise, Member
from enterprises.rules.legacy import may_accept_terms, terms_are_owed
from enterprises.services.paper_forms import create_paper_form
from enterprises.states import PaperFormKind


class OnlyRseDecides(NotAllowed):
    code = "legacy.only_rse_decides"
    message = _(
        "Seul le responsable des services électroniques peut accepter ou refuser ces conditions pour l’entreprise. "
        "Demandez-lui d’ouvrir une session."
    )


@transaction.atomic
def accept_legacy_terms(member: Member, *, number: str, by: User, now: datetime) -> Enterprise:
    """Accept the version in force for the enterprise and prepare its LEW-4 form; a second call changes nothing.

    Refuses anybody but an active RSE of a Clic Revenu enterprise, and a version that is no longer in force.
    """
    enterprise = _enterprise_decided_by(member, by=by)
    if not terms_are_owed(enterprise):
        return enterprise
    version = current_terms(Portal.ENTERPRISES, on=timezone.localdate(now))
    if version is None:
        raise Unavailable("legacy.no_terms")
    if version.number != number:
        raise StaleState(
            "legacy.terms_changed", _("Les conditions ont changé. Lisez la nouvelle version, puis acceptez-la.")
        )
    TermsAcceptance.objects.get_or_create(user=by, version=version, defaults={"accepted_at": now})
    enterprise.terms_accepted_at, enterprise.terms_accepted_by = now, by
    enterprise.save(update_fields=["terms_accepted_at", "terms_accepted_by"])
    record(events.LEGACY_TERMS_ACCEPTED, by=by, subject=enterprise, on_behalf_of=enterprise.pk, version=version.number)
    create_paper_form(enterprise, kind=PaperFormKind.LEW4, by=by)
    return enterprise


@transaction.atomic
def refuse_legacy_terms(member: Member, *, by: User) -> None:
    """Note that the person in charge refused: the account and the enterprise stay as they are."""
    enterprise = _enterprise_decided_by(member, by=by)
    record(events.LEGACY_TERMS_REFUSED, by=by, subject=enterprise, on_behalf_of=enterprise.pk)


def _enterprise_decided_by(member: Member, *, by: User) -> Enterprise:
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=member.enterprise_id)
    decides = Member.objects.select_related("enterprise").filter(pk=member.pk, user=by).first()
    if decides is None or not may_accept_terms(decides):
        raise OnlyRseDecides
    return enterprise
