"""The submission and what time does: once, all or nothing, reminded, expired, erased."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.actors import APPLICANT, SYSTEM
from accounts.models import AllocatedUserCode, JournalEntry, OutboxMessage, TermsAcceptance, User
from accounts.services.outbox import deliver
from accounts.states import UserState
from clicsequr.kernel.errors import StaleState
from enterprises.models import Enterprise, Member, PaperForm, Registration, Representative
from enterprises.services.registration_lifecycle import expire_registration, purge_draft, remind_registration
from enterprises.services.registration_numbers import AlreadyRegistered
from enterprises.services.registration_submission import IncompleteRegistration, TermsChanged, submit_registration
from enterprises.states import ENTERPRISE_MOVES, EnterpriseState, MemberState, RegistrationState
from enterprises.tasks import run_due
from tests.factories.enterprises import make_enterprise
from tests.factories.identifiers import next_neq
from tests.factories.registrations import make_terms
from tests.factories.waiting_registrations import make_waiting_registration

NOW = timezone.now()


def make_complete_draft(**changes: Any) -> Registration:
    make_terms()
    number = Registration.objects.count()
    values: dict[str, Any] = {
        "reference": f"INS-2026-ABCD-{number:04d}",
        "legal_form": "corporation",
        "neq": next_neq(),
        "known_to_register": False,
        "name": "Ferme",
        "postal_code": "G0R 2N0",
        "phone": "4185550123",
        "representative_first_name": "Odile",
        "representative_last_name": "O'Neil",
        "representative_function": "president",
        "representative_phone": "4185550124",
        "representative_email": "odile@exemple.ca",
        "rse_is_representative": True,
        "rse_first_name": "Odile",
        "rse_last_name": "O'Neil",
        "rse_phone": "4185550124",
        "rse_email": "odile@exemple.ca",
        "rse_email_confirmed_at": NOW,
        "user_code": f"KLTR{2222 + number}",
        "password_hash": "argon2$…",
        "contact_by": "phone",
        **changes,
    }
    return Registration.objects.create(**values)


def submit(draft: Registration, **changes: Any) -> Registration:
    arguments = {"terms_number": "2026-1", "version": 0, "language": "fr", "now": NOW, "by": APPLICANT, **changes}
    return submit_registration(draft.pk, **arguments)


def everything() -> list[int]:
    kinds = (Enterprise, Representative, Member, User, TermsAcceptance, PaperForm, OutboxMessage, JournalEntry)
    return [kind.objects.count() for kind in kinds]


@pytest.mark.django_db
def test_a_double_submit_gives_the_first_result() -> None:
    draft = make_complete_draft()
    first = submit(draft)
    before = everything()
    assert submit(draft) == first
    assert (everything(), first.state) == (before, RegistrationState.SUBMITTED)


@pytest.mark.django_db
def test_the_journal_says_who_submitted_what_for_which_enterprise() -> None:
    submit(make_complete_draft())
    entries = JournalEntry.objects.order_by("pk").values_list("action", "actor_label", "on_behalf_of")
    enterprise = str(Enterprise.objects.get().pk)
    assert list(entries) == [
        ("account.terms_accepted", "demandeur", enterprise),
        ("registration.submitted", "demandeur", enterprise),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "changes", "refusal"),
    [
        ({"rse_email_confirmed_at": None}, {}, IncompleteRegistration),
        ({"password_hash": ""}, {}, IncompleteRegistration),
        ({"known_to_register": None}, {}, IncompleteRegistration),
        ({}, {"version": 3}, StaleState),
        ({}, {"terms_number": "2025-1"}, TermsChanged),
    ],
)
def test_a_refused_submission_changes_nothing(answers: Any, changes: Any, refusal: Any) -> None:
    draft = make_complete_draft(**answers)
    before, row = everything(), Registration.objects.values().get()
    with pytest.raises(refusal):
        submit(draft, **changes)
    assert (everything(), Registration.objects.values().get()) == (before, row)


@pytest.mark.django_db
def test_new_terms_are_read_before_they_are_accepted() -> None:
    draft = make_complete_draft()
    make_terms("2026-2", date(2026, 6, 1))
    with pytest.raises(TermsChanged):
        submit(draft)
    assert submit(draft, terms_number="2026-2").state == RegistrationState.SUBMITTED


@pytest.mark.django_db
def test_an_enterprise_registered_meanwhile_is_refused_and_the_draft_is_kept() -> None:
    draft = make_complete_draft()
    make_enterprise(neq=draft.neq)
    before, row = everything(), Registration.objects.values().get()
    with pytest.raises(AlreadyRegistered):
        submit(draft)
    assert (everything(), Registration.objects.values().get()) == (before, row)


@pytest.mark.django_db
def test_the_numbers_of_the_register_guard_against_doubles() -> None:
    draft = make_complete_draft(rq_number="9000000016", neq="", register_neq="1190000019")
    assert submit(draft).enterprise.neq == "1190000019"


@pytest.mark.django_db(transaction=True)
def test_two_drafts_of_one_enterprise_at_once_make_one_registration() -> None:
    neq = next_neq()
    drafts = [make_complete_draft(neq=neq) for _turn in range(2)]

    def attempt(draft: Registration) -> str:
        try:
            return submit(draft).state
        except AlreadyRegistered:
            return "already"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, drafts)) == ["already", "submitted"]
    assert (Enterprise.objects.count(), User.objects.count(), Member.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_a_refused_enterprise_registers_again_with_other_people() -> None:
    former = make_waiting_registration(state=RegistrationState.REFUSED)
    submitted = submit(make_complete_draft(neq=former.neq))
    assert submitted.enterprise == former.enterprise
    assert submitted.enterprise.representative.email == "odile@exemple.ca"
    states = dict(Member.objects.values_list("user", "state"))
    assert states == {former.rse_user_id: MemberState.REVOKED, submitted.rse_user_id: MemberState.CREATED}


@pytest.mark.django_db
def test_the_applicant_gets_a_receipt_without_the_whole_code() -> None:
    submitted = submit(make_complete_draft())
    assert deliver(OutboxMessage.objects.get().pk)
    [receipt] = mail.outbox
    assert receipt.to == ["odile@exemple.ca"]
    assert submitted.reference in receipt.body
    assert submitted.user_code not in receipt.body


@pytest.mark.django_db
def test_silence_is_reminded_once_after_thirty_days() -> None:
    waiting = make_waiting_registration(days=31)
    assert remind_registration(waiting.pk, now=NOW, by=SYSTEM)
    assert not remind_registration(waiting.pk, now=NOW, by=SYSTEM)
    assert deliver(OutboxMessage.objects.get().pk)
    [reminder] = mail.outbox
    assert reminder.to == [waiting.rse_email]
    assert waiting.reference in reminder.body


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "state"), [(29, "submitted"), (31, "activated"), (31, "refused")])
def test_nobody_else_is_reminded_or_expired(days: int, state: str) -> None:
    waiting = make_waiting_registration(days=days, state=state)
    row = Registration.objects.values().get()
    assert not remind_registration(waiting.pk, now=NOW, by=SYSTEM)
    assert not expire_registration(waiting.pk, now=NOW, by=SYSTEM)
    assert Registration.objects.values().get() == row


@pytest.mark.django_db
def test_after_ninety_days_what_was_typed_is_erased_and_the_enterprise_may_register_again() -> None:
    waiting = make_waiting_registration(days=91, phone="4185550000", contact_times="le soir")
    AllocatedUserCode.objects.create(portal="E", user_code=waiting.user_code)
    neq, code = waiting.neq, waiting.user_code
    assert expire_registration(waiting.pk, now=NOW, by=SYSTEM)
    assert not expire_registration(waiting.pk, now=NOW, by=SYSTEM)
    waiting.refresh_from_db()
    kept = {
        field.name: getattr(waiting, field.name)
        for field in Registration._meta.fields
        if isinstance(getattr(waiting, field.name), str) and getattr(waiting, field.name)
    }
    assert set(kept) == {
        "reference", "state", "language", "legal_form", "representative_function", "user_code", "contact_by",
    }  # fmt: skip
    user, enterprise = waiting.rse_user, waiting.enterprise
    assert (user.state, user.full_name, user.email, user.phone) == (UserState.CLOSED, "", "", "")
    assert user.has_usable_password()
    assert (enterprise.state, enterprise.neq, enterprise.name) == (EnterpriseState.INACTIVE, "", "")
    assert Representative.objects.count() == 0
    assert AllocatedUserCode.objects.filter(user_code=code).exists()
    assert submit(make_complete_draft(neq=neq)).state == RegistrationState.SUBMITTED


@pytest.mark.django_db
def test_a_draft_is_purged_after_seven_days() -> None:
    old = make_complete_draft(updated_at=NOW - timedelta(days=8))
    young = make_complete_draft(updated_at=NOW - timedelta(days=6))
    assert purge_draft(old.pk, now=NOW, by=SYSTEM)
    assert not purge_draft(young.pk, now=NOW, by=SYSTEM)
    assert list(Registration.objects.all()) == [young]


@pytest.mark.django_db
def test_the_periodic_work_serves_every_kind_and_is_harmless_twice() -> None:
    reminded, expired = make_waiting_registration(days=40), make_waiting_registration(days=100)
    make_complete_draft(updated_at=NOW - timedelta(days=8))
    for _turn in range(2):
        run_due()
    states = dict(Registration.objects.values_list("reference", "state"))
    assert states == {reminded.reference: "submitted", expired.reference: "expired"}
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_one_row_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    failing, other = make_waiting_registration(days=100), make_waiting_registration(days=99)
    Enterprise.objects.filter(pk=failing.enterprise_id).update(state=EnterpriseState.SUSPENDED)
    monkeypatch.setitem(ENTERPRISE_MOVES.table, EnterpriseState.SUSPENDED, frozenset())
    run_due()
    assert dict(Registration.objects.values_list("pk", "state")) == {failing.pk: "submitted", other.pk: "expired"}
