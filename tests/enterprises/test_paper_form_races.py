"""Two people at the same moment: one form, one acceptance, one decision; the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone

from accounts.models import JournalEntry, OutboxMessage, TermsAcceptance
from clicsequr.kernel.errors import DomainError
from enterprises.models import PaperForm
from enterprises.services.legacy_terms import accept_legacy_terms
from enterprises.services.paper_form_processing import accept_paper_form, refuse_paper_form
from tests.factories.agents import make_agent
from tests.factories.enterprises import make_rse
from tests.factories.paper_forms import blank_scan, make_legacy_rse, make_lew4, received

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run the acts together; give « done », or the code of its refusal, of each."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> str:
        start.wait(timeout=10)
        try:
            act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(done.result(timeout=20) for done in [pool.submit(run, act) for act in acts])


def test_two_persons_in_charge_accept_at_once_and_one_form_is_prepared() -> None:
    first = make_legacy_rse()
    others = [make_rse(first.enterprise) for _person in range(3)]

    def accept(member: Any) -> Callable[[], Any]:
        return lambda: accept_legacy_terms(member, number="2026-1", by=member.user, now=NOW)

    assert at_once(*map(accept, [first, *others])) == ["done"] * 4
    assert (PaperForm.objects.count(), TermsAcceptance.objects.count()) == (1, 1)
    facts = JournalEntry.objects.filter(on_behalf_of=str(first.enterprise_id)).order_by("id")
    assert list(facts.values_list("action", flat=True)) == ["legacy.terms_accepted", "paper_form.created"]


def test_two_agents_decide_at_once_and_one_is_told() -> None:
    agents = [make_agent().user for _person in range(2)]
    form = received(make_lew4(), by=agents[0], scan=blank_scan())
    OutboxMessage.objects.all().delete()
    answers = at_once(
        lambda: accept_paper_form(form, by=agents[0], version=1, now=NOW),
        lambda: refuse_paper_form(form, by=agents[1], version=1, code="unsigned", now=NOW),
    )
    assert answers == ["done", "paper_form.changed"]
    form.refresh_from_db()
    assert (form.version, OutboxMessage.objects.count()) == (2, 1)


def test_one_paper_scanned_by_two_agents_at_once_is_received_once() -> None:
    form = make_lew4()
    agents = [make_agent().user for _person in range(2)]

    def receive(agent: Any) -> Callable[[], Any]:
        return lambda: received(form, by=agent, scan=blank_scan())

    assert at_once(*map(receive, agents)) == ["done", "paper_form.changed"]
    assert JournalEntry.objects.filter(action="paper_form.received").count() == 1
