"""The operator's command that registers an application."""

import io
import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import JournalEntry
from ministry_services.digests import is_secret_of
from ministry_services.models import CatalogueChange, MinistryAgent, OnlineService, RelyingParty
from ministry_services.services.catalogue_changes import publish_change
from ministry_services.states import RelyingPartyState
from tests.factories.agents import make_agent
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import client_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> OnlineService:
    return make_service(slug="bilan")


def run(*arguments: str) -> str:
    output = io.StringIO()
    named = ["--name", "Bilans", "--redirect", "https://bilans.example/retour", "--service", "bilan"]
    call_command("add_relying_party", *named, *arguments, stdout=output)
    return output.getvalue()


def test_it_prints_the_secret_once_and_waits_for_a_person_of_the_desk(service: OnlineService) -> None:
    output = run("--scope", "enterprise", "--par", "--dpop", "--algorithm", "ES256")
    row = RelyingParty.objects.get()
    drawn = next(line for line in output.splitlines() if line.startswith("client_secret")).rpartition(" ")[2]
    assert f"client_id: {row.client_id}" in output
    assert is_secret_of(row.client_secret, drawn)
    assert (row.state, row.scopes, row.algorithm) == (RelyingPartyState.DRAFT, ["openid", "enterprise"], "ES256")
    assert (row.requires_pushed_requests, row.requires_dpop) == (True, True)
    assert drawn not in str(JournalEntry.objects.values())
    agent = make_agent("integrator")
    MinistryAgent.objects.create(ministry=service.ministry, user=agent.user)
    publish_change(CatalogueChange.objects.get().pk, by=agent, now=timezone.now())
    row.refresh_from_db()
    assert row.state == RelyingPartyState.PUBLISHED


def test_keys_come_from_a_file_of_public_keys(service: OnlineService, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(client_key().as_dict(private=False)))
    output = run("--authentication", "private_key_jwt", "--public-keys", str(file))
    assert "client_secret" not in output
    assert RelyingParty.objects.get().public_keys["keys"][0]["kid"] == "essai"


def test_it_publishes_alone_in_a_demonstration_only(service: OnlineService, settings: LazySettings) -> None:
    with pytest.raises(CommandError):
        run("--publish")
    settings.DEMO = True
    run("--publish", "--redirect", "http://localhost:8001/retour")
    assert RelyingParty.objects.get().state == RelyingPartyState.PUBLISHED
    assert CatalogueChange.objects.count() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--service", "inconnu"],
        ["--service", "ailleurs"],
        ["--ministry", "autre"],
        ["--redirect", "https://bilans.example/*"],
        ["--redirect", "https://bilans.example/a#b"],
        ["--redirect", "https://moi@bilans.example/"],
        ["--redirect", "http://localhost/retour"],
        ["--scope", "identity"],
        ["--authentication", "private_key_jwt"],
        ["--public-keys", "/nowhere"],
        ["--sector", "autre"],
    ],
)
def test_what_does_not_fit_registers_nobody(service: OnlineService, arguments: list[str]) -> None:
    make_service(slug="ailleurs")
    with pytest.raises(CommandError):
        run(*arguments)
    assert RelyingParty.objects.count() == 0


def test_a_file_with_a_private_key_is_refused(service: OnlineService, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    for text in (json.dumps(client_key().as_dict(private=True)), "{", "[]", '{"keys": 1}'):
        file.write_text(text)
        with pytest.raises(CommandError):
            run("--authentication", "private_key_jwt", "--public-keys", str(file))
    assert RelyingParty.objects.count() == 0
