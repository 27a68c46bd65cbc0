"""The effective right against a slow and obvious model: whatever happens in whatever order, both agree."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clicsequr.kernel.errors import DomainError
from enterprises.models import Assignment, Member, Procuration
from enterprises.queries.members import membership_of
from enterprises.queries.rights import effective_right
from enterprises.rules.procurations import Days
from enterprises.services.assignments import assign_procuration, revoke_assignment
from enterprises.services.enrolment_endings import deactivate_enrolment
from enterprises.services.member_states import reactivate_member, revoke_member, suspend_member
from enterprises.services.procurations import Scope, change_end, create_procuration, revoke_procuration
from enterprises.states import EnrolmentState, MemberRole
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_member, make_rse

QUEBEC = ZoneInfo("America/Toronto")
# The clocks change on the night of 1 November 2026: the model begins just before, and walks by odd hours.
START = datetime(2026, 10, 30, 22, 30, tzinfo=QUEBEC)


@dataclass
class Given:
    """What the model remembers of one procuration: its service, its days, and who holds it on which days."""

    service: int
    days: Days
    alive: bool = True
    held: dict[int, Days] = field(default_factory=dict)


class Rights(RuleBasedStateMachine):
    """One firm, two users, two services. The model keeps plain lists, and reads the day off the wall."""

    @initialize()
    def begin(self) -> None:
        self.now = START
        self.rse = make_rse()
        self.users = [make_member(self.rse.enterprise, MemberRole.USER) for _ in range(2)]
        self.services = [make_service() for _ in range(2)]
        self.enrolled = [False, False]
        self.states = ["active", "active"]
        self.given: dict[Any, Given] = {}

    @property
    def today(self) -> Any:
        return self.now.astimezone(QUEBEC).date()

    def try_to(self, call: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            with transaction.atomic():
                return call(*args, now=self.now.astimezone(UTC), **kwargs)
        except DomainError:
            return None

    def member(self, user: int) -> Member:
        return Member.objects.get(pk=self.users[user].pk)

    @rule(hours=st.sampled_from([1, 5, 13, 25, 24 * 9]))
    def time_passes(self, hours: int) -> None:
        self.now = (self.now.astimezone(UTC) + timedelta(hours=hours)).astimezone(QUEBEC)

    @rule(service=st.integers(0, 1))
    def enrol(self, service: int) -> None:
        if not self.enrolled[service]:
            make_enrolment(self.rse, self.services[service], state=EnrolmentState.ACTIVE, submitted_at=self.now)
            self.enrolled[service] = True

    @rule(service=st.integers(0, 1))
    def deactivate(self, service: int) -> None:
        active = self.rse.enterprise.enrolments.filter(service=self.services[service], state=EnrolmentState.ACTIVE)
        if self.enrolled[service]:
            assert self.try_to(deactivate_enrolment, active.get().pk, by=self.rse)
            self.enrolled[service] = False
            for given in self.given.values():
                given.alive &= given.service != service

    @rule(service=st.integers(0, 1), first=st.integers(-1, 2), length=st.integers(-1, 12))
    def give(self, service: int, first: int, length: int) -> None:
        starts = self.today + timedelta(days=first)
        days = Days(starts, starts + timedelta(days=length))
        scopes = [Scope(self.services[service].slug)]
        made = self.try_to(create_procuration, name="Comptes", scopes=scopes, days=days, by=self.rse)
        assert (made is not None) == (self.enrolled[service] and first >= 0 and length >= 0)
        if made:
            self.given[made.pk] = Given(service, days)

    @precondition(lambda self: self.given)
    @rule(data=st.data(), user=st.integers(0, 1), cut=st.integers(0, 2))
    def assign(self, data: Any, user: int, cut: int) -> None:
        key = data.draw(st.sampled_from(list(self.given)))
        given = self.given[key]
        days = Days(given.days.starts_on, given.days.ends_on - timedelta(days=cut))
        done = self.try_to(assign_procuration, key, member_ids=[self.users[user].pk], days=days, by=self.rse)
        if done and done.new:
            given.held[user] = days

    @precondition(lambda self: self.given)
    @rule(data=st.data(), user=st.integers(0, 1))
    def unassign(self, data: Any, user: int) -> None:
        key = data.draw(st.sampled_from(list(self.given)))
        held = Assignment.objects.filter(procuration=key, member=self.users[user], state="granted").first()
        assert (held is not None) == (user in self.given[key].held)
        if held:
            assert self.try_to(revoke_assignment, held.pk, by=self.rse)
            del self.given[key].held[user]

    @precondition(lambda self: self.given)
    @rule(data=st.data(), days=st.integers(0, 8))
    def lengthen(self, data: Any, days: int) -> None:
        key = data.draw(st.sampled_from(list(self.given)))
        version, end = Procuration.objects.get(pk=key).version, self.today + timedelta(days=days)
        if self.try_to(change_end, key, ends_on=end, version=version, by=self.rse):
            self.given[key].days = Days(self.given[key].days.starts_on, end)

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def revoke(self, data: Any) -> None:
        key = data.draw(st.sampled_from(list(self.given)))
        version = Procuration.objects.get(pk=key).version
        if self.try_to(revoke_procuration, key, version=version, by=self.rse):
            self.given[key].alive = False
            self.given[key].held.clear()

    @rule(user=st.integers(0, 1))
    def suspend(self, user: int) -> None:
        member = self.member(user)
        values = {"reason": "absence", "note": "", "until": None, "version": member.version}
        if self.try_to(suspend_member, member.pk, by=self.rse, **values):
            self.states[user] = "suspended"

    @rule(user=st.integers(0, 1))
    def reactivate(self, user: int) -> None:
        member = self.member(user)
        member.user.last_login = self.now
        member.user.save(update_fields=["last_login"])
        if self.try_to(reactivate_member, member.pk, version=member.version, by=self.rse):
            self.states[user] = "active"

    @rule(user=st.integers(0, 1), sure=st.integers(0, 3))
    def leave(self, user: int, sure: int) -> None:
        member = self.member(user)
        values = {"reason": "departure", "note": "", "version": member.version}
        if sure == 0 and self.try_to(revoke_member, member.pk, by=self.rse, **values):
            self.states[user] = "revoked"
            for given in self.given.values():
                given.held.pop(user, None)

    @invariant()
    def both_agree(self) -> None:
        now = self.now.astimezone(UTC)
        for service in range(2):
            assert self.right(self.rse, service, now) == self.enrolled[service]
            for user in range(2):
                assert self.right(self.users[user], service, now) == self.expected(user, service)

    def right(self, member: Member, service: int, now: datetime) -> bool:
        return effective_right(membership_of(member.user), self.services[service], now=now).allowed

    def expected(self, user: int, service: int) -> bool:
        if self.states[user] != "active" or not self.enrolled[service]:
            return False
        return any(
            given.alive and given.service == service and given.days.hold(self.today)
            and user in given.held and given.held[user].hold(self.today)
            for given in self.given.values()
        )  # fmt: skip


@pytest.mark.django_db
def test_the_right_agrees_with_the_obvious_model_whatever_happens() -> None:
    class Undone(Rights):
        """Each history in a transaction that is undone."""

        def __init__(self) -> None:
            self.undo = transaction.atomic()
            self.undo.__enter__()
            super().__init__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
