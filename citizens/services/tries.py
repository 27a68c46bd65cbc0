"""Tries of a secret of one person: few from one place, and never enough from everywhere to guess it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.sign_in import Source
from accounts.services.throttles import (
    Limit,
    check_throttle,
    check_throttles,
    count_failure,
    failures_of,
    forget_failures,
    take_turn,
)
from citizens.sealed_files import nas_index
from clicsequr.kernel.errors import StaleState, Throttled

# What an account is told of a block, in any browser and without the number it was about (screens.md §17).
BLOCKED_ACCOUNT = Limit("identity.account", tries=1, first_wait=timedelta(hours=24))


class TryAlreadyMade(StaleState):
    """The page that was sent is older than the last try: a double click, « Back », or another tab."""

    code = "identity.try_already_made"
    message = _(
        "Cette page avait déjà été envoyée. Ce que vous venez d’entrer n’a pas été vérifié et ne compte pas comme un "
        "essai. Entrez-le de nouveau."
    )


@dataclass(frozen=True)
class Tries:
    """The limits of one kind of question; persons are named by the keyed index of their NAS."""

    from_one_place: Limit
    from_one_address: Limit
    from_everywhere: Limit


def tries_of(question: str, *, everywhere: int, longest_wait: timedelta) -> Tries:
    """Give three tries, then 24 hours, for a person and a place (screens.md C-13).

    One place that asks about many persons waits too: an office has one address, so the number is larger. Many places
    that ask about one person are slowed down and never shut out: nobody locks another person out for a day.
    """
    hour = timedelta(hours=1)
    return Tries(
        Limit(f"{question}.person_and_source", tries=3, first_wait=timedelta(hours=24)),
        Limit(f"{question}.address", tries=30, first_wait=timedelta(minutes=10), longest_wait=hour, forget_after=hour),
        Limit(
            f"{question}.person",
            tries=everywhere,
            first_wait=timedelta(minutes=1),
            longest_wait=longest_wait,
            forget_after=timedelta(hours=24),
        ),
    )


def tries_left(tries: Tries, *, nas: str, source: Source, now: datetime) -> int:
    """Give how many tries are left from this place; refuse (`Throttled`) while one of the waits lasts. A read."""
    person = _person(nas)
    _check_waits(tries, person, source, now=now)
    return _left(tries, failures_of(tries.from_one_place, person, source.name, now=now))


def take_try(tries: Tries, *, nas: str, source: Source, now: datetime, shown_left: int | None = None) -> None:
    """Let the tries about one person pass one at a time; refuse (`Throttled`) while one of the waits lasts.

    `shown_left` is what the page said was left: refuse (`TryAlreadyMade`) when a try was made since.
    """
    person = _person(nas)
    take_turn(tries.from_one_place, person, source.name)
    _check_waits(tries, person, source, now=now)
    if shown_left is None:
        return
    if shown_left != _left(tries, failures_of(tries.from_one_place, person, source.name, now=now)):
        raise TryAlreadyMade


def count_try(tries: Tries, *, nas: str, source: Source, now: datetime) -> int:
    """Count a failed try; give how many are left from this place."""
    person = _person(nas)
    failures = count_failure(tries.from_one_place, person, source.name, now=now)
    count_failure(tries.from_everywhere, person, now=now)
    count_failure(tries.from_one_address, source.address, now=now)
    return _left(tries, failures)


def forget_tries(tries: Tries, *, nas: str, source: Source) -> None:
    """Start again at zero from this place, after a success; the wider counts stand."""
    forget_failures(tries.from_one_place, _person(nas), source.name)


def note_block(by: User | OutsideActor, *, now: datetime) -> None:
    """Remember that the account in session is at its last try: it is told so in any browser."""
    if isinstance(by, User):
        count_failure(BLOCKED_ACCOUNT, by.pk, now=now)


def forget_block(user: User) -> None:
    """Tell the account no more of a block: it is proven."""
    forget_failures(BLOCKED_ACCOUNT, user.pk)


def identity_blocked_until(user: User, *, now: datetime) -> datetime | None:
    """Give until when the checks of this account are blocked (K-01, C-13); nothing while they are not. One query."""
    try:
        check_throttle(BLOCKED_ACCOUNT, user.pk, now=now)
    except Throttled as refusal:
        return refusal.retry_at
    return None


def _check_waits(tries: Tries, person: str, source: Source, *, now: datetime) -> None:
    limits = [
        (tries.from_one_place, (person, source.name)),
        (tries.from_one_address, (source.address,)),
        (tries.from_everywhere, (person,)),
    ]
    check_throttles(limits, now=now)


def _left(tries: Tries, failures: int) -> int:
    return max(tries.from_one_place.tries - failures, 0)


def _person(nas: str) -> str:
    return nas_index(nas).hex()
