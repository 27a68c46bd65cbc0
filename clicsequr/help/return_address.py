"""Where « Revenir à la page » leads: only to a page of this site, in the language in use."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 1000


@dataclass(frozen=True)
class ReturnAddress:
    """An address that may be shown as a link, and the page it is."""

    url: str
    match: ResolverMatch

    @property
    def view_name(self) -> str:
        return self.match.view_name

    @property
    def argument(self) -> str:
        """The value that tells apart the pages of one view, such as the step of a registration."""
        return str(next(iter(self.match.kwargs.values()), ""))


def return_address(asked: str, request: HttpRequest) -> ReturnAddress | None:
    """Give the page asked for, nothing for another host, a strange scheme or an address we do not serve."""
    parts = urlsplit(asked) if len(asked) <= LONGEST and asked.startswith("/") else None
    if parts is None or not url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return None
    language = translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            match = resolve(parts.path)
    except Resolver404:
        return None
    here = parts.path.replace(f"/{language}/", f"/{request.LANGUAGE_CODE}/", 1)
    return ReturnAddress(urlunsplit(("", "", here, parts.query, "")), match)
