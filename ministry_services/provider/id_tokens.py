"""The ID token: who signed in, when, how surely, and for whom they act (OIDC Core §2, §3.1.3.6)."""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from ministry_services.access_policy import Access
from ministry_services.claims import id_token_claims
from ministry_services.models import Authorization
from ministry_services.rules.session_names import told_sid
from ministry_services.signing import sign

ID_TOKEN_LASTS = timedelta(minutes=10)


def id_token_for(authorization: Authorization, *, nonce: str, access_token: str, access: Access, now: datetime) -> str:
    """Give the signed ID token that goes with an access token; at a refresh, without the nonce (OIDC Core §12.2)."""
    issued = int(now.timestamp())
    claims: dict[str, Any] = id_token_claims(authorization, access=access) | {
        "iss": settings.PUBLIC_URL,
        "sub": authorization.subject,
        "aud": authorization.relying_party.client_id,
        "azp": authorization.relying_party.client_id,
        "exp": issued + int(ID_TOKEN_LASTS.total_seconds()),
        "iat": issued,
        "auth_time": int(authorization.authenticated_at.timestamp()),
        "acr": authorization.acr,
        "amr": list(authorization.amr),
        "sid": told_sid(authorization.sid, sector=authorization.relying_party.sector),
        "at_hash": left_half_hash(access_token),
    }
    if nonce:
        claims["nonce"] = nonce
    return sign(claims, algorithm=authorization.relying_party.algorithm)


def left_half_hash(token: str) -> str:
    """Give `at_hash` (OIDC Core §3.1.3.6); RS256 and ES256 both name SHA-256."""
    half = hashlib.sha256(token.encode("ascii")).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
