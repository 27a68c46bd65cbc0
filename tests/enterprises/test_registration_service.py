"""Services of a registration: each refusal changes nothing, each success leaves its trace."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.actors import APPLICANT
from accounts.models import EmailCode, JournalEntry, OutboxMessage, Throttle, User
from accounts.services.email_codes import ExpiredEmailCode, WrongEmailCode
from clicsequr.kernel.errors import AlreadyDone, StaleState, Throttled
from enterprises.legal_forms import LegalForm
from enterprises.models import Enterprise, Member, Registration
from enterprises.register import DatabaseRegister, RegisterUnavailable
from enterprises.services.registration_drafts import (
    choose_password,
    pause_registration,
    save_answers,
    save_representative,
    save_rse,
    start_registration,
)
from enterprises.services.registration_email import (
    WrongResumeCode,
    ask_to_resume,
    confirm_email,
    resume_registration,
    send_confirmation_code,
)
from enterprises.services.registration_numbers import (
    AlreadyRegistered,
    LegacyFirm,
    LegalFormDiffers,
    NumbersDisagree,
    StruckOff,
    save_numbers,
)
from enterprises.states import EnterpriseState
from enterprises.steps import Step, first_incomplete
from tests.factories.enterprises import make_enterprise
from tests.factories.identifiers import next_neq, next_rq_number
from tests.factories.register import make_registered
from tests.factories.registrations import latest_code, one_minute_later
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db

NOW = timezone.now()
REPRESENTATIVE = {
    "representative_first_name": "Odile",
    "representative_last_name": "O'Neil",
    "representative_function": "president",
    "representative_phone": "4185550123",
    "representative_email": "odile@exemple.ca",
}


def make_draft(**answers: Any) -> Registration:
    draft = start_registration(language="fr", now=NOW, by=APPLICANT)
    for field, value in {"legal_form": LegalForm.CORPORATION, **answers}.items():
        setattr(draft, field, value)
    draft.save(update_fields=["legal_form", *answers])
    return draft


def look_up(draft: Registration, **changes: Any) -> Registration:
    arguments = {"neq": "", "rq_number": "", "legal_form_confirmed": False, "version": draft.version, **changes}
    return save_numbers(draft, now=NOW, by=APPLICANT, **arguments)


def row_of(draft: Registration) -> dict[str, Any]:
    return Registration.objects.filter(pk=draft.pk).values().get()


def test_a_draft_starts_with_a_reference_and_a_trace() -> None:
    draft = start_registration(language="en", now=NOW, by=APPLICANT)
    assert draft.reference.startswith(f"INS-{timezone.localdate().year}-")
    assert JournalEntry.objects.values_list("action", "actor_label", "subject_id").get() == (
        "registration.started",
        "demandeur",
        str(draft.pk),
    )


def test_the_same_answers_twice_change_nothing() -> None:
    draft = make_draft()
    answers = {"contact_by": "phone", "contact_times": "le matin"}
    save_answers(draft.pk, step=Step.CONTACT, answers=answers, version=0, now=NOW, by=APPLICANT)
    before, traces = row_of(draft), JournalEntry.objects.count()
    save_answers(draft.pk, step=Step.CONTACT, answers=answers, version=0, now=NOW, by=APPLICANT)
    assert (row_of(draft), JournalEntry.objects.count()) == (before, traces)


def test_an_answer_from_a_page_older_than_the_draft_is_refused() -> None:
    draft = make_draft()
    save_answers(draft.pk, step=Step.CONTACT, answers={"contact_by": "phone"}, version=0, now=NOW, by=APPLICANT)
    before = row_of(draft)
    with pytest.raises(StaleState):
        save_answers(draft.pk, step=Step.CONTACT, answers={"contact_by": "email"}, version=0, now=NOW, by=APPLICANT)
    assert row_of(draft) == before


def test_another_legal_form_asks_again_what_depended_on_it() -> None:
    draft = make_draft(known_to_register=True, representative_function="president", name="Ferme", contact_by="phone")
    answers = {"legal_form": LegalForm.TRUST}
    saved = save_answers(draft.pk, step=Step.LEGAL_FORM, answers=answers, version=0, now=NOW, by=APPLICANT)
    assert (saved.known_to_register, saved.representative_function) == (None, "")
    assert (saved.name, saved.contact_by) == ("Ferme", "phone")
    assert first_incomplete(saved) == Step.NUMBERS


def test_the_journal_holds_no_word_of_what_was_typed() -> None:
    draft = make_draft()
    save_representative(draft.pk, answers=REPRESENTATIVE, version=0, now=NOW, by=APPLICANT)
    entry = JournalEntry.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.action, entry.details) == ("registration.step_saved", {"step": "representant"})


@pytest.mark.parametrize("by", ["neq", "rq_number"])
def test_a_known_enterprise_lends_its_details(by: str) -> None:
    known = make_registered()
    saved = look_up(make_draft(), **{by: getattr(known, by)})
    assert (saved.known_to_register, saved.name, saved.city) == (True, known.name, known.city)
    assert (saved.register_neq, saved.register_rq_number) == (known.neq, known.rq_number)


def test_an_unknown_enterprise_is_asked_for_its_details() -> None:
    saved = look_up(make_draft(), neq=next_neq())
    assert (saved.known_to_register, saved.name, saved.register_neq) == (False, "", "")


def test_other_numbers_take_back_what_the_register_lent_and_nothing_else() -> None:
    known = make_registered()
    draft = look_up(make_draft(), neq=known.neq)
    saved = look_up(draft, neq=next_neq())
    assert (saved.known_to_register, saved.name, saved.details_confirmed) == (False, "", None)
    Registration.objects.filter(pk=draft.pk).update(name="Ferme typée", version=saved.version)
    saved.refresh_from_db()
    assert look_up(saved, neq=next_neq()).name == "Ferme typée"


def numbers_of(known: Any) -> dict[str, str]:
    return {"neq": known.neq}


def struck_off() -> dict[str, str]:
    return numbers_of(make_registered(status="struck_off"))


def merged() -> dict[str, str]:
    return numbers_of(make_registered(status="merged"))


def legacy() -> dict[str, str]:
    return numbers_of(make_registered(is_legacy=True))


def legacy_of_the_portal() -> dict[str, str]:
    return numbers_of(make_enterprise(is_legacy=True, state=EnterpriseState.PENDING))


def registered() -> dict[str, str]:
    return numbers_of(make_enterprise())


def registered_under_the_other_number() -> dict[str, str]:
    known = make_registered()
    make_enterprise(neq=known.neq, rq_number="")
    return {"neq": "", "rq_number": known.rq_number}


def waiting() -> dict[str, str]:
    return {"neq": make_waiting_registration().neq}


def other_form() -> dict[str, str]:
    return numbers_of(make_registered(legal_form=LegalForm.COOPERATIVE))


def other_prefix() -> dict[str, str]:
    return {"neq": next_neq("22")}


def one_true_number() -> dict[str, str]:
    return {"neq": make_registered(status="struck_off").neq, "rq_number": next_rq_number()}


@pytest.mark.parametrize(
    ("situation", "refusal"),
    [
        (struck_off, StruckOff),
        (merged, StruckOff),
        (legacy, LegacyFirm),
        (legacy_of_the_portal, LegacyFirm),
        (registered, AlreadyRegistered),
        (registered_under_the_other_number, AlreadyRegistered),
        (waiting, AlreadyRegistered),
        (other_form, LegalFormDiffers),
        (other_prefix, LegalFormDiffers),
        (one_true_number, NumbersDisagree),
    ],
)
def test_numbers_that_cannot_be_kept_are_refused_and_the_draft_is_as_before(situation: Any, refusal: Any) -> None:
    draft = make_draft()
    numbers, before = situation(), row_of(draft)
    with pytest.raises(refusal):
        look_up(draft, **numbers)
    assert row_of(draft) == before


@pytest.mark.parametrize("situation", [other_form, other_prefix])
def test_a_confirmed_legal_form_is_kept_and_flagged(situation: Any) -> None:
    saved = look_up(make_draft(), **situation(), legal_form_confirmed=True)
    assert saved.legal_form_confirmed


def test_a_refused_registration_may_be_done_again() -> None:
    former = make_waiting_registration(state="refused")
    assert look_up(make_draft(), neq=former.neq).known_to_register


def test_a_silent_register_loses_nothing_and_costs_no_try(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_arguments: object, **_names: object) -> None:
        raise RegisterUnavailable

    monkeypatch.setattr(DatabaseRegister, "find", silent)
    draft = make_draft()
    before = row_of(draft)
    with pytest.raises(RegisterUnavailable):
        look_up(draft, neq=next_neq())
    assert (row_of(draft), Throttle.objects.count()) == (before, 0)


def test_numbers_are_not_tried_one_after_the_other() -> None:
    draft = make_draft()
    for _turn in range(10):
        draft = look_up(draft, neq=next_neq())
    before = row_of(draft)
    with pytest.raises(Throttled):
        look_up(draft, neq=next_neq())
    assert row_of(draft) == before


def test_the_same_numbers_again_ask_the_register_nothing() -> None:
    draft = look_up(make_draft(), neq=next_neq())
    counted = list(Throttle.objects.values_list("failures", flat=True))
    assert look_up(draft, neq=draft.neq, version=0) == draft
    assert list(Throttle.objects.values_list("failures", flat=True)) == counted


def test_the_rse_gets_one_code_for_good() -> None:
    draft = make_draft(**REPRESENTATIVE)
    first = save_rse(draft.pk, is_representative=True, version=0, now=NOW, by=APPLICANT)
    assert (first.rse_email, first.rse_first_name) == ("odile@exemple.ca", "Odile")
    second = save_rse(draft.pk, is_representative=False, version=1, now=NOW, by=APPLICANT)
    assert (second.user_code, second.rse_email) == (first.user_code, "")


def test_a_representative_who_is_the_rse_stays_so_when_corrected() -> None:
    draft = make_draft(**REPRESENTATIVE, rse_is_representative=True, rse_email_confirmed_at=NOW)
    corrected = {**REPRESENTATIVE, "representative_email": "o.neil@exemple.ca"}
    saved = save_representative(draft.pk, answers=corrected, version=0, now=NOW, by=APPLICANT)
    assert (saved.rse_email, saved.rse_email_confirmed_at) == ("o.neil@exemple.ca", None)


def test_the_same_password_twice_changes_nothing() -> None:
    draft = make_draft(user_code="KLTR4829")
    for version in (0, 0):
        choose_password(draft.pk, password="trois castors roux 9", version=version, now=NOW, by=APPLICANT)
    assert row_of(draft)["version"] == 1


def test_putting_aside_forgets_the_password_and_mails_the_reference() -> None:
    draft = make_draft(**REPRESENTATIVE, password_hash="argon2$…")
    paused = pause_registration(draft.pk, language="en", now=NOW, by=APPLICANT)
    assert (paused.password_hash, paused.language) == ("", "en")
    assert OutboxMessage.objects.get().arguments == {"registration_id": str(draft.pk)}


def test_without_an_address_nothing_is_mailed() -> None:
    draft = make_draft()
    assert not pause_registration(draft.pk, language="fr", now=NOW, by=APPLICANT).is_resumable
    assert OutboxMessage.objects.count() == 0


def test_the_address_of_the_rse_is_confirmed_once() -> None:
    draft = make_draft(rse_email="odile@exemple.ca")
    send_confirmation_code(draft, language="fr", now=NOW)
    with pytest.raises(WrongEmailCode):
        confirm_email(draft, digits="x", version=0, now=NOW, by=APPLICANT)
    saved = confirm_email(draft, digits=latest_code(), version=0, now=NOW, by=APPLICANT)
    assert saved.rse_email_confirmed_at == NOW
    assert confirm_email(saved, digits="000000", version=0, now=NOW, by=APPLICANT) == saved


def test_a_code_sent_to_another_address_confirms_nothing() -> None:
    draft = make_draft(rse_email="odile@exemple.ca")
    send_confirmation_code(draft, language="fr", now=NOW)
    draft.rse_email = "autre@exemple.ca"
    with pytest.raises(ExpiredEmailCode):
        confirm_email(draft, digits=latest_code(), version=0, now=NOW, by=APPLICANT)
    assert row_of(draft)["rse_email_confirmed_at"] is None


def test_a_draft_is_taken_up_again_with_a_code_and_without_its_password() -> None:
    draft = make_draft(rse_email="Odile@exemple.ca", password_hash="argon2$…")
    asked = ask_to_resume(draft.reference, email="odile@exemple.ca", language="fr", now=NOW)
    assert asked == draft.pk
    resumed = resume_registration(asked, digits=latest_code(), now=NOW, by=APPLICANT)
    assert (resumed.password_hash, resumed.rse_email_confirmed_at) == ("", NOW)


@pytest.mark.parametrize("wrong", ["reference", "email", "age"])
def test_a_stranger_learns_nothing_of_a_draft(wrong: str) -> None:
    draft = make_draft(rse_email="odile@exemple.ca")
    now: datetime = NOW + timedelta(days=8) if wrong == "age" else NOW
    reference = "INS-2026-AAAA-AAAA" if wrong == "reference" else draft.reference
    email = "autre@exemple.ca" if wrong == "email" else "odile@exemple.ca"
    before = row_of(draft)
    asked = ask_to_resume(reference, email=email, language="fr", now=now)
    with pytest.raises(WrongResumeCode):
        resume_registration(asked, digits="123456", now=now, by=APPLICANT)
    assert (asked != draft.pk, EmailCode.objects.count(), row_of(draft)) == (True, 0, before)


def test_asking_twice_within_a_minute_tells_nothing_either() -> None:
    draft = make_draft(rse_email="odile@exemple.ca")
    for _turn in range(2):
        assert ask_to_resume(draft.reference, email="odile@exemple.ca", language="fr", now=NOW) == draft.pk
    assert EmailCode.objects.count() == 1
    one_minute_later()


def test_a_submitted_registration_takes_no_more_answers() -> None:
    submitted = make_waiting_registration()
    people = (Enterprise.objects.count(), Member.objects.count(), User.objects.count())
    before = row_of(submitted)
    with pytest.raises(AlreadyDone):
        save_answers(submitted.pk, step=Step.CONTACT, answers={"contact_by": "phone"}, version=0, now=NOW, by=APPLICANT)
    assert row_of(submitted) == before
    assert (Enterprise.objects.count(), Member.objects.count(), User.objects.count()) == people
