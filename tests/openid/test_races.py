"""Twenty at once against two server processes: one is given something, none an error of ours; a replay ends it all."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests

from ministry_services.models import AccessToken, Authorization, RefreshToken, RelyingParty
from tests.factories.authorizations import VERIFIER, make_authorization, make_citizen_client, make_code, make_tokens
from tests.factories.relying_parties import REDIRECT
from tests.openid.site import Site

AT_ONCE = 20


def at_once(site: Site, client: RelyingParty, form: dict[str, str]) -> Counter[int]:
    """Send one form from twenty connections at the same moment; give how often each status came back."""
    gate = Barrier(AT_ONCE)

    def send(_turn: int) -> int:
        gate.wait()
        key = (client.client_id, client.secret)
        return requests.post(f"{site.address}/openid/token", data=form, auth=key, timeout=60).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(send, range(AT_ONCE)))


@pytest.mark.parametrize("grant", ["code", "refresh token"])
def test_one_of_twenty_is_given_tokens_and_the_others_end_them(site: Site, grant: str) -> None:
    client = make_citizen_client()
    authorization = make_authorization(client)
    if grant == "code":
        form = {"grant_type": "authorization_code", "code": make_code(authorization), "redirect_uri": REDIRECT}
        form["code_verifier"] = VERIFIER
    else:
        form = {"grant_type": "refresh_token", "refresh_token": make_tokens(authorization)[1]}
    tokens = AccessToken.objects.count(), RefreshToken.objects.count()
    assert at_once(site, client, form) == {200: 1, 400: AT_ONCE - 1}
    assert (AccessToken.objects.count(), RefreshToken.objects.count()) == (tokens[0] + 1, tokens[1] + 1)
    assert Authorization.objects.get().ended_at is not None
