"""Worlds drawn at random: one person, three enterprises, whatever they gave one another, one service."""

from datetime import timedelta
from random import Random
from typing import Any

from accounts.models import User
from enterprises.models import Enterprise, Member, PaperForm
from enterprises.queries.members import memberships_of
from enterprises.states import (
    AssignmentState,
    EnrolmentState,
    EnterpriseState,
    MemberRole,
    MemberState,
    PaperFormKind,
    PaperFormState,
    ProcurationState,
)
from ministry_services.models import OnlineService, ServiceTask
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.procurations import assign, make_procuration, today


class World:
    """`user` is the person; `services[0]` the service that is asked about, the other one must change nothing."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.user: User = make_user()
        self.services: list[OnlineService] = [make_service() for _turn in range(2)]
        self.tasks = [ServiceTask.objects.create(service=self.services[0], code=code) for code in ("lire", "ecrire")]
        self.firms = [self._firm() for _turn in range(3)]
        self.hands = {firm.pk: make_rse(firm) for firm in self.firms}  # who signs papers, another person
        for firm in self.firms:
            if self._rarely(4, else_=True):
                self._member(firm)
            self._enrol(firm)
        for _turn in range(self.dice.randint(2, 9)):
            self._give()

    @property
    def members(self) -> list[Member]:
        return list(memberships_of(self.user))

    def _rarely(self, sides: int, *, else_: Any = None, value: Any = None) -> Any:
        return value if self.dice.randrange(sides) == 0 else else_

    def _firm(self) -> Enterprise:
        state = self._rarely(8, else_=EnterpriseState.ACTIVE, value=EnterpriseState.SUSPENDED)
        firm = make_enterprise(state=state, is_legacy=self.dice.random() < 0.25)
        form = self._rarely(2, value=PaperFormState.PROCESSED, else_=PaperFormState.RECEIVED)
        if self.dice.random() < 0.7:
            PaperForm.objects.create(
                enterprise=firm, kind=PaperFormKind.LEW4, state=form, reference=f"LEW-{firm.neq}"[:20]
            )
        return firm

    def _member(self, firm: Enterprise) -> None:
        state = self._rarely(6, else_=MemberState.ACTIVE, value=self.dice.choice(list(MemberState)))
        make_member(firm, self.dice.choice(list(MemberRole)), user=self.user, state=state)

    def _enrol(self, firm: Enterprise) -> None:
        for service in self.services:
            state = self._rarely(4, else_=EnrolmentState.ACTIVE, value=self.dice.choice(list(EnrolmentState)))
            if self.dice.random() < 0.85:
                make_enrolment(self.hands[firm.pk], service, state=state)

    def _give(self) -> None:
        grantor, mandatary = self.dice.sample(self.firms, 2)
        tasks = self._rarely(2, value=self.dice.sample(self.tasks, self.dice.randint(1, 2)))
        given = make_procuration(
            self.hands[grantor.pk],
            self.services[0] if tasks else self.dice.choice(self.services),
            tasks=tasks,
            mandatary=self._rarely(3, else_=mandatary),
            state=self._rarely(4, else_=ProcurationState.GRANTED, value=self.dice.choice(list(ProcurationState))),
            **self._days(),
        )
        if self.dice.random() < 0.15:
            given.services.update(ended_at=given.created_at)
        for member in Member.objects.filter(user=self.user):
            if self.dice.random() < 0.6:
                state = self._rarely(5, else_=AssignmentState.GRANTED, value=AssignmentState.REVOKED)
                assign(given, member, state=state, **self._days())

    def _days(self) -> dict[str, Any]:
        starts = today() + timedelta(days=self.dice.randint(-9, 1))
        return {"starts_on": starts, "ends_on": starts + timedelta(days=self.dice.randint(0, 20))}
