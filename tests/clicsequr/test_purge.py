"""What is kept for a time ends by itself: counted first, erased on demand and by beat, always recorded."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import (
    EmailChange,
    EmailCode,
    JournalEntry,
    OutboxMessage,
    PasswordReset,
    Session,
    Throttle,
    User,
)
from accounts.services import purge as accounts_purge
from accounts.services.email_changes import ask_delayed_change, take_address
from accounts.services.email_codes import send_email_code
from accounts.services.purge import purge
from accounts.states import UserState
from citizens.models import AccountClosure, AccountCreation, CodeLetter
from citizens.services.closing import close_account
from citizens.states import CreationState, LetterState
from clicsequr.kernel.purging import Category
from clicsequr.models import ContactMessage
from clicsequr.retention import CATEGORIES
from clicsequr.tasks import purge as purge_task
from enterprises.models import Registration
from ministry_services.digests import new_secret
from ministry_services.models import (
    AccessToken,
    Authorization,
    AuthorizationCode,
    AuthorizationRequest,
    Consent,
    PairwiseSubject,
    RefreshToken,
    SpentIdentifier,
)
from tests.factories.authorizations import make_authorization, make_tokens
from tests.factories.security_options import make_person
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LONG_AGO = NOW - timedelta(days=400)
NAMES = {category.name for category in CATEGORIES}
KEPT = [AccountCreation, CodeLetter, Registration, OutboxMessage, EmailCode, Throttle, Session, PasswordReset,
        EmailChange, ContactMessage, AuthorizationRequest, Authorization, AuthorizationCode, AccessToken, RefreshToken,
        SpentIdentifier, Consent, PairwiseSubject]  # fmt: skip


@pytest.fixture
def person() -> User:
    return make_person(user_code="TREMBLAY27", email="odile@exemple.ca")


def make_row_of_each(person: User, *, at: datetime = LONG_AGO) -> None:
    """One row of each category, whose time began at `at`."""
    closing = make_person(user_code="FERMER01")
    close_account(closing, by=closing, now=at)
    AccountCreation.objects.create(reference=f"CRE-{uuid4().hex[:8]}", updated_at=at)
    AccountCreation.objects.create(reference=f"CRE-{uuid4().hex[:8]}", updated_at=at, state=CreationState.COMPLETED)
    CodeLetter.objects.create(
        number=uuid4().hex[:12], person=uuid4(), code_index=b"x", state=LetterState.EXPIRED, closed_at=at
    )
    Registration.objects.create(reference=f"INS-{uuid4().hex[:8]}", updated_at=at)
    send_email_code("essai", subject_id=person.pk, email=person.email, language="fr", now=at)
    Throttle.objects.create(key=uuid4().bytes, last_failure_at=at)
    Session.objects.create(session_key=uuid4().hex, session_data="", expire_date=at)
    PasswordReset.objects.create(user=person, expires_at=at)
    take_address(person, email="nouveau@exemple.ca", by=person, now=at)
    ContactMessage.objects.create(sent_at=at)
    make_service_rows(at=at, closed=at == LONG_AGO)
    OutboxMessage.objects.update(done_at=at)


def make_service_rows(*, at: datetime, closed: bool) -> None:
    """What one sign-in to a service leaves, and one of an account that was closed for good since."""
    user = make_person(state=UserState.CLOSED if closed else UserState.ACTIVE)
    held = make_authorization(user=user, ends_at=at, sid=uuid4())
    client, service = held.relying_party, held.service
    AuthorizationRequest.objects.create(
        handle=new_secret(), relying_party=client, service=service, parameters={}, received_at=at, expires_at=at
    )
    make_tokens(held)
    AuthorizationCode.objects.update(expires=at)
    AccessToken.objects.update(expires=at)
    SpentIdentifier.objects.create(digest=uuid4().bytes, expires_at=at)
    Consent.objects.create(user=user, relying_party=client, service=service, scope="openid", given_at=at)
    PairwiseSubject.objects.create(user=user, sector=client.sector, subject=new_secret())


def counted() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in KEPT}


def told(*arguments: str) -> dict[str, int]:
    """What the command prints: name of the category → number."""
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    lines = [line.rsplit(": ", 1) for line in out.getvalue().splitlines() if ": " in line]
    return {name: int(number) for name, number in lines}


def purged_facts() -> dict[str, int]:
    facts = JournalEntry.objects.filter(action="system.purged").values_list("details", flat=True)
    return {fact["category"]: fact["rows"] for fact in facts}


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
def test_a_dry_run_counts_and_changes_nothing(person: User, arguments: tuple[str, ...]) -> None:
    make_row_of_each(person)
    before, facts = counted(), JournalEntry.objects.count()
    found = told(*arguments)
    assert set(found) == NAMES
    assert all(found.values()), found
    assert (counted(), JournalEntry.objects.count()) == (before, facts)
    assert User.objects.filter(state=UserState.CLOSING).count() == 1


def test_what_was_counted_is_what_is_erased(person: User) -> None:
    make_row_of_each(person)
    foreseen = told()
    assert told("--apply") == foreseen
    assert counted() == dict.fromkeys(counted(), 0) | {"OutboxMessage": counted()["OutboxMessage"]}
    assert User.objects.get(user_code="FERMER01").state == UserState.CLOSED
    assert AccountClosure.objects.get().erased_at is not None
    assert sum(told().values()) == 0


def test_each_erasure_is_recorded_with_its_count(person: User) -> None:
    make_row_of_each(person)
    erased = purge(CATEGORIES, now=NOW, by=SYSTEM)
    served = {category.name for category in CATEGORIES if category.end}
    assert purged_facts() == {name: number for name, number in erased.items() if name not in served}
    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"account.erased", "creation.expired", "registration.expired"} <= actions


def test_a_second_run_finds_nothing_and_records_nothing(person: User) -> None:
    make_row_of_each(person)
    purge_task()
    facts = JournalEntry.objects.count()
    assert set(purge_task().values()) == {0}
    assert JournalEntry.objects.count() == facts


def test_what_is_young_stays(person: User) -> None:
    make_row_of_each(person, at=NOW)
    Session.objects.update(expire_date=NOW + timedelta(hours=1))
    before = counted()
    assert set(purge(CATEGORIES, now=NOW, by=SYSTEM).values()) == {0}
    assert counted() == before


def test_a_change_of_address_that_still_waits_is_kept_whatever_its_age(person: User) -> None:
    ask_delayed_change(person, email="nouveau@exemple.ca", by=person, now=LONG_AGO)
    assert purge(CATEGORIES, now=NOW, by=SYSTEM)["e-mail changes"] == 0
    assert EmailChange.objects.count() == 1


def test_many_rows_go_in_batches_each_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts_purge, "BATCH", 10)
    for number in range(25):
        Throttle.objects.create(key=bytes([number]), last_failure_at=LONG_AGO)
    assert purge(CATEGORIES, now=NOW, by=SYSTEM)["failed tries"] == 25
    facts = JournalEntry.objects.filter(action="system.purged").order_by("pk")
    assert [fact.details["rows"] for fact in facts] == [10, 10, 5]


def test_a_run_killed_in_the_middle_has_recorded_what_it_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts_purge, "BATCH", 10)
    for number in range(25):
        Throttle.objects.create(key=bytes([number]), last_failure_at=LONG_AGO)
    asked = []

    def dies_at_the_third_batch(now: object) -> object:
        asked.append(now)
        if len(asked) == 5:  # each batch asks twice
            raise KeyboardInterrupt
        return Throttle.objects.filter(last_failure_at__lt=now)

    with pytest.raises(KeyboardInterrupt):
        purge([Category("failed tries", dies_at_the_third_batch)], now=NOW, by=SYSTEM)
    facts = JournalEntry.objects.filter(action="system.purged")
    assert sum(fact.details["rows"] for fact in facts) == 20
    assert purge(CATEGORIES, now=NOW, by=SYSTEM)["failed tries"] == 5


def test_one_row_that_fails_does_not_keep_the_others(caplog: pytest.LogCaptureFixture) -> None:
    for number in range(3):
        Throttle.objects.create(key=bytes([number]), last_failure_at=LONG_AGO)
    first = Throttle.objects.order_by("pk")[0].pk

    def end(key: int, **_rest: object) -> bool:
        if key == first:
            raise ValueError
        return bool(Throttle.objects.filter(pk=key).delete()[0])

    stubborn = Category("failed tries", lambda now: Throttle.objects.filter(last_failure_at__lt=now), end=end)
    assert purge([stubborn], now=NOW, by=SYSTEM) == {"failed tries": 2}
    assert list(Throttle.objects.values_list("pk", flat=True)) == [first]
    assert "purge.failed" in caplog.text


@pytest.mark.parametrize("number", [1, 30])
def test_one_row_and_thirty_cost_the_same(django_assert_num_queries, number: int) -> None:
    for order in range(number):
        Throttle.objects.create(key=bytes([order]), last_failure_at=LONG_AGO)
    tries = [category for category in CATEGORIES if category.name == "failed tries"]
    with django_assert_num_queries(6):
        purge(tries, now=NOW, by=SYSTEM)


def test_the_operators_guide_names_every_category() -> None:
    guide = (Path(ROOT) / "docs" / "operate.md").read_text(encoding="utf-8")
    assert not [name for name in NAMES if f"| {name} |" not in guide]
