"""Two agents at once never get more tries than one, and only one of them takes or activates a file."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from clicsequr.kernel.errors import DomainError
from enterprises.models import ActivationCheck, Registration
from enterprises.services.activation import activate_registration, check_secret
from enterprises.services.agent_files import take_registration
from tests.factories.agents import make_agent
from tests.factories.waiting_registrations import RIGHT, WRONG, make_waiting_registration

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts together; give what each returned, or the code of its refusal."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return act()
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=20) for done in [pool.submit(run, act) for act in acts]]


def test_tries_sent_together_never_exceed_the_limit() -> None:
    registration = make_waiting_registration()
    agents = [make_agent().user for _turn in range(6)]
    Registration.objects.update(version=7)

    def try_once(user: Any) -> Callable[[], Any]:
        return lambda: check_secret(
            registration, kind="access_code", value=WRONG["access_code"], by=user, version=7, now=timezone.now()
        )

    answers = at_once(*map(try_once, agents))
    assert sorted(map(str, answers)) == ["False", *["domain.stale_state"] * 5]
    assert ActivationCheck.objects.count() == 1


def test_one_of_two_agents_takes_the_file_and_the_other_is_told() -> None:
    registration = make_waiting_registration()
    first, second = make_agent().user, make_agent().user
    takes = [lambda: take_registration(registration, by=first, now=timezone.now()).assigned_to_id]
    takes.append(lambda: take_registration(registration, by=second, now=timezone.now()).assigned_to_id)
    answers = at_once(*takes)
    assert "activation.assigned_to_another" in answers
    registration.refresh_from_db()
    assert registration.assigned_to_id in answers


def test_a_double_click_activates_once() -> None:
    registration, agent = make_waiting_registration(), make_agent().user
    for kind in ("access_code", "notice_number"):
        registration.refresh_from_db()
        now = timezone.now()
        check_secret(registration, kind=kind, value=RIGHT[kind], by=agent, version=registration.version, now=now)
    registration.refresh_from_db()
    seen = registration.version

    def activate() -> Any:
        now = timezone.now()
        done = activate_registration(registration, by=agent, version=seen, told_by_phone=True, now=now)
        return str(done.state)

    assert sorted(at_once(activate, activate)) == ["activated", "activation.already_processed"]
