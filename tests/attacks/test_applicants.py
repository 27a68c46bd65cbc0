"""A registration in hostile hands: steps out of order, another's draft, two tabs, a replay, strange words."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.models import JournalEntry, User
from enterprises.models import Enterprise, Registration
from enterprises.states import RegistrationState
from enterprises.steps import Step
from tests.factories.registrations import Applicant, answers_for, make_terms, neq_of

pytestmark = pytest.mark.django_db

STRANGE = ["O'Neil", "Ferme 🐄", "x" * 10_001, "a\x00b", "<b>", "{{ 7 }}", "%s%n", "\u202e" * 5, " " * 9, "\ud7ff" * 99]


def applicant(**more: Any) -> Applicant:
    make_terms()
    return Applicant(answers_for("corporation", neq=neq_of("corporation"), **more))


@pytest.mark.parametrize("step", list(Step)[1:])
def test_a_step_that_is_not_reached_takes_no_answer(step: Step) -> None:
    one = applicant()
    one.start()
    before = Registration.objects.values().get()
    answer = (
        one.post(step) if step != Step.EMAIL_CODE else one.client.post(one.url(f"etape/{step}/"), {"code": "123456"})
    )
    assert answer["Location"].endswith("/etape/forme-juridique/")
    assert Registration.objects.values().get() == before


def test_fields_that_the_page_does_not_ask_are_not_taken() -> None:
    one = applicant()
    one.start()
    more = dict.fromkeys(
        ["password_hash", "enterprise", "name", "id", "reference", "user_code", "mandate_declared"], "1"
    )
    more |= {"state": "activated", "known_to_register": "True", "rse_email_confirmed_at": "2026-01-01"}
    one.post(Step.LEGAL_FORM, **more)
    draft = one.draft
    assert draft.legal_form == "corporation"
    assert (draft.state, draft.user_code, draft.known_to_register, draft.password_hash) == ("draft", "", None, "")
    assert (draft.mandate_declared, draft.name, draft.enterprise, draft.rse_email_confirmed_at) == (
        False,
        "",
        None,
        None,
    )


def test_a_draft_is_no_other_browser_s() -> None:
    one = applicant()
    one.walk(until=Step.CHECK)
    other = Client()
    for path in ("etape/verification/", "enregistree/", "transmise/", "designation/", "designation/telecharger/"):
        answer = other.get(one.url(path), {"registration_id": str(one.draft.pk)})
        assert answer.status_code == 302, path
    assert other.post(one.url("etape/verification/"), {"terms_accepted": "on", "version": "99"}).status_code == 302
    assert one.draft.state == RegistrationState.DRAFT


@pytest.mark.parametrize("typed", STRANGE)
def test_strange_words_are_kept_or_refused_and_never_a_fault(typed: str) -> None:
    one = applicant()
    one.client.raise_request_exception = False
    response = one.walk(until=Step.DETAILS)
    assert "/etape/renseignements/" in response["Location"]
    for field in one.answers[Step.DETAILS]:
        answer = one.post(Step.DETAILS, **{field: typed})
        assert answer.status_code in {200, 302}, field
        if answer.status_code == 200:
            page = answer.content.decode()
            assert "error-summary" in page
            assert "<b>" not in page.replace("<b>Démonstration", "")
    for field in one.answers[Step.REPRESENTATIVE]:
        assert one.post(Step.REPRESENTATIVE, **{field: typed}).status_code in {200, 302}, field


def test_a_replayed_submission_makes_one_enterprise_and_one_account() -> None:
    one = applicant()
    one.walk(until=Step.CHECK)
    sent = {"version": str(one.draft.version), **one.answers[Step.CHECK]}
    answers = [one.client.post(one.url("etape/verification/"), sent) for _click in range(3)]
    assert {answer["Location"] for answer in answers} == {one.url("transmise/")}
    assert (Enterprise.objects.count(), User.objects.count()) == (1, 1)
    assert JournalEntry.objects.filter(action="registration.submitted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_submit_one_enterprise_at_once_make_one() -> None:
    make_terms()
    neq = neq_of("corporation")
    several = [Applicant(answers_for("corporation", neq=neq)) for _one in range(2)]
    for one in several:
        one.walk(until=Step.CHECK)
    barrier = Barrier(len(several))
    sent = [{"version": str(one.draft.version), **one.answers[Step.CHECK]} for one in several]

    def submit(number: int) -> str:
        barrier.wait()
        try:
            answer = several[number].client.post(several[number].url("etape/verification/"), sent[number])
            return answer.headers.get("Location", str(answer.status_code))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(several)) as pool:
        led = set(pool.map(submit, range(len(several))))
    assert led == {several[0].url("transmise/"), several[0].url("impossible/deja-inscrite/")}
    assert Enterprise.objects.count() == User.objects.filter(portal="E").count() == 1
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["draft", "submitted"]


def test_nothing_that_an_applicant_typed_is_in_the_journal() -> None:
    one = applicant(other_rse=True)
    one.walk()
    draft = Registration.objects.get()
    written = " ".join(
        f"{row}" for row in JournalEntry.objects.values_list("reason", "details", "actor_label", "request_id")
    )
    typed = [draft.neq, draft.rq_number, draft.name, draft.rse_email, draft.representative_last_name, draft.phone,
             draft.rse_last_name, draft.contact_times, draft.postal_code]  # fmt: skip
    assert [text for text in typed if text and text in written] == []
