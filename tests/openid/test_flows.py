"""The whole of a session of a ministry's service, by three clients that nobody here wrote, over HTTP."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from ministry_services.states import Acr
from tests.factories.enrolments import deliver_outbox
from tests.openid.clients import OpenIDClient
from tests.openid.clients.with_authlib import AuthlibClient
from tests.openid.clients.with_idpy import IdpyClient
from tests.openid.clients.with_node import NodeClient
from tests.openid.receiver import Receiver
from tests.openid.road import answer_to
from tests.openid.site import Site
from tests.openid.visitor import Visitor
from tests.openid.world import World, citizen_world, enterprise_world


@pytest.fixture
def node(closing: ExitStack) -> Callable[..., NodeClient]:
    """Give a function that starts openid-client for an application."""

    def start(world: World, **options: bool) -> NodeClient:
        client = NodeClient(world.known, **options)
        closing.callback(client.close)
        return client

    return start


def walk(visitor: Visitor, world: World, client: OpenIDClient, receiver: Receiver, **parameters: str) -> dict[str, Any]:
    """Sign in, ask, refresh, ask again, leave by the application; give the claims of the ID token."""
    answer = answer_to(visitor, world.person, client.begin(**parameters))
    assert answer["iss"] == visitor.site
    claims = client.finish(visitor.left_for)
    assert (claims["iss"], client.userinfo()["sub"]) == (visitor.site, claims["sub"])
    client.refresh()
    told, seen = client.userinfo(), client.introspect()
    assert (told["sub"], seen["sub"], seen["active"]) == (claims["sub"], claims["sub"], True)
    leave(visitor, world, client)
    deliver_outbox()
    logged_out = client.read_logout_token(receiver.tokens[-1])
    assert (logged_out["sub"], logged_out["sid"]) == (claims["sub"], claims["sid"])
    assert client.introspect() == {"active": False}
    return claims | {"userinfo": told, "introspection": seen}


def leave(visitor: Visitor, world: World, client: OpenIDClient) -> None:
    visitor.open(client.logout_address())
    if not visitor.left_for:
        form, button = visitor.button_named("sign_out")
        visitor.send(form, dict([button]))
    assert visitor.left_for.split("?")[0] == world.known.post_logout_redirect_uri


def test_authlib_signs_a_citizen_in_with_its_own_key(site: Site, visitor: Visitor, receiver: Receiver) -> None:
    world = citizen_world(site, signs=True, backchannel_logout_uri=receiver.address)
    told = walk(visitor, world, AuthlibClient(world.known), receiver)
    assert (told["aud"], told["userinfo"]["name"]) == (world.known.client_id, "Odile Tremblay")
    assert told["userinfo"]["email"] == world.person.email
    assert "authorization_details" not in told


def test_idpy_oidc_signs_a_citizen_in_with_a_secret(site: Site, visitor: Visitor, receiver: Receiver) -> None:
    world = citizen_world(site, backchannel_logout_uri=receiver.address)
    told = walk(visitor, world, IdpyClient(world.known), receiver)
    assert told["acr"] == Acr.TWO_STEPS
    assert told["userinfo"]["name"] == "Odile Tremblay"


def test_idpy_oidc_signs_an_enterprise_in_by_es256(site: Site, visitor: Visitor, receiver: Receiver) -> None:
    world = enterprise_world(site, backchannel_logout_uri=receiver.address, algorithm="ES256")
    told = walk(visitor, world, IdpyClient(world.known), receiver)
    assert_names_enterprise(told, world)


def test_openid_client_pushes_its_request_for_an_enterprise_by_es256(
    site: Site, visitor: Visitor, receiver: Receiver, node: Callable[..., NodeClient]
) -> None:
    terms = {"algorithm": "ES256", "requires_pushed_requests": True, "backchannel_logout_uri": receiver.address}
    world = enterprise_world(site, signs=True, **terms)
    client = node(world)
    details = [{"type": "service_access", "service": world.service.slug}]
    told = walk(visitor, world, client, receiver, authorization_details=json.dumps(details), max_age="3600")
    assert_names_enterprise(told, world)
    assert told["auth_time"] <= time.time()


def test_openid_client_binds_its_tokens_to_a_key(
    site: Site, visitor: Visitor, receiver: Receiver, node: Callable[..., NodeClient]
) -> None:
    terms = {"authentication": "client_secret_post", "requires_dpop": True, "backchannel_logout_uri": receiver.address}
    world = citizen_world(site, **terms)
    client = node(world, uses_dpop=True)
    told = walk(visitor, world, client, receiver)
    assert told["introspection"]["token_type"] == "DPoP"
    assert told["introspection"]["cnf"]["jkt"]


def assert_names_enterprise(told: dict[str, Any], world: World) -> None:
    member = world.person.memberships.get()
    for place in (told, told["userinfo"], told["introspection"]):
        details = place["authorization_details"][0]
        assert (details["type"], details["service"]) == ("service_access", world.service.slug)
        assert details["enterprise"]["neq"] == member.enterprise.neq
        assert place["act"]


def test_what_is_given_back_is_dead_at_once(site: Site, visitor: Visitor, node: Callable[..., NodeClient]) -> None:
    world = citizen_world(site, authentication="client_secret_post")
    client = node(world)
    answer_to(visitor, world.person, client.begin())
    client.finish(visitor.left_for)
    client.revoke()
    assert client.introspect() == {"active": False}
