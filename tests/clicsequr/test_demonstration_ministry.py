"""The ministry of the demonstration is registered once, and moves with its port."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings

from accounts.actors import SYSTEM
from clicsequr.demonstration.ministry import FILE, is_up_to_date, register_ministry, write_catalogue
from ministry_services.models import OnlineService, RelyingParty
from ministry_services.services.catalogue import load_catalogue
from ministry_services.states import RelyingPartyState

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "http://127.0.0.1:8001", "http://127.0.0.1:9001"


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DEMO = True
    load_catalogue(write_catalogue(tmp_path, site=HERE).read_text(encoding="utf-8"), by=SYSTEM)
    register_ministry(tmp_path, site=HERE)
    return tmp_path


def test_its_services_are_at_its_site_and_each_has_one_application(folder: Path) -> None:
    services = OnlineService.objects.filter(ministry__code="environnement")
    assert {service.relying_parties.count() for service in services} == {1}
    assert all(service.address.startswith(f"{HERE}/") for service in services)
    assert set(RelyingParty.objects.values_list("state", flat=True)) == {RelyingPartyState.PUBLISHED}


def test_its_file_is_for_its_owner_alone_and_holds_no_secret_of_ours(folder: Path) -> None:
    path = folder / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    known = json.loads(path.read_text(encoding="utf-8"))
    assert known.keys() == {"site", "issuer", "secret_key", "applications"}
    digests = set(RelyingParty.objects.values_list("client_secret", flat=True)) - {""}
    assert not digests & {given.get("secret", "") for given in known["applications"].values()}


def test_a_second_start_changes_nothing(folder: Path, django_assert_num_queries) -> None:
    before = (folder / FILE).read_bytes()
    with django_assert_num_queries(0):
        register_ministry(folder, site=HERE)
    assert (folder / FILE).read_bytes() == before


def test_another_port_moves_the_same_applications(folder: Path, settings: LazySettings) -> None:
    before = json.loads((folder / FILE).read_text(encoding="utf-8"))
    assert not is_up_to_date(folder, site=ELSEWHERE, issuer=settings.PUBLIC_URL)
    register_ministry(folder, site=ELSEWHERE)
    after = json.loads((folder / FILE).read_text(encoding="utf-8"))
    assert after == before | {"site": ELSEWHERE}
    assert RelyingParty.objects.count() == 3
    for party in RelyingParty.objects.all():
        addresses = f"{party.redirect_uris} {party.post_logout_redirect_uris} {party.backchannel_logout_uri}"
        assert addresses.count(ELSEWHERE) == 3
        assert HERE not in addresses
