"""What is the same for everybody, answered again for a few seconds as a cache in front would (docs/performance.md)."""

import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

KEPT_FOR = 5.0
# Hosts and schemes are few; what a caller writes in a header must not fill the memory.
MOST_KEPT = 64


class Kept(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    until: float


class PublicDocuments:
    """A WSGI application around ours. Only a plain GET is answered from what is kept; only a 200 is kept.

    The application answers the rest, and the first of each few seconds: that one alone has its line in the log.
    """

    def __init__(self, application: Application, *, paths: Iterable[str]) -> None:
        self.application, self.paths = application, frozenset(paths)
        self.kept: dict[tuple[str, ...], Kept] = {}

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") not in self.paths or not _is_plain(environ):
            return self.application(environ, start_response)
        key = tuple(environ.get(name, "") for name in _NAMES)
        kept = self.kept.get(key)
        if kept is None or kept.until <= time.monotonic():
            kept = self.ask(environ)
            if kept.status.startswith("200 "):
                self.keep(key, kept)
        start_response(kept.status, list(kept.headers))
        return [kept.body]

    def ask(self, environ: Environ) -> Kept:
        told: list[Any] = []
        answer = self.application(environ, lambda status, headers, exc_info=None: told.extend([status, headers]))
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return Kept(told[0], told[1], body, time.monotonic() + KEPT_FOR)

    def keep(self, key: tuple[str, ...], kept: Kept) -> None:
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        self.kept[key] = kept


# All that the answer may depend on (redirect to HTTPS, known hosts).
_NAMES = ("PATH_INFO", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")


def _is_plain(environ: Environ) -> bool:
    is_bodyless = environ.get("CONTENT_LENGTH") in {None, "", "0"} and "HTTP_TRANSFER_ENCODING" not in environ
    asks_whole = "HTTP_IF_NONE_MATCH" not in environ and not environ.get("QUERY_STRING")
    return environ.get("REQUEST_METHOD") == "GET" and is_bodyless and asks_whole
