"""A code sent by post to the address of the register: the second way to prove who one is (screens.md C-14)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from citizens.models.register import RegisteredPerson
from citizens.states import LetterState
from clicsequr.kernel.sealing import SealedTextField


class CodeLetter(models.Model):
    """One letter to a person of the register. Its code is sealed until it is posted, then only its index is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)  # on the letter; what agents and callers quote
    person = models.UUIDField()  # the register's reference; the name and the address stay there
    language = models.CharField(max_length=2, default="fr")
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.TO_PRINT)
    code = SealedTextField(null=True)
    code_index = models.BinaryField()
    requested_at = models.DateTimeField(db_default=Now())
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # ten days from the posting, by a setting
    closed_at = models.DateTimeField(null=True)  # used, expired, replaced, cancelled
    used_in = models.CharField(max_length=20, blank=True)  # the identity check it served: its page may be sent twice
    batch = models.UUIDField(null=True, blank=True)  # printed together: one file, for as long as it is not posted

    class Meta:
        verbose_name = _("lettre avec un code")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="code_letter_one_open_per_person",
                condition=models.Q(state__in=[LetterState.TO_PRINT, LetterState.PRINTED, LetterState.POSTED]),
            )
        ]
        indexes = [
            models.Index(
                fields=["requested_at", "id"],
                name="code_letter_queue",
                condition=models.Q(state__in=[LetterState.TO_PRINT, LetterState.PRINTED]),
            ),
            models.Index(fields=["person", "-requested_at"], name="code_letter_latest"),
            models.Index(fields=["batch"], name="code_letter_batch", condition=models.Q(state=LetterState.PRINTED)),
            models.Index(
                fields=["expires_at"], name="code_letter_expiry", condition=models.Q(state=LetterState.POSTED)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def registered_person(self) -> RegisteredPerson:
        """Give whose it is, for the journal: a row that is not read."""
        return RegisteredPerson(pk=self.person)
