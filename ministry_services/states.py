"""States of a ministry's service and the kinds of its questions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
