"""The agents' desk opens with a code, a password and a second factor, never with less (screens.md A-01)."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.agents import make_agent, sign_in_agent

pytestmark = pytest.mark.django_db


def test_a_visitor_is_led_to_the_sign_in(client: Client) -> None:
    response = client.get(reverse("agents:queue"))
    assert response["Location"] == "/fr/agents/session/?next=%2Ffr%2Fagents%2Factivations%2F"


def test_an_agent_reaches_the_first_tab_of_their_roles(client: Client) -> None:
    sign_in_agent(client, make_agent())
    assert client.get(reverse("agents:index"))["Location"] == reverse("agents:queue")
    assert client.get(reverse("agents:queue")).status_code == 200
