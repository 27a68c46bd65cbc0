"""Codes and tokens, kept as hashes only (RFC 9700 §4.3, §4.14): who reads the table can use none of them.

The tables of django-oauth-toolkit, swapped. All that says for whom, for what and how long is in Authorization.
"""

from django.db import models
from django.db.models.functions import Now
from oauth2_provider.models import AbstractAccessToken, AbstractGrant, AbstractIDToken, AbstractRefreshToken

from ministry_services.models.authorization import Authorization

DIGEST_LENGTH = 64  # SHA-256 in hexadecimal


class AuthorizationCode(AbstractGrant):
    """A code, used once. Its row stays until it expires: a second use ends all that the first one gave."""

    user = None
    application = None
    scope = None
    claims = None
    resource = None
    code = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    authorization = models.OneToOneField(Authorization, on_delete=models.CASCADE, related_name="code")
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code #{self.pk}"


class AccessToken(AbstractAccessToken):
    user = None
    application = None
    source_refresh_token = None
    id_token = None
    token = None
    resource = None
    updated = None
    # What this one token opens: never more than the authorization (RFC 6749 §6).
    scope = models.CharField(max_length=400)
    created = models.DateTimeField(db_default=Now())
    token_checksum = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    authorization = models.ForeignKey(Authorization, on_delete=models.CASCADE, related_name="access_tokens")

    class Meta:
        indexes = [models.Index(fields=["expires"], name="access_token_expiry")]

    def __str__(self) -> str:
        return f"access token #{self.pk}"


class RefreshToken(AbstractRefreshToken):
    """One of a family, which is the authorization: a spent one that comes back ends them all (RFC 9700 §4.14.2)."""

    user = None
    application = None
    access_token = None
    token = None
    token_family = None
    resource = None
    revoked = None
    updated = None
    created = models.DateTimeField(db_default=Now())
    token_checksum = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    authorization = models.ForeignKey(Authorization, on_delete=models.CASCADE, related_name="refresh_tokens")
    spent_at = models.DateTimeField(null=True)

    class Meta:
        pass

    def __str__(self) -> str:
        return f"refresh token #{self.pk}"


class IDToken(AbstractIDToken):
    """Never written: an ID token is signed, given and forgotten. The engine asks for the model."""

    user = None
    application = None


class SpentIdentifier(models.Model):
    """The `jti` of an assertion or of a DPoP proof, refused a second time (RFC 7523 §3, 9449 §11.1)."""

    digest = models.BinaryField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)
