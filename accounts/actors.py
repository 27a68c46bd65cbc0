"""Who acts when no signed-in user does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OutsideActor:
    """A named actor without an account; `label` is what the journal shows."""

    label: str
    pk: str = ""


APPLICANT = OutsideActor("demandeur")  # a person filling an enrolment, before any account exists
VISITOR = OutsideActor("visiteur")  # a person not signed in
SYSTEM = OutsideActor("clicSÉQUR")  # a task or a command
