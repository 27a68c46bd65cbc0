"""An account being created: what a person answered so far, and nothing that proves who they are."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from citizens.states import CreationState
from clicsequr.kernel.sealing import SealedTextField
from ministry_services.models import OnlineService


class AccountCreation(models.Model):
    """A draft of seven days. NAS, codes, notice, password and answers are never here: a sealed cookie carries them.

    `reference` is what the person quotes to take it up again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=CreationState, default=CreationState.DRAFT)
    language = models.CharField(max_length=2, default="fr")
    # The service one came for decides the steps (seed). `service_chosen`: « Aucun pour l’instant » is an answer too.
    service = models.ForeignKey(OnlineService, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service_chosen = models.BooleanField(default=False)
    next_address = models.CharField(max_length=500, blank=True)

    user_code = models.CharField(max_length=20, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(null=True)
    message_language = models.CharField(max_length=2, blank=True)
    image = models.SlugField(max_length=40, blank=True, db_index=False)
    phrase = SealedTextField(null=True)
    questions = SealedTextField(null=True)  # the slugs, a JSON list; the answers are in the cookie
    terms_number = models.CharField(max_length=20, blank=True)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="creation"
    )
    version = models.PositiveIntegerField(default=0)  # two tabs: a page older than the row is told so
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["updated_at"], name="creation_drafts", condition=models.Q(state=CreationState.DRAFT)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_resumable(self) -> bool:
        """Only a code sent by e-mail takes a draft up again."""
        return bool(self.email)
