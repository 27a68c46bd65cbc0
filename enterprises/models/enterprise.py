"""An enterprise of the portal, and the person the law lets speak for it."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.legal_forms import LegalForm, RepresentativeFunction
from enterprises.states import EnterpriseState


class Enterprise(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    neq = models.CharField(_("NEQ"), max_length=10, blank=True)
    rq_number = models.CharField(_("numéro d’identification"), max_length=10, blank=True)
    name = models.CharField(_("nom"), max_length=150)
    legal_form = models.CharField(_("forme juridique"), max_length=20, choices=LegalForm)
    address_line = models.CharField(_("adresse"), max_length=150, blank=True)
    city = models.CharField(_("ville"), max_length=80, blank=True)
    province = models.CharField(_("province"), max_length=40, blank=True)
    postal_code = models.CharField(_("code postal"), max_length=7, blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    sector = models.CharField(_("secteur d’activité"), max_length=100, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=EnterpriseState, default=EnterpriseState.PENDING)
    # Clic Revenu before November 2007: terms, then LEW-4, before anything else (seed).
    is_legacy = models.BooleanField(_("Clic Revenu avant novembre 2007"), default=False)
    terms_accepted_at = models.DateTimeField(_("conditions acceptées le"), null=True, blank=True)
    terms_accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("entreprise")
        verbose_name_plural = _("entreprises")
        constraints = [
            models.UniqueConstraint(fields=["neq"], name="enterprise_neq_unique", condition=~Q(neq="")),
            models.UniqueConstraint(
                fields=["rq_number"], name="enterprise_rq_number_unique", condition=~Q(rq_number="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Representative(models.Model):
    """The authorized representative (RA): empowered by position or by mandate (domain.md 1.3)."""

    enterprise = models.OneToOneField(Enterprise, on_delete=models.PROTECT, related_name="representative")
    first_name = models.CharField(_("prénom"), max_length=60)
    last_name = models.CharField(_("nom"), max_length=60)
    function = models.CharField(_("fonction"), max_length=20, choices=RepresentativeFunction)
    phone = models.CharField(_("téléphone"), max_length=20)
    email = models.EmailField(_("courriel"), max_length=254)

    class Meta:
        verbose_name = _("représentant autorisé")
        verbose_name_plural = _("représentants autorisés")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
