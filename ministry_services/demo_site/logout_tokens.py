"""The logout token of OpenID Connect Back-Channel Logout 1.0, checked as its §2.6 says."""

import time

from ministry_services.demo_site.provider import CLOCKS_DIFFER_BY, Provider
from ministry_services.demo_site.refusals import Refused
from ministry_services.demo_site.visits import is_first_use

EVENT = "http://schemas.openid.net/event/backchannel-logout"


def session_ended_by(token: str, client: Provider) -> tuple[str, int]:
    """Give the `sid` of the session that ended, and when; refuse what clicSÉQUR did not say to us, now, once."""
    decoded = client.verified(token)
    claims = decoded.claims
    audience = claims.get("aud")
    now = time.time()
    faults = {
        "typ": decoded.header.get("typ") not in {"logout+jwt", "JWT"},
        "iss": claims.get("iss") != client.discovery.issuer,
        "aud": client.credentials.client_id not in (audience if isinstance(audience, list) else [audience]),
        "iat": abs(now - float(claims.get("iat", 0))) > 10 * CLOCKS_DIFFER_BY,
        "exp": float(claims.get("exp", 0)) < now - CLOCKS_DIFFER_BY,
        "events": EVENT not in claims.get("events", {}),
        "nonce": "nonce" in claims,
        "sid": not claims.get("sid"),
        "jti": not claims.get("jti"),
    }
    wrong = [name for name, is_wrong in faults.items() if is_wrong]
    if wrong or not is_first_use(str(claims["jti"])):
        raise Refused("invalid_request", f"logout token: {', '.join(wrong) or 'jti'}")
    return str(claims["sid"]), int(claims["iat"])
