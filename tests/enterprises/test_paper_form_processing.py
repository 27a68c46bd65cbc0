"""A signed paper is received with its scan, then processed or refused; every refusal leaves it as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage, User
from clicsequr.kernel.errors import DomainError, StaleState
from enterprises.models import PaperForm
from enterprises.queries.members import membership_of
from enterprises.services.paper_form_processing import (
    Verification,
    accept_paper_form,
    note_posting,
    receive_paper_form,
    refuse_paper_form,
)
from enterprises.services.paper_form_scans import open_scan
from enterprises.services.paper_forms import ask_for_posting, create_paper_form
from enterprises.states import PaperFormKind, PaperFormRefusal, PaperFormState, RegistrationState
from tests.factories.agents import make_agent
from tests.factories.enterprises import make_member
from tests.factories.paper_forms import (
    GOOD,
    altered,
    blank_scan,
    make_designation,
    make_lew4,
    received,
    scan_of,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def agent() -> User:
    return make_agent().user


@pytest.fixture
def form() -> PaperForm:
    return make_lew4()


def refused(expected: str, act: Callable[..., object], form: PaperForm, /, **arguments: Any) -> None:
    """The act answers with this code, and neither the row, the journal, the outbox nor the folder has changed."""
    before = _everything(form)
    with pytest.raises(DomainError) as refusal:
        act(form, **arguments)
    assert refusal.value.code == expected
    assert _everything(form) == before


def _everything(form: PaperForm) -> tuple[object, ...]:
    row = PaperForm.objects.filter(pk=form.pk).values().get()
    return row, JournalEntry.objects.count(), OutboxMessage.objects.count(), _files()


def _files() -> list[str]:
    folders = [""]
    found = []
    while folders:
        folder = folders.pop()
        if folder and not default_storage.exists(folder):
            continue
        try:
            inner, names = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [f"{folder}/{name}".strip("/") for name in inner]
        found += [f"{folder}/{name}" for name in names]
    return found


def journal(form: PaperForm) -> list[str]:
    return list(JournalEntry.objects.filter(subject_id=str(form.pk)).order_by("id").values_list("action", flat=True))


def test_a_form_is_prepared_once(form: PaperForm) -> None:
    again = create_paper_form(form.enterprise, kind=PaperFormKind.LEW4, by=form.enterprise.terms_accepted_by)
    assert (again.pk, PaperForm.objects.count(), journal(form)) == (form.pk, 1, ["paper_form.created"])


def test_a_later_registration_of_the_enterprise_has_its_own_designation() -> None:
    first = make_designation()
    first.registration.state = RegistrationState.REFUSED
    first.registration.save(update_fields=["state"])
    second = make_designation()
    second.registration.enterprise = first.enterprise
    another = create_paper_form(
        first.enterprise, kind=PaperFormKind.DESIGNATION, registration=second.registration, by=make_agent().user
    )
    assert another.reference != first.reference


def test_a_good_paper_is_received_sealed_then_processed(form: PaperForm, agent: User) -> None:
    member = make_member(form.enterprise)
    assert membership_of(member.user).lew4_pending
    scan = scan_of(form)
    form = received(form, by=agent, scan=scan)
    assert (form.state, form.received_on, form.received_by) == (PaperFormState.RECEIVED, timezone.localdate(), agent)
    assert (form.scan_reference_read, form.version) == (True, 1)
    with form.scan.open("rb") as file:
        assert b"%PDF" not in file.read()
    assert open_scan(form) == scan
    assert membership_of(member.user).lew4_pending
    form = accept_paper_form(form, by=agent, version=1, now=NOW)
    assert (form.state, form.processed_at, form.processed_by) == (PaperFormState.PROCESSED, NOW, agent)
    assert not membership_of(member.user).lew4_pending
    assert journal(form) == ["paper_form.created", "paper_form.received", "paper_form.processed"]


def test_a_paper_without_a_readable_code_is_received_and_says_so(form: PaperForm, agent: User) -> None:
    assert received(form, by=agent, scan=blank_scan()).scan_reference_read is False


UNSAFE = {
    "scan.refused": b"GIF89a",
    "scan.too_large": blank_scan(21),
    "scan.active_content": altered(
        lambda document: document.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript))
    ),
}


@pytest.mark.parametrize(("code", "scan"), UNSAFE.items(), ids=UNSAFE)
def test_an_unsafe_scan_changes_nothing(form: PaperForm, agent: User, code: str, scan: bytes) -> None:
    refused(code, received, form, by=agent, scan=scan)


def test_the_scan_of_another_form_changes_nothing(form: PaperForm, agent: User) -> None:
    refused("paper_form.other_reference", received, form, by=agent, scan=scan_of(make_lew4()))


def test_a_paper_is_not_received_tomorrow(form: PaperForm, agent: User) -> None:
    arrival = {
        "version": 0,
        "received_on": timezone.localdate() + timedelta(days=1),
        "scan": blank_scan(),
        "seen": GOOD,
    }
    refused("paper_form.received_in_future", receive_paper_form, form, by=agent, **arrival)


def test_only_agents_of_the_desk_act(form: PaperForm) -> None:
    for outsider in (form.enterprise.terms_accepted_by, make_agent("auditor").user, make_agent("ministry_agent").user):
        refused("paper_form.not_an_agent", received, form, by=outsider, scan=blank_scan())
        refused("paper_form.not_an_agent", accept_paper_form, form, by=outsider, version=0, now=NOW)
        refused("paper_form.not_an_agent", refuse_paper_form, form, by=outsider, version=0, code="unsigned", now=NOW)
        refused("paper_form.not_an_agent", note_posting, form, by=outsider, version=0, now=NOW)


def test_a_form_of_another_enterprise_than_a_clic_revenu_one_is_not_awaited(form: PaperForm, agent: User) -> None:
    form.enterprise.is_legacy = False
    form.enterprise.save(update_fields=["is_legacy"])
    refused("paper_form.not_awaited", received, form, by=agent, scan=blank_scan())


def test_the_designation_of_a_closed_registration_is_not_awaited(agent: User) -> None:
    form = make_designation(state=RegistrationState.EXPIRED)
    refused("paper_form.not_awaited", received, form, by=agent, scan=blank_scan())


def test_a_form_is_received_once(form: PaperForm, agent: User) -> None:
    first = received(form, by=agent, scan=blank_scan())
    refused("paper_form.changed", received, form, by=agent, scan=blank_scan())
    refused("state.illegal_move", received, first, by=agent, scan=blank_scan())


def test_what_is_not_received_is_not_decided(form: PaperForm, agent: User) -> None:
    refused("paper_form.not_received", accept_paper_form, form, by=agent, version=0, now=NOW)
    refused("paper_form.not_received", refuse_paper_form, form, by=agent, version=0, code="unsigned", now=NOW)


@pytest.mark.parametrize("fault", ["is_signed", "signatory_is_representative", "is_legible"])
def test_a_paper_with_a_fault_cannot_be_accepted(form: PaperForm, agent: User, fault: str) -> None:
    form = received(form, by=agent, scan=blank_scan(), seen=replace(GOOD, **{fault: False}))
    refused("paper_form.not_acceptable", accept_paper_form, form, by=agent, version=1, now=NOW)


def test_a_refused_paper_is_sent_again_and_processed(form: PaperForm, agent: User) -> None:
    unsigned = Verification(is_signed=False, signatory_is_representative=False, is_legible=True)
    form = received(form, by=agent, scan=blank_scan(), seen=unsigned)
    form = refuse_paper_form(form, by=agent, version=form.version, code=PaperFormRefusal.UNSIGNED, now=NOW)
    assert (form.state, form.refusal_code) == (PaperFormState.REFUSED, "unsigned")
    form = received(form, by=agent)
    assert (form.state, form.refusal_code, form.is_signed) == (PaperFormState.RECEIVED, "", True)
    form = accept_paper_form(form, by=agent, version=form.version, now=NOW)
    assert form.state == PaperFormState.PROCESSED
    assert journal(form)[1:] == [
        "paper_form.received",
        "paper_form.refused",
        "paper_form.received",
        "paper_form.processed",
    ]
    refused(
        "paper_form.not_received", refuse_paper_form, form, by=agent, version=form.version, code="unsigned", now=NOW
    )


def test_a_reason_that_is_not_in_the_list_is_a_fault_of_ours(form: PaperForm, agent: User) -> None:
    form = received(form, by=agent, scan=blank_scan())
    with pytest.raises(ValueError, match="whim"):
        refuse_paper_form(form, by=agent, version=1, code="whim", now=NOW)
    form.refresh_from_db()
    assert form.state == PaperFormState.RECEIVED


def test_a_page_older_than_the_form_cannot_decide(form: PaperForm, agent: User) -> None:
    """The scan this agent looked at was refused meanwhile, and another one received."""
    other = make_agent().user
    seen = received(form, by=agent, scan=blank_scan())
    again = refuse_paper_form(seen, by=other, version=1, code="illegible", now=NOW)
    received(again, by=other, scan=blank_scan())
    refused("paper_form.changed", accept_paper_form, seen, by=agent, version=1, now=NOW)
    with pytest.raises(StaleState):
        refuse_paper_form(seen, by=agent, version=1, code="unsigned", now=NOW)


def test_with_two_agents_the_first_only_proposes(form: PaperForm, agent: User, settings: LazySettings) -> None:
    settings.PAPER_FORM_NEEDS_SECOND_AGENT = True
    form = received(form, by=agent, scan=blank_scan())
    form = accept_paper_form(form, by=agent, version=1, now=NOW)
    assert (form.state, form.proposed_by) == (PaperFormState.RECEIVED, agent)
    refused("paper_form.second_agent_needed", accept_paper_form, form, by=agent, version=2, now=NOW)
    form = accept_paper_form(form, by=make_agent().user, version=2, now=NOW)
    assert form.state == PaperFormState.PROCESSED
    assert journal(form)[-2:] == ["paper_form.proposed", "paper_form.processed"]


def test_a_second_agent_may_refuse_what_the_first_proposed(
    form: PaperForm, agent: User, settings: LazySettings
) -> None:
    settings.PAPER_FORM_NEEDS_SECOND_AGENT = True
    form = accept_paper_form(received(form, by=agent, scan=blank_scan()), by=agent, version=1, now=NOW)
    form = refuse_paper_form(form, by=make_agent().user, version=2, code="wrong_signatory", now=NOW)
    form = received(form, by=agent, scan=blank_scan())
    assert (form.state, form.proposed_by) == (PaperFormState.RECEIVED, None)


def test_posting_is_asked_once_done_once_and_asked_again_after_a_refusal(form: PaperForm, agent: User) -> None:
    rse = form.enterprise.terms_accepted_by
    refused("paper_form.posting_not_asked", note_posting, form, by=agent, version=0, now=NOW)
    for _click in range(2):
        form = ask_for_posting(form, by=rse, now=NOW)
    assert (form.postal_sending_asked_at, form.version) == (NOW, 1)
    form = note_posting(form, by=agent, version=1, now=NOW)
    refused("paper_form.posting_not_asked", note_posting, form, by=agent, version=2, now=NOW)
    form = received(form, by=agent, scan=blank_scan())
    refused("paper_form.not_to_send", ask_for_posting, form, by=rse, now=NOW)
    form = refuse_paper_form(form, by=agent, version=form.version, code="unsigned", now=NOW)
    assert (form.postal_sending_asked_at, form.posted_at) == (None, None)
    assert ask_for_posting(form, by=rse, now=NOW).postal_sending_asked_at == NOW
    assert journal(form).count("paper_form.posting_asked") == 2
