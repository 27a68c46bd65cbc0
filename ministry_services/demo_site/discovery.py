"""What clicSÉQUR publishes of itself: its addresses and its keys, read once an hour."""

import threading
import time
from typing import Any

import requests
from joserfc.jwk import KeySet

from ministry_services.demo_site.refusals import Refused

KEPT = 3600  # seconds
WAITS = 10


class Discovery:
    """The document of an issuer (OpenID Connect Discovery) and the keys that it names."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._kept: dict[str, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def metadata(self) -> dict[str, Any]:
        """Give the document; refuse one that speaks for another issuer (Discovery §4.3)."""
        found = dict(self._get(f"{self.issuer}/.well-known/openid-configuration"))
        if found.get("issuer") != self.issuer:
            raise Refused("another_issuer")
        return found

    def keys(self, *, fresh: bool = False) -> KeySet:
        return KeySet.import_key_set(self._get(self.metadata()["jwks_uri"], fresh=fresh))

    def _get(self, url: str, *, fresh: bool = False) -> Any:
        with self._lock:
            read_at, found = self._kept.get(url, (0.0, None))
            if fresh or time.monotonic() - read_at > KEPT or found is None:
                found = _read(url)
                self._kept[url] = (time.monotonic(), found)
            return found


def _read(url: str) -> Any:
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(url, timeout=WAITS)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as error:
            raise Refused("unreachable", url) from error
