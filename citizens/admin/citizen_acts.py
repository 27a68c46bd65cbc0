"""What an agent may do on the account of a person: each act with its reasons, its words and its service (A-11)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.states import UserState
from citizens.queries.agent_file import CitizenFile
from citizens.rules.agent_help import HelpReason, ReactivationReason, SuspensionReason
from citizens.services import agent_help


@dataclass(frozen=True)
class Act:
    """One act. `done` is told to the agent; the person is told by mail."""

    slug: str
    label: Promise
    explanation: Promise
    done: Promise
    service: Callable[..., None]
    is_offered: Callable[[CitizenFile], bool]
    reasons: type[TextChoices] = HelpReason
    is_danger: bool = False


def _is_active(file: CitizenFile) -> bool:
    return file.user.state == UserState.ACTIVE


ACTS = (
    Act(
        "debloquer",
        _("Débloquer"),
        _("Les tentatives refusées sont oubliées, et la personne peut réessayer tout de suite. Elle en est avisée."),
        _("Le compte est débloqué. La personne en est avisée par courriel."),
        agent_help.unlock_person,
        lambda file: file.user.state in (UserState.ACTIVE, UserState.CLOSING),
    ),
    Act(
        "confirmation",
        _("Renvoyer la confirmation du compte"),
        _("Le courriel qui confirme le compte repart à l’adresse au dossier."),
        _("La confirmation repart par courriel."),
        agent_help.resend_activation,
        _is_active,
    ),
    Act(
        "lien",
        _("Envoyer un lien de récupération"),
        _("Un lien pour choisir un nouveau mot de passe part à l’adresse au dossier. Vous ne le voyez pas."),
        _("Le lien part par courriel, à l’adresse au dossier."),
        agent_help.send_recovery_link,
        _is_active,
    ),
    Act(
        "annuler-adresse",
        _("Annuler le changement d’adresse"),
        _("Le changement d’adresse de courriel en attente n’aura pas lieu. L’adresse actuelle en est avisée."),
        _("Le changement d’adresse est annulé. La personne en est avisée."),
        agent_help.cancel_email_change,
        lambda file: file.pending_change is not None,
    ),
    Act(
        "suspendre",
        _("Suspendre le compte"),
        _("Les sessions se ferment et personne ne peut plus utiliser le compte. La personne est avisée du motif."),
        _("Le compte est suspendu. La personne en est avisée."),
        agent_help.suspend_account,
        _is_active,
        SuspensionReason,
        is_danger=True,
    ),
    Act(
        "reactiver",
        _("Réactiver le compte"),
        _("La personne peut de nouveau ouvrir une session. Elle est avisée du motif."),
        _("Le compte est réactivé. La personne en est avisée."),
        agent_help.reactivate_account,
        lambda file: file.user.state == UserState.SUSPENDED,
        ReactivationReason,
    ),
)


def offered_acts(file: CitizenFile) -> list[Act]:
    """Give what the state of the account allows; the service decides again."""
    return [act for act in ACTS if act.is_offered(file)]


def act_named(slug: str) -> Act | None:
    return next((act for act in ACTS if act.slug == slug), None)
