"""Scans are kept sealed, each in its own form, and follow the keys."""

from io import BytesIO, StringIO
from typing import Any

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import JournalEntry, User
from clicsequr.kernel.sealing import SealBroken
from enterprises.models import PaperForm
from enterprises.services.paper_form_processing import refuse_paper_form
from enterprises.services.paper_form_scans import open_scan, reseal_scan
from tests.factories.agents import make_agent
from tests.factories.paper_forms import blank_scan, make_lew4, received

pytestmark = pytest.mark.django_db
OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}
SCAN = blank_scan()


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.SEALING_KEYS = OLD


@pytest.fixture
def agent() -> User:
    return make_agent().user


@pytest.fixture
def form(agent: User) -> PaperForm:
    return received(make_lew4(), by=agent, scan=SCAN)


def rotate(**options: Any) -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said, **options)
    return said.getvalue()


def test_a_scan_opens_in_its_own_form_only(form: PaperForm, agent: User) -> None:
    other = received(make_lew4(), by=agent, scan=blank_scan(2))
    other.scan = form.scan
    with pytest.raises(SealBroken):
        open_scan(other)
    assert open_scan(form) == SCAN


def test_the_former_scan_leaves_when_another_is_received(
    form: PaperForm, agent: User, django_capture_on_commit_callbacks: Any
) -> None:
    former = form.scan.name
    form = refuse_paper_form(form, by=agent, version=1, code="illegible", now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        form = received(form, by=agent, scan=blank_scan(2))
    assert not default_storage.exists(former)
    assert len(pikepdf.open(BytesIO(open_scan(form))).pages) == 2


def test_after_a_rotation_the_new_key_alone_opens_a_scan(
    form: PaperForm, settings: LazySettings, django_capture_on_commit_callbacks: Any
) -> None:
    former = form.scan.name
    settings.SEALING_KEYS = NEW | OLD
    assert "Scans of signed papers: 1 of 1 under a former key" in rotate(check=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert "Scans of signed papers: 1 of 1 sealed anew" in rotate()
    assert "Scans of signed papers: 0 of 1 sealed anew" in rotate()
    settings.SEALING_KEYS = NEW
    form.refresh_from_db()
    assert (open_scan(form), default_storage.exists(former)) == (SCAN, False)
    entry = JournalEntry.objects.filter(action="system.keys_rotated", subject_type="enterprises.PaperForm").get()
    assert entry.details == {"column": "scan", "rows": 1, "key_id": "new"}


def test_a_form_without_a_scan_is_left_alone(settings: LazySettings) -> None:
    settings.SEALING_KEYS = NEW | OLD
    assert reseal_scan(make_lew4()) is False
    assert "Scans of signed papers: 0 of 0 sealed anew" in rotate()


@pytest.mark.parametrize("fault", ["lost key", "lost file"])
def test_a_scan_that_cannot_be_opened_is_named(form: PaperForm, settings: LazySettings, fault: str) -> None:
    if fault == "lost file":
        default_storage.delete(form.scan.name)
    settings.SEALING_KEYS = NEW if fault == "lost key" else NEW | OLD
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("rotate_keys", stdout=said)
    assert f"Scans of signed papers: no key opens {form.pk}" in said.getvalue()
