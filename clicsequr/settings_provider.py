"""The provider: its engine is django-oauth-toolkit, its tables are ours (docs/decisions/0009)."""

from django.utils.translation import gettext_lazy as _

from clicsequr import env

OAUTH2_PROVIDER_APPLICATION_MODEL = "ministry_services.RelyingParty"
OAUTH2_PROVIDER_GRANT_MODEL = "ministry_services.AuthorizationCode"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "ministry_services.AccessToken"  # noqa: S105  a model
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "ministry_services.RefreshToken"  # noqa: S105
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "ministry_services.IDToken"  # noqa: S105
OAUTH2_PROVIDER = {
    "OAUTH2_VALIDATOR_CLASS": "ministry_services.provider.validator.Validator",
    "OAUTH2_SERVER_CLASS": "ministry_services.provider.server.Server",
    "OAUTH2_BACKEND_CLASS": "ministry_services.provider.engine.Engine",
    "SCOPES_BACKEND_CLASS": "ministry_services.provider.scopes.Scopes",
    "OIDC_ENABLED": True,
    "PKCE_REQUIRED": True,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
}
# What each portal knows of a person's right to a service; the provider asks nothing else.
PORTAL_ACCESS_POLICIES = {
    "E": "enterprises.access_policy.EnterpriseAccess",
    "C": "citizens.access_policy.CitizenAccess",
}
# Where a person chooses in whose name, for a service that asks for it (prompt=select_account); Citoyens has no choice.
PORTAL_CHOOSERS = {"E": "enterprises:acting-for"}
# Live checks (GET /api/v1/access) of one application; an operator raises it for a ministry of many users.
ACCESS_CHECKS_PER_MINUTE = env.number("ACCESS_CHECKS_PER_MINUTE", 600, minimum=1)
# How each portal lets a session prove more on the spot, beside a code by e-mail and the second factors of the account.
PORTAL_STEP_UPS = {"C": [("citizens:step-up-question", _("Répondre à une de mes questions de sécurité"))]}
# Finds the application that waits behind an address of ours, for the pages of every app on the way.
WAITING_REQUESTS = "ministry_services.queries.waiting.waiting_at"
