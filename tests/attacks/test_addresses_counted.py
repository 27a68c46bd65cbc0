"""One subscriber is one address: changing the end of an IPv6 address, or pretending another, buys no try."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.middleware import client_network
from accounts.models import Throttle
from accounts.services.agents import AGENT_PASSWORD
from clicsequr.models import ContactMessage
from clicsequr.services.contact_messages import MESSAGES_BY_ADDRESS
from enterprises.models import Registration
from enterprises.services.registration_email import RESUMES_OF_AN_ADDRESS
from tests.factories.agents import make_agent

pytestmark = pytest.mark.django_db


def ipv6(number: int) -> dict[str, str]:
    """A subscriber's next address."""
    return {"REMOTE_ADDR": f"2001:db8:1:2::{number + 1:x}"}


def spoofed(number: int) -> dict[str, str]:
    return {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": f"203.0.113.{number}"}


PRETENCES = pytest.mark.parametrize("pretence", [ipv6, spoofed])


@PRETENCES
def test_an_agent_s_password_is_not_guessed_from_many_addresses_of_one_subscriber(pretence: Any) -> None:
    make_agent(user_code="AG27")
    for number in range(AGENT_PASSWORD.tries):
        sent = {"user_code": " ag 27"[number % 2 :], "password": f"essai numéro {number}"}
        Client().post(reverse("agents:sign-in"), sent, **pretence(number))
    answer = Client().post(reverse("agents:sign-in"), {"user_code": "AG27", "password": "un autre"}, **pretence(99))
    assert "trop de tentatives" in answer.content.decode()


@PRETENCES
def test_a_draft_is_not_looked_for_from_many_addresses_of_one_subscriber(pretence: Any) -> None:
    sent = {"reference": "INS-2026-7KQ4-M2XD", "email": "odile@exemple.ca"}
    url = reverse("enterprises:registration-resume")
    for number in range(RESUMES_OF_AN_ADDRESS.tries):
        assert Client().post(url, sent, **pretence(number)).status_code == 302
    assert "trop de tentatives" in Client().post(url, sent, **pretence(99)).content.decode()
    assert Registration.objects.count() == 0


@PRETENCES
def test_the_support_team_is_not_flooded_from_many_addresses_of_one_subscriber(pretence: Any) -> None:
    sent = {"name": "Odile", "email": "odile@exemple.ca", "subject": "Question", "body": "Bonjour"}
    for number in range(MESSAGES_BY_ADDRESS.tries):
        assert Client().post(reverse("contact"), sent, **pretence(number)).status_code == 302
    assert Client().post(reverse("contact"), sent, **pretence(99)).status_code == 429
    assert (ContactMessage.objects.count(), Throttle.objects.count()) == (MESSAGES_BY_ADDRESS.tries, 1)


def test_two_subscribers_behind_a_socket_of_both_families_are_two(rf: Any) -> None:
    networks = {client_network(rf.get("/", REMOTE_ADDR=f"::ffff:192.0.2.{end}")) for end in (1, 2)}
    assert networks == {"192.0.2.1", "192.0.2.2"}
