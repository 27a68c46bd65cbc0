"""Another RSE, named by the representative of an enterprise whose RSEs are gone or in dispute."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.models.member import Member
from enterprises.models.paper_form import PaperForm
from enterprises.states import FormerRses, SuccessionReason


class Succession(models.Model):
    """What the signed paper says; its life is the paper's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper_form = models.OneToOneField(PaperForm, on_delete=models.PROTECT, related_name="succession")
    reason = models.CharField(_("motif"), max_length=20, choices=SuccessionReason)
    former_rses = models.CharField(_("anciens responsables"), max_length=10, choices=FormerRses)
    first_name = models.CharField(_("prénom"), max_length=60)
    last_name = models.CharField(_("nom"), max_length=60)
    email = models.EmailField(_("courriel"), max_length=254)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The file that the second agent's confirmation opened.
    member = models.OneToOneField(Member, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("désignation d’un nouveau responsable")
        verbose_name_plural = _("désignations d’un nouveau responsable")

    def __str__(self) -> str:
        return self.paper_form.reference

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"
