"""The enrolment of an enterprise to the portal, from its first page to its activation."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises.legal_forms import LegalForm, RepresentativeFunction
from enterprises.models.enterprise import Enterprise
from enterprises.states import DocumentKind, RegistrationState


class Registration(models.Model):
    """What the applicant answered. Holds no shared secret and no password; `reference` is what people quote."""

    class Contact(models.TextChoices):
        PHONE = "phone", _("Par téléphone")
        EMAIL = "email", _("Par courriel")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("numéro de référence"), max_length=20, unique=True)
    state = models.CharField(_("état"), max_length=10, choices=RegistrationState, default=RegistrationState.DRAFT)
    language = models.CharField(max_length=2, default="fr")
    enterprise = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    rse_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations")

    legal_form = models.CharField(_("forme juridique"), max_length=20, choices=LegalForm, blank=True)
    legal_form_other = models.CharField(max_length=100, blank=True)
    neq = models.CharField(_("NEQ"), max_length=10, blank=True)
    rq_number = models.CharField(_("numéro d’identification"), max_length=10, blank=True)
    known_to_register = models.BooleanField(null=True)
    # The register's own numbers: kept from doubles, never shown to an applicant who did not type them.
    register_neq = models.CharField(max_length=10, blank=True)
    register_rq_number = models.CharField(max_length=10, blank=True)
    legal_form_confirmed = models.BooleanField(default=False)  # differs from the register, kept by the applicant
    details_confirmed = models.BooleanField(null=True)  # E-05; False is flagged for the agent
    name = models.CharField(_("nom de l’entreprise"), max_length=150, blank=True)
    address_line = models.CharField(max_length=150, blank=True)
    city = models.CharField(max_length=80, blank=True)
    province = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=7, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    sector = models.CharField(max_length=100, blank=True)

    representative_first_name = models.CharField(max_length=60, blank=True)
    representative_last_name = models.CharField(max_length=60, blank=True)
    representative_function = models.CharField(max_length=20, choices=RepresentativeFunction, blank=True)
    mandate_declared = models.BooleanField(default=False)  # by mandate: a signed designation will be sent
    representative_phone = models.CharField(max_length=20, blank=True)
    representative_email = models.EmailField(max_length=254, blank=True)
    rse_is_representative = models.BooleanField(null=True)
    rse_first_name = models.CharField(max_length=60, blank=True)
    rse_last_name = models.CharField(max_length=60, blank=True)
    rse_phone = models.CharField(max_length=20, blank=True)
    rse_email = models.EmailField(max_length=254, blank=True)
    rse_email_confirmed_at = models.DateTimeField(null=True)

    user_code = models.CharField(max_length=20, blank=True)  # allocated by clicSÉQUR (architecture.md 2.11)
    password_hash = models.CharField(max_length=200, blank=True)  # wiped by « Enregistrer et quitter »
    contact_by = models.CharField(max_length=5, choices=Contact, blank=True)
    contact_times = models.CharField(max_length=100, blank=True)

    version = models.PositiveIntegerField(default=0)  # two tabs: a page older than the row is told so
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(_("transmise le"), null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    refusal_code = models.CharField(max_length=40, blank=True)
    refusal_text = models.CharField(max_length=500, blank=True)  # shown to the applicant
    refusal_note = models.CharField(max_length=500, blank=True)  # for agents only

    # The agent's side: who works on it, whether it is frozen after three failed secrets.
    assigned_to = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    activated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    notified_by_phone_at = models.DateTimeField(null=True)

    # What is due (A-02, « Rappels »): the document that is awaited, the last call when nobody answered it.
    document_kind = models.CharField(max_length=12, choices=DocumentKind, blank=True)
    document_text = models.CharField(max_length=300, blank=True)  # shown to the applicant
    document_asked_at = models.DateTimeField(null=True)
    unanswered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("demande d’inscription")
        verbose_name_plural = _("demandes d’inscription")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                name="registration_one_open_per_enterprise",
                condition=Q(state__in=[RegistrationState.SUBMITTED, RegistrationState.ACTIVATED]),
            )
        ]
        indexes = [
            models.Index(fields=["submitted_at"], name="registration_queue", condition=Q(state="submitted")),
            models.Index(fields=["updated_at"], name="registration_drafts", condition=Q(state="draft")),
            # One partial index a filter of the queue: a page costs the same with a million rows.
            models.Index(
                fields=["assigned_to", "submitted_at"], name="registration_mine", condition=Q(state="submitted")
            ),
            models.Index(
                fields=["submitted_at"],
                name="registration_frozen",
                condition=Q(state="submitted", frozen_at__isnull=False),
            ),
            models.Index(
                fields=["unanswered_at", "id"],
                name="registration_to_call",
                condition=Q(state="submitted", unanswered_at__isnull=False),
            ),
            models.Index(
                fields=["document_asked_at", "id"],
                name="registration_documents",
                condition=Q(state="submitted", document_asked_at__isnull=False),
            ),
            models.Index(
                fields=["-closed_at"],
                name="registration_decided",
                condition=Q(closed_at__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def needs_designation(self) -> bool:
        """A representative by mandate must send the signed designation (domain.md 1.4)."""
        return self.representative_function == RepresentativeFunction.MANDATE

    @property
    def contact_email(self) -> str:
        """Where the draft's own mails go: to the RSE, or to the representative until the RSE is known."""
        return self.rse_email or self.representative_email

    @property
    def is_resumable(self) -> bool:
        """Only a code sent by e-mail takes a draft up again."""
        return bool(self.contact_email)
