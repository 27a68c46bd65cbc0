"""What an application of a ministry is registered with."""

import pytest

from accounts.actors import SYSTEM
from accounts.models import JournalEntry
from ministry_services.digests import is_secret_of
from ministry_services.models import RelyingParty
from ministry_services.rules.relying_parties import Terms
from ministry_services.services.relying_parties import TermsRefused, register_relying_party
from ministry_services.states import RelyingPartyState
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import client_key, make_relying_party, make_signing_relying_party

pytestmark = pytest.mark.django_db


def test_a_new_application_is_a_draft_and_its_secret_is_kept_as_a_digest_only() -> None:
    service = make_service()
    terms = Terms(name="Eau", services=(service.slug,), redirect_uris=("https://eau.exemple.ca/retour",))
    made = register_relying_party(service.ministry, terms=terms, by=SYSTEM)
    kept = RelyingParty.objects.get()
    assert (kept.state, kept.sector, kept.redirect_uris) == (
        RelyingPartyState.DRAFT,
        service.ministry.code,
        "https://eau.exemple.ca/retour",
    )
    assert list(kept.services.all()) == [service]
    assert kept.client_secret != made.secret
    assert is_secret_of(kept.client_secret, made.secret)
    assert made.secret not in str(JournalEntry.objects.values())


def test_an_application_that_signs_has_no_secret_and_its_keys_are_public_only() -> None:
    made = make_signing_relying_party()
    assert made.secret == made.client_secret == ""
    assert RelyingParty.objects.get().public_keys["keys"][0]["x"] == client_key().as_dict(private=False)["x"]
    assert "d" not in RelyingParty.objects.get().public_keys["keys"][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"name": "é" * 101},
        {"name": "Eau\r\nBcc: tous@example.org"},
        {"services": ("inconnu",)},
        {"services": ()},
        {"redirect_uris": ()},
        {"sector": "autre-ministere"},
        {"scopes": ("profile",)},
        {"scopes": ("openid", "admin")},
        {"scopes": ("openid", "identity")},
        {"algorithm": "none"},
        {"authentication": "none"},
        {"authentication": "private_key_jwt"},
        {"public_keys": {"keys": [{**client_key().as_dict(private=True)}]}},
        {"backchannel_logout_uri": "https://10.0.0.1/fermeture"},
        {"post_logout_redirect_uris": ("http://rp.example/parti",)},
    ],
)
def test_faulty_terms_register_nobody(changes: dict[str, object]) -> None:
    with pytest.raises(TermsRefused):
        make_relying_party(**changes)
    assert RelyingParty.objects.count() == 0


def test_an_application_serves_no_service_of_another_ministry() -> None:
    with pytest.raises(TermsRefused) as refused:
        make_relying_party(make_service(), make_service())
    assert [fault.field for fault in refused.value.faults] == ["services"]
