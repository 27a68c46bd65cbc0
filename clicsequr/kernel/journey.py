"""A journey in pages, as data: which pages these answers ask for, which are answered, what comes next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Step = TypeVar("Step")
Answers = TypeVar("Answers")


@dataclass(frozen=True)
class Journey(Generic[Step, Answers]):
    """The steps in order; the last one ends the journey and is never done.

    `applies`: a step that is not there is always asked. `passed_over`: nothing can be changed there once it is done,
    the way forward and the way back pass over it. `pages`: how many pages a step counts for, where not one.
    """

    steps: tuple[Step, ...]
    is_done: Mapping[Step, Callable[[Answers], bool]]
    applies: Mapping[Step, Callable[[Answers], bool]] = field(default_factory=dict)
    passed_over: frozenset[Step] = frozenset()
    pages: Mapping[Step, int] = field(default_factory=dict)

    def steps_of(self, answers: Answers) -> tuple[Step, ...]:
        """Give the steps of this journey, in order, as far as its answers tell."""
        return tuple(step for step in self.steps if step not in self.applies or self.applies[step](answers))

    def first_incomplete(self, answers: Answers) -> Step:
        return next(step for step in self.steps_of(answers) if not self.is_done[step](answers))

    def may_open(self, step: Step, *, answers: Answers) -> bool:
        """A step opens once all before it are answered; it stays open to be changed."""
        steps = self.steps_of(answers)
        return step in steps and steps.index(step) <= steps.index(self.first_incomplete(answers))

    def step_after(self, step: Step, *, answers: Answers) -> Step:
        """Give the next page of this journey, never past the first that lacks an answer."""
        steps = self._walked(answers)
        # A step that its own answer took away leads on from where it stood.
        later = [other for other in steps if self.steps.index(other) > self.steps.index(step)]
        return min(later[0] if later else steps[-1], self.first_incomplete(answers), key=steps.index)

    def step_before(self, step: Step, *, answers: Answers) -> Step | None:
        earlier = [other for other in self._walked(answers) if self.steps.index(other) < self.steps.index(step)]
        return earlier[-1] if earlier else None

    def place_of(self, step: Step, *, answers: Answers) -> tuple[int, int]:
        """Give « n » and « m » of « Étape n sur m »."""
        steps = self.steps_of(answers)
        return self._count(steps[: steps.index(step)]) + 1, self._count(steps)

    def _walked(self, answers: Answers) -> tuple[Step, ...]:
        asked = self.steps_of(answers)
        return tuple(step for step in asked if step not in self.passed_over or not self.is_done[step](answers))

    def _count(self, steps: tuple[Step, ...]) -> int:
        return sum(self.pages.get(step, 1) for step in steps)
