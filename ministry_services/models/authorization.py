"""What a person let a ministry's application know, for which service, in whose name, and until when."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ministry_services.models.catalogue import OnlineService
from ministry_services.models.relying_party import RelyingParty


class AuthorizationRequest(models.Model):
    """What an application asks (OIDC Core §3.1.2.1), pushed by itself (RFC 9126) or brought by the browser.

    It waits here while the person signs in, chooses and agrees. `handle` is in addresses; it opens nothing by itself.
    """

    handle = models.CharField(max_length=43, unique=True)
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="requests")
    # The service is known once the request is checked; a request that is only pushed has none yet.
    service = models.ForeignKey(OnlineService, on_delete=models.CASCADE, null=True, related_name="+")
    parameters = models.JSONField()
    # Pushed and not yet brought: the handle is good for one visit to the authorization endpoint.
    is_pushed = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="authorization_request_expiry")]

    def __str__(self) -> str:
        return f"request #{self.pk}"


class Authorization(models.Model):
    """One sign-in to one application for one service: what its code, its tokens and its refreshes all hang on.

    Ending it ends all of them at once. `acting_for` is the portal's own mark of the membership and of the enterprise
    in whose name; this app gives it back to the portal at every decision and never reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="authorizations")
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="authorizations")
    service = models.ForeignKey(OnlineService, on_delete=models.CASCADE, related_name="+")
    acting_for = models.JSONField(default=dict, blank=True)
    subject = models.CharField(max_length=43)
    scope = models.CharField(max_length=400)
    claims = models.JSONField(default=dict, blank=True)
    # The session it came from (accounts.Session.sid), and what that session had proven.
    sid = models.UUIDField()
    authenticated_at = models.DateTimeField()
    acr = models.CharField(max_length=60)
    amr = models.JSONField(default=list)
    # RFC 9449: thumbprint of the key that its tokens are bound to; empty for bearer tokens.
    dpop_thumbprint = models.CharField(max_length=43, blank=True)
    started_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("autorisation")
        indexes = [
            models.Index(fields=["sid"], name="authorization_by_session", condition=Q(ended_at=None)),
            models.Index(fields=["user"], name="authorization_by_user", condition=Q(ended_at=None)),
            models.Index(fields=["ends_at"], name="authorization_expiry"),
            models.Index(fields=["relying_party", "-started_at"], name="authorization_by_party"),
        ]

    def __str__(self) -> str:
        return f"authorization {self.pk}"


class Consent(models.Model):
    """What a person agreed to tell an application for a service; asked again when it wants more."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="consents")
    service = models.ForeignKey(OnlineService, on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=400)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consentement")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "relying_party", "service"], name="one_consent_per_application_and_service"
            )
        ]

    def __str__(self) -> str:
        return f"consent #{self.pk}"


class PairwiseSubject(models.Model):
    """The name a person has in one sector (OIDC Core §8.1): two sectors cannot tell that it is the same person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="subjects")
    sector = models.CharField(max_length=100)
    subject = models.CharField(max_length=43, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "sector"], name="one_subject_per_sector")]

    def __str__(self) -> str:
        return f"subject #{self.pk}"
