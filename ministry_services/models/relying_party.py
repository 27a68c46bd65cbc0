"""A ministry's application that trusts our sign-on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from ministry_services.models.catalogue import Ministry, OnlineService
from ministry_services.states import ClientAuthentication, RelyingPartyState, SigningAlgorithm


class RelyingParty(AbstractApplication):
    """A client of the provider. What the base class offers and we refuse is taken away: no owner, no wildcard, no hash
    of a password around a secret of 256 bits, no skipped consent, no origin that reads tokens from a page.
    """

    user = None
    skip_authorization = None
    allowed_origins = None
    registration_source = None
    cimd_expires_at = None
    hash_client_secret = None
    ministry = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, related_name="relying_parties", verbose_name=_("ministère ou organisme")
    )
    services = models.ManyToManyField(OnlineService, related_name="relying_parties", verbose_name=_("services"))
    state = models.CharField(_("état"), max_length=10, choices=RelyingPartyState, default=RelyingPartyState.DRAFT)
    # SHA-256 in hexadecimal: a secret is drawn by us, 256 bits, so that no slow hash is needed (performance.md).
    client_secret = models.CharField(max_length=64, blank=True, editable=False)
    former_secret = models.CharField(max_length=64, blank=True, editable=False)
    former_secret_until = models.DateTimeField(null=True, blank=True, editable=False)
    authentication = models.CharField(
        _("authentification du client"),
        max_length=20,
        choices=ClientAuthentication,
        default=ClientAuthentication.SECRET_BASIC,
    )
    public_keys = models.JSONField(_("clés publiques (JWKS)"), default=dict, blank=True)
    algorithm = models.CharField(
        _("signature des jetons d’identité"), max_length=5, choices=SigningAlgorithm, default=SigningAlgorithm.RS256
    )
    # Pairwise subjects are shared by the relying parties of one sector (OIDC Core §8.1).
    sector = models.CharField(_("secteur"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("portées permises"))
    backchannel_logout_uri = models.URLField(_("adresse de fermeture par l’arrière-plan"), blank=True)
    requires_pushed_requests = models.BooleanField(_("demandes poussées obligatoires (PAR)"), default=False)
    requires_dpop = models.BooleanField(_("jetons liés à une clé (DPoP)"), default=False)

    class Meta:
        verbose_name = _("partie utilisatrice")
        verbose_name_plural = _("parties utilisatrices")
        constraints = [
            models.CheckConstraint(
                condition=Q(authorization_grant_type=AbstractApplication.GRANT_AUTHORIZATION_CODE)
                & Q(client_type=AbstractApplication.CLIENT_CONFIDENTIAL),
                name="relying_party_is_confidential_by_code",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    def is_usable(self, request: object) -> bool:
        """Say whether the provider serves it at all; asked by the engine at each endpoint."""
        return self.state == RelyingPartyState.PUBLISHED

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Compare character by character (RFC 9700 §4.1.3): no port left free, no path below another."""
        return uri in self.redirect_uris.split()

    def post_logout_redirect_uri_allowed(self, uri: str) -> bool:
        return uri in self.post_logout_redirect_uris.split()
