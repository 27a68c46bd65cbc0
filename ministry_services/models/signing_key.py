"""The keys that sign ID tokens and logout tokens."""

from django.db import models

from clicsequr.kernel.sealing import SealedTextField
from ministry_services.states import SigningAlgorithm


class SigningKey(models.Model):
    """One key of the JWKS. It is shown before it signs and after it stopped, so that no cache is surprised."""

    kid = models.CharField(max_length=43, unique=True)
    algorithm = models.CharField(max_length=5, choices=SigningAlgorithm)
    private_key = SealedTextField()  # a JWK in JSON
    public_key = models.JSONField()  # a JWK
    shown_from = models.DateTimeField()
    signs_from = models.DateTimeField()
    shown_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["algorithm", "-signs_from"]

    def __str__(self) -> str:
        return self.kid
