"""States of an account and the moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.states import Moves


class Portal(TextChoices):
    ENTERPRISES = "E", _("clicSÉQUR – Entreprises")
    CITIZENS = "C", _("clicSÉQUR – Citoyens")
    AGENTS = "A", _("Poste des agents")


class UserState(TextChoices):
    PENDING = "pending", _("En attente d’activation")
    ACTIVE = "active", _("Actif")
    SUSPENDED = "suspended", _("Suspendu")
    CLOSING = "closing", _("Fermeture demandée")
    CLOSED = "closed", _("Fermé")


USER_MOVES = Moves(
    {
        UserState.PENDING: {UserState.ACTIVE, UserState.CLOSED},
        UserState.ACTIVE: {UserState.SUSPENDED, UserState.CLOSING, UserState.CLOSED},
        UserState.SUSPENDED: {UserState.ACTIVE, UserState.CLOSED},
        UserState.CLOSING: {UserState.ACTIVE, UserState.CLOSED},
        UserState.CLOSED: set(),
    }
)


class AgentRole(TextChoices):
    """Each role is a Django group of the same name (screens.md §14)."""

    AGENT = "agent", _("Agent de Revenu Québec")
    SUPERVISOR = "supervisor", _("Superviseur")
    MINISTRY = "ministry", _("Agent d’un ministère")
    INTEGRATOR = "integrator", _("Intégrateur d’un ministère")
    AUDITOR = "auditor", _("Auditeur")


class Acr(TextChoices):
    """How surely a session knows who sits there, from the weakest to the strongest; the values are told to services."""

    PASSWORD = "urn:clicsequr:acr:password", _("Mot de passe")
    TWO_STEPS = "urn:clicsequr:acr:two-steps", _("Mot de passe, et une question ou un code")
    TOTP = "urn:clicsequr:acr:totp", _("Mot de passe et application d’authentification")
    PHISHING_RESISTANT = "urn:clicsequr:acr:phishing-resistant", _("Clé d’accès (passkey)")
