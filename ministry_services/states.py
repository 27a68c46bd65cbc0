"""States of a ministry's service and the kinds of its questions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.states import Acr as Acr  # noqa: PLC0414  the sessions' own word, which services ask for and are told
from clicsequr.kernel.states import Moves


class ServiceState(TextChoices):
    OPEN = "open", _("Ouvert")
    MAINTENANCE = "maintenance", _("En entretien")
    CLOSED = "closed", _("Fermé")


class QuestionKind(TextChoices):
    TEXT = "text", _("Texte")
    NUMBER = "number", _("Nombre")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choix")


class DecisionMode(TextChoices):
    AGENT = "agent", _("Par un agent du ministère")
    AUTOMATIC = "automatic", _("Automatique")


class RelyingPartyState(TextChoices):
    DRAFT = "draft", _("Ébauche")
    PUBLISHED = "published", _("Publiée")
    SUSPENDED = "suspended", _("Suspendue")
    RETIRED = "retired", _("Retirée")


RELYING_PARTY_MOVES = Moves(
    {
        RelyingPartyState.DRAFT: {RelyingPartyState.PUBLISHED, RelyingPartyState.RETIRED},
        RelyingPartyState.PUBLISHED: {RelyingPartyState.SUSPENDED, RelyingPartyState.RETIRED},
        RelyingPartyState.SUSPENDED: {RelyingPartyState.PUBLISHED, RelyingPartyState.RETIRED},
        RelyingPartyState.RETIRED: set(),
    }
)


class ClientAuthentication(TextChoices):
    """How an application proves itself at the token endpoint (OIDC Core §9)."""

    SECRET_BASIC = "client_secret_basic", "client_secret_basic"
    SECRET_POST = "client_secret_post", "client_secret_post"
    PRIVATE_KEY = "private_key_jwt", "private_key_jwt"


class SigningAlgorithm(TextChoices):
    RS256 = "RS256", "RS256"
    ES256 = "ES256", "ES256"


class Scope(TextChoices):
    """What a relying party may ask to be told (OIDC Core §5.4); the last two are the portals' own."""

    OPENID = "openid", _("Identifiant propre au ministère")
    PROFILE = "profile", _("Nom et langue")
    EMAIL = "email", _("Courriel")
    PHONE = "phone", _("Téléphone")
    IDENTITY = "identity", _("Preuve d’identité")
    ENTERPRISE = "enterprise", _("Entreprise et tâches")


class ChangeKind(TextChoices):
    RELYING_PARTY = "relying_party", _("Application")
    SERVICE = "service", _("Service")
    QUESTION = "question", _("Question d’inscription")
    TASK = "task", _("Tâche")


class ChangeState(TextChoices):
    PROPOSED = "proposed", _("Proposée")
    PUBLISHED = "published", _("Publiée")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée")


CHANGE_MOVES = Moves(
    {
        ChangeState.PROPOSED: {ChangeState.PUBLISHED, ChangeState.REFUSED, ChangeState.WITHDRAWN},
        ChangeState.PUBLISHED: set(),
        ChangeState.REFUSED: set(),
        ChangeState.WITHDRAWN: set(),
    }
)
