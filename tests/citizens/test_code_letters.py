"""A code by post: to the address of the register, one a week, and it proves who one is once (screens.md C-14)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.actors import SYSTEM, VISITOR
from accounts.models import JournalEntry, OutboxMessage, Throttle
from accounts.services.outbox import deliver
from accounts.services.sign_in import Source
from citizens.models import CodeLetter
from citizens.queries.letters import letters_to_expire
from citizens.register import RegisterUnavailable
from citizens.rules.letters import format_letter_code, normalise_letter_code, serves_until
from citizens.services.code_letters import LetterMismatch, NoPostalAddress, ask_letter, verify_letter_code
from citizens.services.identity import IdentityMismatch, keep_proof
from citizens.services.letter_posting import expire_letter
from citizens.services.tries import TryAlreadyMade
from citizens.states import ProofMethod
from citizens.tasks import run_due
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.references import ALPHABET
from clicsequr.kernel.typed import InvalidIdentifier
from tests.factories.letters import HERE, another_letter, asked_letter, posted_letter, printed_letter
from tests.factories.persons import NAS, make_registered_person, next_nas, particulars
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ELSEWHERE = Source("198.51.100.7")
DAY = timedelta(days=1)
NO_CODE = "AAAAABBBBB"


def ask(nas: str = NAS, *, source: Source = HERE, now: datetime = NOW, **changes: Any) -> CodeLetter:
    said = particulars(**changes)
    return ask_letter(nas, particulars=said, language="fr", source=source, by=VISITOR, now=now)


def verify(code: str, nas: str = NAS, *, check: str = "check", source: Source = HERE, now: datetime = NOW) -> UUID:
    return verify_letter_code(nas, code=code, check_id=check, source=source, by=VISITOR, now=now)


def facts(action: str) -> list[tuple[str, dict[str, Any]]]:
    rows = JournalEntry.objects.filter(action=action).order_by("id")
    return list(rows.values_list("subject_id", "details"))


def test_a_letter_keeps_a_sealed_code_and_no_address() -> None:
    person = make_registered_person()
    letter = ask()
    assert (letter.person, letter.state, letter.language) == (person.reference, "to_print", "fr")
    assert len(letter.code or "") == 10
    assert set(letter.code or "") <= set(ALPHABET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, code_index FROM citizens_codeletter")
        row = b"".join(map(bytes, cursor.fetchone()))
    assert (letter.code or "").encode() not in row
    assert facts("letter.asked") == [(str(person.reference), {"letter": letter.number})]


def test_one_sentence_whichever_particular_is_wrong_then_a_day() -> None:
    make_registered_person()
    for left, wrong in ((2, {"first_name": "Marie"}), (1, {"postal_code": "G1R 5V8"})):
        with pytest.raises(IdentityMismatch) as refusal:
            ask(**wrong)
        assert (refusal.value.code, refusal.value.tries_left) == ("identity.mismatch", left)
    with pytest.raises(IdentityMismatch) as last:
        ask(next_nas())
    assert last.value.tries_left == 2
    with pytest.raises(IdentityMismatch):
        ask(last_name="Roy")
    with pytest.raises(Throttled) as wait:
        ask()
    assert wait.value.retry_at == NOW + DAY
    assert len(facts("letter.blocked")) == 1
    assert not CodeLetter.objects.exists()


def test_a_person_without_an_address_is_told_to_call_and_loses_no_try() -> None:
    make_registered_person(address_line="")
    with pytest.raises(NoPostalAddress):
        ask()
    assert not CodeLetter.objects.exists()
    assert not Throttle.objects.exists()


def test_a_register_that_does_not_answer_costs_no_try() -> None:
    make_registered_person()

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "citizens_registeredperson" in sql:
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        with pytest.raises(RegisterUnavailable):
            ask(first_name="Luc")
        with pytest.raises(RegisterUnavailable):
            verify(NO_CODE)
    assert not Throttle.objects.exists()


def test_a_page_sent_twice_is_one_letter_or_one_try() -> None:
    make_registered_person()
    assert ask().pk == ask().pk
    assert len(facts("letter.asked")) == 1
    with pytest.raises(IdentityMismatch):
        ask(first_name="Luc")
    with pytest.raises(TryAlreadyMade):
        ask_letter(NAS, particulars=particulars(), language="fr", source=HERE, by=VISITOR, now=NOW, shown_left=3)


def test_a_letter_that_has_not_left_is_the_one_asked_for() -> None:
    letter = asked_letter(now=NOW)
    assert ask(now=NOW + 30 * DAY).pk == letter.pk


def test_a_mailbox_gets_one_letter_a_week() -> None:
    letter, _code = posted_letter(now=NOW)
    assert ask(now=NOW + 7 * DAY - timedelta(seconds=1)).pk == letter.pk
    after = ask(now=NOW + 7 * DAY)
    assert after.pk != letter.pk
    letter.refresh_from_db()
    assert (letter.state, letter.closed_at) == ("replaced", NOW + 7 * DAY)
    assert facts("letter.replaced") == [(str(letter.person), {"letter": letter.number})]


def test_a_letter_used_within_the_week_is_not_sent_again() -> None:
    letter, code = posted_letter(now=NOW)
    verify(code, now=NOW + DAY)
    assert ask(now=NOW + 6 * DAY).pk == letter.pk
    assert CodeLetter.objects.count() == 1


def test_the_code_with_the_number_proves_who_one_is_once() -> None:
    letter, code = posted_letter(now=NOW)
    assert (letter.code, letter.expires_at) == (None, serves_until(NOW))
    assert verify(code) == letter.person
    letter.refresh_from_db()
    assert (letter.state, letter.closed_at) == ("used", NOW)
    assert facts("identity.matched") == [(str(letter.person), {"method": "letter", "letter": letter.number})]
    with pytest.raises(LetterMismatch):
        verify(code, check="another check")
    user = make_person()
    proof = keep_proof(user, reference=letter.person, method=ProofMethod.LETTER, by=user, now=NOW)
    assert proof.method == "letter"


def test_the_page_that_gave_the_code_may_be_sent_twice() -> None:
    letter, code = posted_letter(now=NOW)
    assert verify(code) == verify(code) == letter.person
    assert len(facts("identity.matched")) == 1
    with pytest.raises(LetterMismatch):
        verify(NO_CODE)


def test_the_last_day_of_a_code_is_a_whole_day(settings: LazySettings) -> None:
    letter, code = posted_letter(now=NOW)
    last = timezone.localtime(letter.expires_at)
    assert last.date() == timezone.localdate(NOW) + settings.CODE_LETTER_DAYS * DAY
    assert (last.hour, last.minute) == (23, 59)
    assert verify(code, now=last - timedelta(minutes=1)) == letter.person


def wrong_codes() -> list[Any]:
    return [
        pytest.param(lambda code: (NO_CODE, NAS, NOW), id="another code"),
        pytest.param(lambda code: (code, next_nas(), NOW), id="the number of nobody"),
        pytest.param(lambda code: (code, other_person(), NOW), id="the number of another person"),
        pytest.param(lambda code: (code, NAS, NOW + 20 * DAY), id="too late"),
    ]


def other_person() -> str:
    nas = next_nas()
    make_registered_person(nas)
    return nas


@pytest.mark.parametrize("wrong", wrong_codes())
def test_one_sentence_whatever_is_wrong_with_the_code(wrong: Any) -> None:
    letter, right = posted_letter(now=NOW)
    code, nas, now = wrong(right)
    with pytest.raises(LetterMismatch) as refusal:
        verify(code, nas, now=now)
    assert (refusal.value.code, refusal.value.tries_left) == ("letter.mismatch", 2)
    letter.refresh_from_db()
    assert letter.state == "posted"
    assert len(facts("letter.code_mismatched")) == 1


@pytest.mark.parametrize("make", [asked_letter, printed_letter])
def test_a_code_that_has_not_left_proves_nothing(make: Any) -> None:
    code = make().code
    with pytest.raises(LetterMismatch):
        verify(code)


def test_a_replaced_letter_proves_nothing() -> None:
    _letter, code = posted_letter(now=NOW)
    ask(now=NOW + 8 * DAY)
    with pytest.raises(LetterMismatch):
        verify(code, now=NOW + 8 * DAY)


def test_three_wrong_codes_from_a_place_and_the_person_elsewhere_still_passes() -> None:
    letter, code = posted_letter(now=NOW)
    for _turn in range(3):
        with pytest.raises(LetterMismatch):
            verify(NO_CODE)
    with pytest.raises(Throttled):
        verify(code)
    assert len(facts("letter.code_blocked")) == 1
    assert verify(code, source=ELSEWHERE) == letter.person


def test_a_code_serves_under_a_new_index_key(settings: LazySettings) -> None:
    letter, code = posted_letter(now=NOW)
    settings.INDEX_KEYS = {"new": b"n" * 32, **settings.INDEX_KEYS}
    assert verify(code) == letter.person


def test_the_accounts_of_the_person_are_told_without_the_code_or_the_address(mailoutbox: list[Any]) -> None:
    person, user = make_registered_person(), make_person(email="odile@exemple.ca")
    keep_proof(user, reference=person.reference, method=ProofMethod.NOTICE, by=user, now=NOW)
    another_letter(now=NOW)
    rows = list(OutboxMessage.objects.values_list("pk", "handler", "arguments"))
    assert [row[1:] for row in rows] == [("citizens.letter_notifications.letter_asked", {"user_id": str(user.pk)})]
    assert deliver(rows[0][0])
    assert [mail.to for mail in mailoutbox] == [["odile@exemple.ca"]]
    assert mailoutbox[0].subject == "Une lettre avec un code a été demandée à votre nom"


def test_a_letter_past_its_days_expires_once() -> None:
    letter, _code = posted_letter(now=NOW)
    assert not letters_to_expire(now=NOW + 10 * DAY - timedelta(hours=24)).exists()
    late = NOW + 12 * DAY
    assert list(letters_to_expire(now=late)) == [letter]
    for _turn in range(2):
        expire_letter(letter.pk, now=late, by=SYSTEM)
    letter.refresh_from_db()
    assert (letter.state, letter.closed_at) == ("expired", late)
    assert facts("letter.expired") == [(str(letter.person), {"letter": letter.number})]


@pytest.mark.parametrize("typed", ["7kq4m2xdpr", " 7KQ4M-2XDPR ", "7KQ4M 2XDPR"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert normalise_letter_code(typed) == "7KQ4M2XDPR"
    assert format_letter_code("7KQ4M2XDPR") == "7KQ4M-2XDPR"


@pytest.mark.parametrize("typed", ["", "7KQ4M2XDP", "7KQ4M2XDPRR", "7KQ4M2XDP0", "7KQ4M2XDPL", "7KQ4M2XDPé"])
def test_what_no_letter_prints_is_no_code(typed: str) -> None:
    with pytest.raises(InvalidIdentifier):
        normalise_letter_code(typed)


def test_the_clock_ends_the_letters_whose_days_are_over() -> None:
    letter, _code = posted_letter(now=NOW - 20 * DAY)
    run_due()
    letter.refresh_from_db()
    assert letter.state == "expired"
