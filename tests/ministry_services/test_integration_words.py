"""What the second person reads of a proposal: nothing that differs may look the same."""

import pytest
from django.utils import timezone
from joserfc.jwk import RSAKey

from accounts.actors import SYSTEM
from ministry_services.admin.integration_words import difference_rows
from ministry_services.services.catalogue_changes import propose_change
from ministry_services.services.relying_party_terms import live_values
from ministry_services.states import ChangeKind
from tests.factories.relying_parties import make_signing_relying_party


@pytest.mark.django_db
def test_a_key_made_to_resemble_the_one_in_force_is_seen() -> None:
    number = str(RSAKey.generate_key(2048).as_dict(private=False)["n"])
    kept = {"kty": "RSA", "kid": "essai", "n": number, "e": "AQAB"}
    # Whoever draws a modulus may choose half of its letters: the first ones prove nothing.
    resembling = {**kept, "n": f"{number[:100]}{'B' if number[100] == 'A' else 'A'}{number[101:]}"}
    party = make_signing_relying_party(public_keys={"keys": [kept]})
    change = propose_change(
        party.ministry,
        kind=ChangeKind.RELYING_PARTY,
        subject=party.client_id,
        name=party.name,
        after={**live_values(party), "public_keys": {"keys": [resembling]}},
        by=SYSTEM,
        now=timezone.now(),
    )
    (shown,) = difference_rows(change)
    marks = [RSAKey.import_key(key).thumbprint() for key in (resembling, kept)]
    assert shown["rows"] == [
        {"key": word, "value": f"essai (RSA, {mark})"} for word, mark in zip(["Ajouté", "Enlevé"], marks, strict=True)
    ]
