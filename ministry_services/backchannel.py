"""The way to an application's own server: one POST, nothing followed, nothing read."""

from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.auth import AuthBase

# To connect, then for each silence while it answers; the task has a limit of its own over all (accounts/tasks.py).
TIMEOUTS = (3.05, 5)
AGENT = "clicSEQUR back-channel logout"


class NoticeRefused(Exception):
    """The application answered something else than that it is done; the status alone is kept."""


class _NoPassword(AuthBase):
    """Keep a password of the operator's .netrc from ever going to an application."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def post_logout_token(address: str, token: str) -> None:
    """Give a logout token to an application (Back-Channel Logout §2.5); refuse any answer but 2xx.

    No redirect is followed: it would carry the token to where nobody registered it. No byte of the answer's body is
    read. Private addresses are allowed, for ministries on the government's own network: who may register an address
    is under two people's eyes (docs/operate.md).
    """
    local = settings.DEMO or settings.DEBUG
    if urlsplit(address).scheme != "https" and not local:
        raise NoticeRefused("not https")
    with requests.post(
        address,
        data={"logout_token": token},
        headers={"User-Agent": AGENT, "Accept": "*/*"},
        timeout=TIMEOUTS,
        allow_redirects=False,
        auth=_NoPassword(),
        stream=True,
    ) as response:
        if not 200 <= response.status_code < 300:
            raise NoticeRefused(str(response.status_code))
