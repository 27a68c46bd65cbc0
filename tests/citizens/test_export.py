"""A copy of one's own data: all that is kept, never a secret, recorded before it leaves (docs/export.md)."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.events import PROFILE_CHANGED
from accounts.models import JournalEntry, TermsAcceptance, TermsVersion, User
from accounts.services.email_changes import take_address
from accounts.services.journal import record
from citizens.models import CodeLetter, IdentityProof
from citizens.services.closing import close_account, reopen_account
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from ministry_services.models import Authorization, Consent
from tests.citizens.sign_in_steps import CODE, sign_in
from tests.factories.authorizations import make_authorization, make_tokens
from tests.factories.enterprises import make_rse
from tests.factories.messages import make_message
from tests.factories.secrets import PASSWORD, STOCK
from tests.factories.security_options import PHRASE, make_person, make_person_with_options

pytestmark = pytest.mark.django_db
PAGE = "/fr/citoyens/profil/renseignements/"
FILE = f"{PAGE}fichier/"
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "export.md"


@pytest.fixture
def person(client: Client) -> User:
    made = make_person_with_options(user_code=CODE, email="odile@exemple.ca")
    sign_in(client, made)
    return made


def text_of(response: HttpResponse) -> str:
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a streaming response


def exported(client: Client, address: str = FILE) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text_of(client.get(address)))
    return found


def fill(person: User) -> None:
    now = timezone.now()
    proof = keep_proof(person, reference=uuid4(), method=ProofMethod.NOTICE, by=person, now=now)
    CodeLetter.objects.create(number="LCA-1", person=proof.reference, code_index=b"index")
    CodeLetter.objects.create(number="LCA-2", person=uuid4(), code_index=b"index")
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Téléphone"})
    terms = TermsVersion.objects.create(portal="C", number="2026-9", in_force_on="2026-01-01", text_fr="…", text_en="…")
    TermsAcceptance.objects.create(user=person, version=terms)
    take_address(person, email="nouveau@exemple.ca", by=person, now=now)
    make_message(person, subject="Votre demande", body="Elle est reçue.")


def test_the_page_says_what_the_file_holds(client: Client, person: User) -> None:
    page = client.get(PAGE).content.decode()
    assert FILE in page
    assert not JournalEntry.objects.filter(action="account.data_exported").exists()


def test_the_file_holds_what_is_kept_of_the_person(client: Client, person: User) -> None:
    fill(person)
    response = client.get(FILE)
    assert response["Content-Disposition"] == 'attachment; filename="clicsequr.json"'
    assert response["Cache-Control"] == "no-store"
    kept = json.loads(text_of(response))
    assert kept["format"] == "clicsequr-export-1"
    assert (kept["account"]["user_code"], kept["account"]["email"]) == (CODE, "nouveau@exemple.ca")
    assert kept["recognition"]["image"] == "canot"
    assert kept["recognition"]["phrase"] == PHRASE
    assert len(kept["recognition"]["questions"]) == 4
    assert kept["identity"]["method"] == "notice"
    assert [letter["number"] for letter in kept["letters"]] == ["LCA-1"]
    assert kept["terms"][0]["version"] == "2026-9"
    assert kept["second_factors"][0]["name"] == "Téléphone"
    assert [one["this_one"] for one in kept["sessions"]] == [True]
    assert kept["email_changes"][0]["former_email"] == "odile@exemple.ca"
    assert kept["messages"][0]["body"] == "Elle est reçue."
    assert "account.signed_in" in [fact["code"] for fact in kept["activity"]]


def test_no_secret_and_no_reference_of_the_register_is_in_the_file(client: Client, person: User) -> None:
    fill(person)
    text = text_of(client.get(FILE))
    assert not [secret for secret in STOCK if secret in text]
    assert str(IdentityProof.objects.get().reference) not in text
    assert "argon2" not in text


def test_an_account_with_nothing_chosen_gives_a_whole_document_too(client: Client) -> None:
    client.force_login(make_person())
    client.post("/fr/profil/identite/", {"password": PASSWORD})
    kept = exported(client)
    assert (kept["identity"], kept["messages"], kept["recognition"]["questions"]) == (None, [], [])


def test_nothing_of_another_person_is_in_it(client: Client, person: User) -> None:
    other = make_person(user_code="AUTREUI1")
    make_message(other, subject="Pour une autre")
    record(PROFILE_CHANGED, by=other, subject=other)
    text = text_of(client.get(FILE))
    assert "Pour une autre" not in text
    assert str(other.pk) not in text


def test_the_copy_is_recorded_before_it_leaves(client: Client, person: User) -> None:
    for _turn in range(2):
        text_of(client.get(FILE))
    facts = JournalEntry.objects.filter(action="account.data_exported", actor_id=str(person.pk))
    assert facts.count() == 2


def test_a_closing_taken_back_is_in_the_copy(client: Client, person: User) -> None:
    closure = close_account(person, by=person, now=timezone.now() - timedelta(days=1))
    reopen_account(closure, by=person, now=timezone.now())
    sign_in(client, person)
    kept = exported(client)
    assert len(kept["closings"]) == 1
    assert {fact["code"] for fact in kept["activity"]} >= {"account.closing_asked", "account.reopened"}


def test_the_words_are_in_the_language_of_the_page(client: Client, person: User) -> None:
    english = exported(client, FILE.replace("/fr/", "/en/"))
    french = exported(client)
    assert [fact["code"] for fact in english["activity"]][-1] == [fact["code"] for fact in french["activity"]][-1]
    assert french["activity"][-1]["who"] in {"Vous", "Une personne sans session"}


def test_an_enterprise_has_no_such_file(client: Client) -> None:
    client.force_login(make_rse().user)
    assert client.get(FILE).status_code == 403


def agreed_and_entered(person: User) -> Authorization:
    held = make_authorization(user=person)
    Consent.objects.create(
        user=person,
        relying_party=held.relying_party,
        service=held.service,
        scope="email openid",
        given_at=timezone.now(),
    )
    return held


def test_it_says_which_services_know_the_person_and_nothing_that_opens_them(client: Client, person: User) -> None:
    held = agreed_and_entered(person)
    tokens = make_tokens(held)
    agreed_and_entered(make_person(user_code="AUTRE001"))
    found = exported(client)
    assert [(one["service"], one["told"]) for one in found["services"]] == [(held.service.slug, ["email", "openid"])]
    assert [one["service"] for one in found["service_sign_ins"]] == [held.service.slug]
    text = text_of(client.get(FILE))
    assert not [secret for secret in (*tokens, held.subject, str(held.sid)) if secret in text]


@pytest.mark.parametrize("number", [1, 30])
def test_one_message_and_thirty_cost_the_same(
    client: Client, person: User, django_assert_num_queries, number: int
) -> None:
    for _turn in range(number):
        make_message(person)
        record(PROFILE_CHANGED, by=person, subject=person)
        agreed_and_entered(person)
    client.get(PAGE)
    with django_assert_num_queries(17):
        text_of(client.get(FILE))


def test_the_guide_names_every_key(client: Client, person: User) -> None:
    closure = close_account(person, by=person, now=timezone.now())
    reopen_account(closure, by=person, now=timezone.now())
    sign_in(client, person)
    fill(person)
    agreed_and_entered(person)
    guide = set(re.findall(r"`(\w+)`", GUIDE.read_text(encoding="utf-8")))
    assert not keys_of(exported(client)) - guide


def keys_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_of(inner)}
    return {key for inner in value for key in keys_of(inner)} if isinstance(value, list) else set()
