"""Tries of a secret of one person: few from one place, and never enough from everywhere to guess it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.services.sign_in import Source
from accounts.services.throttles import Limit, check_throttles, count_failure, forget_failures, take_turn
from citizens.sealed_files import nas_index


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


def take_try(tries: Tries, *, nas: str, source: Source, now: datetime) -> None:
    """Let the tries about one person pass one at a time; refuse (`Throttled`) while one of the waits lasts."""
    person = _person(nas)
    take_turn(tries.from_one_place, person, source.name)
    limits = [
        (tries.from_one_place, (person, source.name)),
        (tries.from_one_address, (source.address,)),
        (tries.from_everywhere, (person,)),
    ]
    check_throttles(limits, now=now)


def count_try(tries: Tries, *, nas: str, source: Source, now: datetime) -> int:
    """Count a failed try; give how many are left from this place."""
    person = _person(nas)
    failures = count_failure(tries.from_one_place, person, source.name, now=now)
    count_failure(tries.from_everywhere, person, now=now)
    count_failure(tries.from_one_address, source.address, now=now)
    return max(tries.from_one_place.tries - failures, 0)


def forget_tries(tries: Tries, *, nas: str, source: Source) -> None:
    """Start again at zero from this place, after a success; the wider counts stand."""
    forget_failures(tries.from_one_place, _person(nas), source.name)


def _person(nas: str) -> str:
    return nas_index(nas).hex()
