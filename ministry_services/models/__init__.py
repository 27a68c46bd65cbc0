"""The catalogue of the ministries, their relying parties, and what each was told of whom."""

from ministry_services.models.access_check import AccessCheckWindow
from ministry_services.models.authorization import Authorization, AuthorizationRequest, Consent, PairwiseSubject
from ministry_services.models.catalogue import EnrolmentQuestion, Ministry, MinistryAgent, OnlineService, ServiceTask
from ministry_services.models.catalogue_change import CatalogueChange
from ministry_services.models.relying_party import RelyingParty
from ministry_services.models.signing_key import SigningKey
from ministry_services.models.token import AccessToken, AuthorizationCode, IDToken, RefreshToken, SpentIdentifier

__all__ = [
    "AccessCheckWindow",
    "AccessToken",
    "Authorization",
    "AuthorizationCode",
    "AuthorizationRequest",
    "CatalogueChange",
    "Consent",
    "EnrolmentQuestion",
    "IDToken",
    "Ministry",
    "MinistryAgent",
    "OnlineService",
    "PairwiseSubject",
    "RefreshToken",
    "RelyingParty",
    "ServiceTask",
    "SigningKey",
    "SpentIdentifier",
]
