"""The pages of the identity check: one number a page, one answer, three tries."""

from typing import Any

import pytest
from django.test import Client

from citizens.models import IdentityProof
from tests.citizens.identity_road import address, begin_proof, prove, send, signed_in, text
from tests.factories.persons import make_registered_person

pytestmark = pytest.mark.django_db


def test_three_right_numbers_prove_the_account(client: Client) -> None:
    person = make_registered_person()
    user = signed_in(client)
    assert begin_proof(client)["Location"] == address("identity")
    answer = prove(client)
    assert answer["Location"] == address("proof-kept")
    assert "Votre identité est prouvée" in text(client.get(answer["Location"]))
    assert IdentityProof.objects.get(user=user).reference == person.reference
