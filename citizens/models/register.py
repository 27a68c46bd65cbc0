"""Revenu Québec's side: what it knows of each person. Filled by `import_register`, never by the portal."""

import uuid

from django.db import models


class RegisteredPerson(models.Model):
    """One person of the register, found by the keyed index of the NAS alone. No column can be read without a key."""

    reference = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nas_index = models.BinaryField(unique=True)
    sealed_file = models.BinaryField()

    def __str__(self) -> str:
        return str(self.reference)
