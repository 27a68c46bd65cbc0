"""The code by post: a letter to the address of the register, then its code with the NAS (screens.md C-14)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sign_in import Source
from accounts.services.throttles import take_turn
from citizens import events
from citizens.letter_notifications import letter_asked, letter_used
from citizens.models import CodeLetter
from citizens.queries.identity import accounts_of, person_asked_about
from citizens.register import PersonParticulars, register
from citizens.rules.letters import new_letter_code, next_letter_at
from citizens.services.identity import IdentityMismatch
from citizens.services.tries import count_try, forget_tries, note_block, take_try, tries_of
from citizens.states import LETTER_MOVES, LetterState, ProofMethod
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.references import new_reference
from clicsequr.kernel.sealing import constant_time_equal, keyed_index, keyed_indexes

REQUEST = tries_of("letter", everywhere=20, longest_wait=timedelta(hours=1))
# Ten characters that few people have on paper: many places cannot guess them in the days they serve.
VERIFICATION = tries_of("letter_code", everywhere=50, longest_wait=timedelta(minutes=5))
_CODE_PURPOSE = "citizens.CodeLetter.code_index"


class NoPostalAddress(DomainError):
    """Said only to who has just given every particular right."""

    code = "letter.no_address"
    message = _("Revenu Québec n’a pas d’adresse complète où vous poster une lettre. Téléphonez-nous.")


class LetterMismatch(IdentityMismatch):
    """The one answer to a wrong number, a wrong code and a code that serves no more."""

    code = "letter.mismatch"
    message = _(
        "Le numéro et le code ne vont pas ensemble, ou le code n’est plus valide. Vérifiez-les tous les deux, "
        "puis essayez de nouveau. Seul le code de votre dernière lettre peut servir, une seule fois."
    )


def ask_letter(
    nas: str,
    *,
    particulars: PersonParticulars,
    language: str,
    source: Source,
    by: User | OutsideActor,
    now: datetime,
    shown_left: int | None = None,
) -> CodeLetter:
    """Owe a letter to the address of the register, and give it; the latest one while it is too soon for another.

    Refuse as `verify_identity` does, with tries of its own, and with `NoPostalAddress`. The person's accounts are told.
    """
    with transaction.atomic():
        take_try(REQUEST, nas=nas, source=source, now=now, shown_left=shown_left)
        reference = register().match_person(nas, particulars, on=timezone.localdate(now))
        if reference is not None:
            if register().postal_address(reference) is None:
                raise NoPostalAddress
            forget_tries(REQUEST, nas=nas, source=source)
            return _letter_for(reference, language=language, by=by, now=now)
        tries_left = count_try(REQUEST, nas=nas, source=source, now=now)
        person = person_asked_about(nas)
        record(events.LETTER_MISMATCHED, by=by, subject=person)
        if not tries_left:
            record(events.LETTER_BLOCKED, by=by, subject=person)
    raise IdentityMismatch(tries_left)


def _letter_for(reference: UUID, *, language: str, by: User | OutsideActor, now: datetime) -> CodeLetter:
    take_turn(REQUEST.from_everywhere, "letter", reference)  # two requests at the same instant are one letter
    letters = CodeLetter.objects.select_for_update(of=("self",)).filter(person=reference)
    latest = letters.order_by("-requested_at", "pk").first()
    if latest is not None:
        again_at = next_letter_at(state=latest.state, requested_at=latest.requested_at, posted_at=latest.posted_at)
        if again_at is None or again_at > now:
            return latest
        if latest.state == LetterState.POSTED:
            _close(latest, LetterState.REPLACED, now=now)
            record(events.LETTER_REPLACED, by=by, subject=latest.registered_person, letter=latest.number)
    number, code = new_reference("LET", on=timezone.localdate(now)), new_letter_code()
    letter = CodeLetter.objects.create(
        number=number,
        person=reference,
        language=language,
        code=code,
        code_index=keyed_index(_indexed(number, code), purpose=_CODE_PURPOSE),
        requested_at=now,
    )
    record(events.LETTER_ASKED, by=by, subject=letter.registered_person, letter=number)
    for account in accounts_of(reference):
        enqueue(letter_asked, user_id=str(account.pk))
    return letter


def verify_letter_code(
    nas: str,
    *,
    code: str,
    check_id: str,
    source: Source,
    by: User | OutsideActor,
    now: datetime,
    shown_left: int | None = None,
) -> UUID:
    """Give the register's reference of the person whose letter holds the code, which has then served.

    Refuse as `verify_identity` does, with tries of its own, and with `LetterMismatch` whatever is wrong. The same
    identity check (`check_id`) may send its page twice. The person's accounts are told.
    """
    with transaction.atomic():
        person = person_asked_about(nas)
        if _letter_with(code, of=CodeLetter.objects.filter(person=person.pk, used_in=check_id)) is not None:
            return person.pk
        take_try(VERIFICATION, nas=nas, source=source, now=now, shown_left=shown_left)
        posted = CodeLetter.objects.filter(person=person.pk, state=LetterState.POSTED, expires_at__gt=now)
        letter = _letter_with(code, of=posted)
        if letter is not None:
            forget_tries(VERIFICATION, nas=nas, source=source)
            letter.used_in = check_id
            _close(letter, LetterState.USED, now=now)
            record(events.IDENTITY_MATCHED, by=by, subject=person, method=ProofMethod.LETTER, letter=letter.number)
            for account in accounts_of(person.pk):
                enqueue(letter_used, user_id=str(account.pk))
            return person.pk
        tries_left = count_try(VERIFICATION, nas=nas, source=source, now=now)
        record(events.LETTER_CODE_MISMATCHED, by=by, subject=person)
        if not tries_left:
            record(events.LETTER_CODE_BLOCKED, by=by, subject=person)
            note_block(by, now=now)
    raise LetterMismatch(tries_left)


def _letter_with(code: str, *, of: QuerySet[CodeLetter]) -> CodeLetter | None:
    """Give the letter when it holds the code; locked, so that it serves once."""
    letter = of.select_for_update(of=("self",)).first()
    # Somebody without a letter costs the same: a number that no letter has.
    number, held = (letter.number, bytes(letter.code_index)) if letter else ("", bytes(32))
    matches = False
    for index in keyed_indexes(_indexed(number, code), purpose=_CODE_PURPOSE):
        matches |= constant_time_equal(index, held)
    return letter if letter is not None and matches else None


def _close(letter: CodeLetter, state: LetterState, *, now: datetime) -> None:
    letter.state = LETTER_MOVES.check(letter.state, state)
    letter.closed_at = now
    letter.save(update_fields=["state", "closed_at", "used_in"])


def _indexed(number: str, code: str) -> str:
    # With the letter's number: two letters with one code do not show it.
    return f"{number}:{code}"
