"""A registration: what its number says of the legal form, how long it waits, what its state is called."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from enterprises.states import EnterpriseState, RegistrationState
from enterprises.steps import path_of

if TYPE_CHECKING:
    from enterprises.models import Registration


class RegistrationStatus(TextChoices):
    """What the applicant is told of a registration once submitted (screens.md E-14)."""

    RECEIVED = "received", _("Reçue")
    IN_PROGRESS = "in_progress", _("Appel en cours")
    ACTIVATED = "active", _("Activée")
    REFUSED = "refused", _("Refusée")
    EXPIRED = "expired", _("Expirée")
    INACTIVE = "suspended", _("Entreprise inactive")


_STATUSES = {
    RegistrationState.ACTIVATED: RegistrationStatus.ACTIVATED,
    RegistrationState.REFUSED: RegistrationStatus.REFUSED,
    RegistrationState.EXPIRED: RegistrationStatus.EXPIRED,
}


def status_of(registration: "Registration") -> RegistrationStatus:
    """Give the state shown to the applicant; an enterprise struck off or suspended says so first."""
    enterprise = registration.enterprise
    is_expired = registration.state == RegistrationState.EXPIRED
    if enterprise and not is_expired and enterprise.state in {EnterpriseState.SUSPENDED, EnterpriseState.INACTIVE}:
        return RegistrationStatus.INACTIVE
    if registration.state == RegistrationState.SUBMITTED:
        return RegistrationStatus.IN_PROGRESS if registration.assigned_to_id else RegistrationStatus.RECEIVED
    return _STATUSES[RegistrationState(registration.state)]


def fits_legal_form(legal_form: str, *, neq: str, registered_form: str) -> bool:
    """Say whether the register's form and the prefix of the NEQ are those of the chosen form (screens.md E-04)."""
    prefix_fits = not neq or neq[:2] in path_of(legal_form).neq_prefixes
    return prefix_fits and registered_form in {"", legal_form}


def kept_until(saved_at: datetime, *, days: int) -> datetime:
    """A draft is kept that long after its last answer, then erased."""
    return saved_at + timedelta(days=days)
