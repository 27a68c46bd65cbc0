"""What a person chooses to recognise the site by, and to be recognised by (screens.md C-06 to C-08)."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from citizens.rules.answers import QUESTIONS
from clicsequr.kernel.sealing import SealedTextField


def new_salt() -> int:
    return secrets.randbits(62)


class CitizenProfile(models.Model):
    """The image and the phrase of a person; empty until chosen. `question_salt` says which question comes next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="citizen_profile")
    image = models.SlugField(max_length=40, blank=True, db_index=False)
    phrase = SealedTextField(null=True)
    question_salt = models.BigIntegerField(default=new_salt, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.pk)


class SecurityAnswer(models.Model):
    """One of the four. The question is sealed too: which ones a person chose helps who would guess the answers."""

    profile = models.ForeignKey(CitizenProfile, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    question = SealedTextField()
    question_index = models.BinaryField()  # of the profile and the question: says only « the same question »
    answer_hash = SealedTextField()  # Argon2id; sealed, because answers are easier to guess than passwords

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(position__range=(1, QUESTIONS)), name="security_answer_position"),
            models.UniqueConstraint(fields=["profile", "position"], name="security_answer_once_per_position"),
            models.UniqueConstraint(fields=["profile", "question_index"], name="security_question_once_per_profile"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
