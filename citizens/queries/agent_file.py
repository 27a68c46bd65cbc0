"""What the file of a person shows an agent: states and dates, never what proves who they are (A-11)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import EmailChange, JournalEntry, User
from accounts.queries.email_changes import pending_change_of
from accounts.services.throttles import waits_about
from accounts.states import Portal
from citizens.models import AccountClosure, AccountCreation, CodeLetter, IdentityProof
from citizens.queries.closing import open_closure_of
from citizens.queries.letters import letters_of
from ministry_services.models import Authorization
from ministry_services.queries.consents import live_authorizations_of

SHOWN = 10


@dataclass(frozen=True)
class CitizenFile:
    """One account as the desk sees it."""

    user: User
    proof: IdentityProof | None
    creation: AccountCreation | None
    closure: AccountClosure | None
    pending_change: EmailChange | None
    blocked_until: datetime | None
    letters: list[CodeLetter]
    accesses: list[Authorization]


def citizen_accounts() -> QuerySet[User]:
    return User.objects.filter(portal=Portal.CITIZENS)


def open_creations() -> QuerySet[AccountCreation]:
    """Give the creations that made no account yet: nothing of what was chosen is read."""
    shown = ("reference", "state", "created_at", "updated_at", "email_confirmed_at", "language", "service__slug")
    return AccountCreation.objects.filter(user=None).select_related("service").only(*shown)


def citizen_file(user: User, *, now: datetime) -> CitizenFile:
    """Give the file of an account; the same number of questions whatever it holds."""
    proof = IdentityProof.objects.filter(user=user).first()
    letters = letters_of(proof.reference) if proof else CodeLetter.objects.none()
    return CitizenFile(
        user=user,
        proof=proof,
        creation=AccountCreation.objects.filter(user=user).only("reference", "created_at").first(),
        closure=open_closure_of(user),
        pending_change=pending_change_of(user),
        blocked_until=waits_about(user.username, now=now),
        letters=list(letters[:SHOWN]),
        accesses=list(live_authorizations_of(user, now=now)[:SHOWN]),
    )


def journal_of_person(user: User, *, reference: UUID | None) -> QuerySet[JournalEntry]:
    """Give what the person did and what was done about their account and their identity, newest first."""
    about = Q(actor_id=str(user.pk)) | Q(subject_id=str(user.pk))
    if reference is not None:
        about |= Q(subject_id=str(reference))
    return JournalEntry.objects.filter(about).order_by("-id")


def journal_of_letter(letter: CodeLetter) -> QuerySet[JournalEntry]:
    """Give the facts of one letter, newest first."""
    facts = JournalEntry.objects.filter(subject_id=str(letter.person), details__letter=letter.number)
    return facts.order_by("-id")
