"""Conditions of use: dated versions by portal, and who accepted which."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.states import Portal


class TermsVersion(models.Model):
    portal = models.CharField(_("portail"), max_length=1, choices=Portal)
    number = models.CharField(_("version"), max_length=12)
    in_force_on = models.DateField(_("en vigueur le"))
    text_fr = models.TextField(_("texte français"))
    text_en = models.TextField(_("texte anglais"))

    class Meta:
        verbose_name = _("version des conditions")
        verbose_name_plural = _("versions des conditions")
        constraints = [models.UniqueConstraint(fields=["portal", "number"], name="terms_number_unique_per_portal")]

    def __str__(self) -> str:
        return f"{self.portal} {self.number}"


class TermsAcceptance(models.Model):
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="terms_acceptances")
    version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT)
    accepted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="terms_accepted_once")]
