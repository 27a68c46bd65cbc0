"""What Revenu Québec's agents may decide on a registration (seed, step 2; screens.md A-03 to A-06)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.states import RegistrationState

# Two different kinds: two QST amounts count once (seed, step 2).
KINDS_NEEDED = 2


@dataclass(frozen=True)
class Check:
    kind: str
    matched: bool


class Blocker(StrEnum):
    """Why a file cannot be activated now, in the order in which an agent deals with it."""

    NOT_SUBMITTED = "not_submitted"
    FROZEN = "frozen"
    ASSIGNED_TO_ANOTHER = "assigned_to_another"
    INACTIVE_AT_REGISTER = "inactive_at_register"
    SECRETS_MISSING = "secrets_missing"
    DESIGNATION_PENDING = "designation_pending"
    APPROVAL_NEEDED = "approval_needed"
    SECOND_AGENT_NEEDED = "second_agent_needed"


BLOCKER_SENTENCES: dict[Blocker, str | Promise] = {
    Blocker.NOT_SUBMITTED: _("Cette demande est déjà traitée."),
    Blocker.FROZEN: _("Cette demande est gelée après trop d’échecs. Demandez à un superviseur de la dégeler."),
    Blocker.ASSIGNED_TO_ANOTHER: _("Un autre agent a pris cette demande en charge. Choisissez-en une autre."),
    Blocker.INACTIVE_AT_REGISTER: _(
        "L’entreprise n’est plus active au registre. Refusez la demande ou renvoyez la personne au Registraire."
    ),
    Blocker.SECRETS_MISSING: _("Deux secrets partagés de genres différents doivent concorder. Vérifiez l’identité."),
    Blocker.DESIGNATION_PENDING: _("La désignation par mandat n’est pas traitée. Attendez le document signé."),
    Blocker.APPROVAL_NEEDED: _("Un premier agent doit approuver l’activation."),
    Blocker.SECOND_AGENT_NEEDED: _("Vous avez approuvé cette activation. Un autre agent doit la faire."),
}


class RefusalReason(TextChoices):
    IDENTITY = "identity", _("L’identité de la personne n’a pas été établie")
    NOT_REPRESENTATIVE = "not_representative", _("La personne n’est pas un représentant autorisé")
    WRONG_DETAILS = "wrong_details", _("Les renseignements ne sont pas ceux de l’entreprise")
    INACTIVE = "inactive", _("L’entreprise n’est plus active au registre")
    WITHDRAWN = "withdrawn", _("À la demande de l’entreprise")
    OTHER = "other", _("Autre motif")


class UnfreezeReason(TextChoices):
    TYPING = "typing", _("Erreurs de saisie de l’agent")
    DOCUMENTS_FOUND = "documents_found", _("La personne a retrouvé ses documents")
    OTHER_PROOF = "other_proof", _("Identité établie autrement")
    REGISTER_CORRECTED = "register_corrected", _("Registre corrigé depuis")


def matched_kinds(checks: Iterable[Check]) -> set[str]:
    """Give the kinds that matched; the same kind twice counts once."""
    return {check.kind for check in checks if check.matched}


def failures(checks: Iterable[Check]) -> int:
    return sum(not check.matched for check in checks)


def freezes(checks: Iterable[Check], *, tries: int) -> bool:
    """True once `tries` secrets of the file did not match, whatever their kinds."""
    return failures(checks) >= tries


def identity_is_proven(checks: Iterable[Check]) -> bool:
    return len(matched_kinds(checks)) >= KINDS_NEEDED


def kinds_to_check(available: Iterable[str], checks: Iterable[Check]) -> list[str]:
    """Give the kinds that the register can answer for and that have not matched yet, in the register's order."""
    matched = matched_kinds(checks)
    return [kind for kind in available if kind not in matched]


def is_held_by_another(assigned_to_id: UUID | None, *, agent_id: UUID) -> bool:
    return assigned_to_id not in (None, agent_id)


@dataclass(frozen=True)
class Situation:
    """What decides whether `agent_id` may approve or activate a file."""

    state: str
    agent_id: UUID
    is_frozen: bool
    assigned_to_id: UUID | None
    approved_by_id: UUID | None
    checks: Collection[Check]
    is_active_at_register: bool
    designation_is_pending: bool
    needs_second_agent: bool


def approval_blockers(situation: Situation) -> list[Blocker]:
    """Give every reason why this agent cannot answer for the file; empty when they can."""
    tests = {
        Blocker.NOT_SUBMITTED: situation.state != RegistrationState.SUBMITTED,
        Blocker.FROZEN: situation.is_frozen,
        Blocker.ASSIGNED_TO_ANOTHER: is_held_by_another(situation.assigned_to_id, agent_id=situation.agent_id),
        Blocker.INACTIVE_AT_REGISTER: not situation.is_active_at_register,
        Blocker.SECRETS_MISSING: not identity_is_proven(situation.checks),
        Blocker.DESIGNATION_PENDING: situation.designation_is_pending,
    }
    return [blocker for blocker, applies in tests.items() if applies]


def activation_blockers(situation: Situation) -> list[Blocker]:
    """Give every reason why this agent cannot activate the file; with two agents, one approves, another activates."""
    blockers = approval_blockers(situation)
    if situation.needs_second_agent and situation.approved_by_id is None:
        blockers.append(Blocker.APPROVAL_NEEDED)
    if situation.needs_second_agent and situation.approved_by_id == situation.agent_id:
        blockers.append(Blocker.SECOND_AGENT_NEEDED)
    return blockers
