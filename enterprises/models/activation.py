"""The agent's work on a registration: what was checked with which result, who called."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models.registration import Registration
from enterprises.states import SecretKind


class ActivationCheck(models.Model):
    """One shared secret typed as the caller said it. Only the kind and the result are kept."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="checks")
    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("genre"), max_length=20, choices=SecretKind)
    matched = models.BooleanField(_("concorde"))
    counts = models.BooleanField(default=True)  # False once a supervisor has unfrozen the file
    checked_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["registration", "-checked_at"], name="activation_checks")]


class CallNote(models.Model):
    """A call about a registration: who called and how it ended, in a few words of the agent."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Personne jointe")
        CALLED_BACK = "called_back", _("A rappelé")
        NO_ANSWER = "no_answer", _("Sans réponse")
        WRONG_PERSON = "wrong_person", _("Mauvaise personne")

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="calls")
    agent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    caller = models.CharField(_("personne jointe"), max_length=120)
    outcome = models.CharField(_("résultat"), max_length=12, choices=Outcome)
    note = models.CharField(_("note"), max_length=500, blank=True)
    called_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-called_at"]
