"""A whole sign-in to a ministry's service: request, the pages of the person, consent, code, tokens, userinfo."""

import base64
import json
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

from accounts.models import User
from tests.bench.web import Browser, Web
from tests.factories.authorizations import CHALLENGE, VERIFIER
from tests.factories.relying_parties import REDIRECT
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN

LONGEST = 12
REQUESTS = 12  # of a citizen: two of the authorization, six of the sign-in, two of the consent, token, userinfo
FORM = "application/x-www-form-urlencoded"
_ONWARD = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
_AGREE = re.compile(r'name="continue" value="([^"]*)"')


@dataclass(frozen=True)
class Application:
    """What an application knows: its name, its secret, and what it asks to be told."""

    client_id: str
    secret: str
    scope: str

    @property
    def basic(self) -> dict[str, str]:
        return {"Authorization": "Basic " + base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()}


def walk(web: Web, person: User, application: Application) -> dict[str, str]:
    """Walk the whole of it; give what the token endpoint gave."""
    code = _code(Browser(web), person, application)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    program = Browser(web)
    tokens = json.loads(program.call("POST", "/openid/token", body=urlencode(form), headers=application.basic))
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    told = json.loads(program.call("GET", "/openid/userinfo", headers=bearer))
    assert told["sub"], told
    return dict(tokens)


def _code(browser: Browser, person: User, application: Application) -> str:
    asked = {
        "response_type": "code",
        "client_id": application.client_id,
        "redirect_uri": REDIRECT,
        "scope": application.scope,
        "state": "bench",
        "nonce": "bench",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "consent",  # else only the first sign-in would show its page
    }
    status = browser.get(f"/openid/authorize?{urlencode(asked)}")
    for _turn in range(LONGEST):
        if status in {302, 303}:
            onward = browser.target
        elif found := _ONWARD.search(browser.page):
            onward = unescape(found[1])
        else:
            status = browser.post(browser.path, **_typed(browser.page, person, browser.hidden))
            continue
        if onward.startswith(f"{REDIRECT}?"):
            return parse_qs(urlsplit(onward).query)["code"][0]
        status = browser.get(onward)
        assert status in {200, 302, 303}, (status, onward)
    raise AssertionError(f"Led in a circle: {browser.path}")


def _typed(page: str, person: User, hidden: dict[str, str]) -> dict[str, str]:
    """What the person types on this page."""
    if agreed := _AGREE.search(page):
        return {"continue": agreed[1]}
    if 'name="password"' in page:
        return {"password": PASSWORD}
    if 'name="answer"' in page:
        return {"answer": dict(CHOSEN)[hidden["question"]]}
    assert 'name="user_code"' in page, page[-2000:]
    return {"user_code": person.user_code}
