"""Twenty calls at once with one code or one refresh token: one is given tokens, the others 400, none 500."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.http import HttpResponse

from accounts.models import JournalEntry
from ministry_services.models import AccessToken, Authorization, RefreshToken, SpentIdentifier
from ministry_services.states import ClientAuthentication
from tests.factories.authorizations import make_authorization, make_citizen_client, make_code, make_tokens
from tests.factories.relying_parties import client_key
from tests.ministry_services.programs import assertion, dpop_proof, new_key, post, redeem, refresh

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 20


def at_once(call: Callable[[], HttpResponse]) -> Counter[tuple[int, str]]:
    """Make the call twenty times together; count the answers by status and error."""
    start = Barrier(CALLERS)

    def run() -> tuple[int, str]:
        start.wait(timeout=30)
        try:
            response = call()
            return response.status_code, response.json().get("error", "") if response.content else ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CALLERS) as pool:
        return Counter(done.result(timeout=60) for done in [pool.submit(run) for _caller in range(CALLERS)])


def test_one_of_twenty_redeems_a_code_and_the_replay_ends_it() -> None:
    client = make_citizen_client()
    code = make_code(make_authorization(client))
    assert at_once(lambda: redeem(client, code)) == {(200, ""): 1, (400, "invalid_grant"): CALLERS - 1}
    assert (AccessToken.objects.count(), RefreshToken.objects.count()) == (1, 1)
    assert Authorization.objects.get().ended_at is not None
    assert JournalEntry.objects.filter(action="authorization.code_replayed").count() == 1


def test_one_of_twenty_refreshes_and_the_reuse_ends_it() -> None:
    client = make_citizen_client()
    _access_token, refresh_token = make_tokens(make_authorization(client))
    assert at_once(lambda: refresh(client, refresh_token)) == {(200, ""): 1, (400, "invalid_grant"): CALLERS - 1}
    assert (AccessToken.objects.count(), RefreshToken.objects.count()) == (2, 2)
    assert Authorization.objects.get().ended_at is not None
    assert JournalEntry.objects.filter(action="authorization.refresh_token_reused").count() == 1


def test_one_of_twenty_is_believed_with_one_assertion() -> None:
    keys = {"keys": [client_key().as_dict(private=False)]}
    client = make_citizen_client(authentication=ClientAuthentication.PRIVATE_KEY, public_keys=keys)
    form = {
        "token": "personne",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion(client, client_key()),
    }
    answers = at_once(lambda: post("revoke", form))
    assert answers == {(200, ""): 1, (401, "invalid_client"): CALLERS - 1}
    assert SpentIdentifier.objects.count() == 1


def test_one_of_twenty_proofs_is_good() -> None:
    client, proof = make_citizen_client(), dpop_proof(new_key())
    code = make_code(make_authorization(client))
    answers = at_once(lambda: redeem(client, code, proof=proof))
    assert answers == {(200, ""): 1, (400, "invalid_dpop_proof"): CALLERS - 1}
    assert AccessToken.objects.count() == 1
    assert Authorization.objects.get().ended_at is None


def test_twenty_revocations_end_it_once() -> None:
    client = make_citizen_client(authentication=ClientAuthentication.SECRET_POST)
    _access_token, refresh_token = make_tokens(make_authorization(client))
    form = {"token": refresh_token, "client_id": client.client_id, "client_secret": client.secret}
    assert at_once(lambda: post("revoke", form)) == {(200, ""): CALLERS}
    assert JournalEntry.objects.filter(action="authorization.ended").count() == 1
