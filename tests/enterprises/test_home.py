"""The home of a business (I-01): the entries of its menu, for the person in charge and for a user."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Member
from tests.factories.enterprises import make_member, make_rse

pytestmark = pytest.mark.django_db


def entries(client: Client, member: Member) -> dict[str, str]:
    """The cards of the home: title → address."""
    client.force_login(member.user)
    page = client.get(reverse("enterprises:home")).text
    cards = re.findall(r'<li class="cs-card"><h2[^>]*><a [^>]*href="([^"]*)">(.*?)</a>', page)
    return {title: address for address, title in cards}


def test_the_rse_finds_the_enrolment_under_its_name_in_the_menu(client: Client) -> None:
    shown = entries(client, make_rse())
    assert list(shown) == [
        "Inscription aux services électroniques",
        "Mes inscriptions",
        "Gestion des utilisateurs",
        "Messages",
        "Mon profil",
    ]
    assert shown["Inscription aux services électroniques"] == reverse("enterprises:enrolment")


def test_a_user_finds_no_enrolment_and_is_told_of_the_procuration(client: Client) -> None:
    user = make_member(role="user")
    assert list(entries(client, user)) == ["Messages", "Mon profil"]
    home = client.get(reverse("enterprises:home")).text
    assert "Votre responsable ne vous a pas encore assigné de procuration." in home
