"""A creation in hostile hands: codes asked without end, steps out of order, strange words, fields nobody asked for."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import JournalEntry, Throttle, User
from citizens.models import AccountCreation
from citizens.services.account_creation import CODES_OF_AN_ADDRESS
from citizens.services.account_creation_email import RESUMES_OF_AN_ADDRESS
from citizens.steps import Step
from tests.attacks.test_addresses_counted import PRETENCES
from tests.attacks.test_applicants import STRANGE
from tests.factories.creations import Newcomer, make_citizen_service, make_citizen_terms
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db


def newcomer_at(step: Step) -> Newcomer:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=False))
    newcomer.walk(until=step)
    return newcomer


@PRETENCES
def test_codes_are_not_looked_for_with_one_draft_after_another(pretence: Any) -> None:
    make_person(user_code="ERABLE9999")

    def ask(number: int) -> str:
        client, steps = Client(), "/fr/citoyens/creation/etape"
        client.post("/fr/citoyens/creation/", **pretence(number))
        client.post(f"{steps}/service/", {"service": "aucun", "version": "0"}, **pretence(number))
        typed = {"user_code": "erable9999", "version": "1"}
        return client.post(f"{steps}/code-utilisateur/", typed, **pretence(number)).content.decode()

    assert "pas disponible" in ask(1)
    # As if the others had been asked: each draft counts for itself, the address for all.
    Throttle.objects.update(failures=CODES_OF_AN_ADDRESS.tries - 1)
    assert "pas disponible" in ask(2)
    told = ask(3)
    assert "pas disponible" not in told
    assert "trop de tentatives" in told


def test_codes_that_are_free_make_nobody_else_wait() -> None:
    newcomer = newcomer_at(Step.USER_CODE)
    newcomer.post(Step.USER_CODE)
    assert Throttle.objects.count() == 1


@PRETENCES
def test_a_draft_is_not_looked_for_from_many_addresses_of_one_subscriber(pretence: Any) -> None:
    sent = {"reference": "CRE-2026-7KQ4-M2XD", "email": "eve@exemple.ca"}
    url = "/fr/citoyens/creation/reprendre/"
    for number in range(RESUMES_OF_AN_ADDRESS.tries):
        assert Client().post(url, sent, **pretence(number)).status_code == 302
    assert "trop de tentatives" in Client().post(url, sent, **pretence(99)).content.decode()


@pytest.mark.parametrize("step", [step for step in Step if step not in {Step.SERVICE, Step.USER_CODE}])
def test_a_step_that_is_not_reached_takes_no_answer(step: Step) -> None:
    newcomer = newcomer_at(Step.USER_CODE)
    before = AccountCreation.objects.values().get()
    typed = {"digits": "123456"} if step == Step.EMAIL_CODE else newcomer.answers.get(step, {})
    for sent in (typed, {**typed, "save_and_exit": "1"}, {**typed, "refuse": "1"}, {**typed, "resend": "1"}):
        answer = newcomer.client.post(newcomer.url(f"etape/{step}/"), {"version": "0", **sent})
        assert answer.headers["Location"].endswith("/etape/code-utilisateur/")
    assert AccountCreation.objects.values().get() == before


def test_fields_that_no_page_asks_are_not_taken() -> None:
    newcomer = newcomer_at(Step.EMAIL)
    more = dict.fromkeys(["id", "reference", "image", "phrase", "questions", "terms_number", "user", "service"], "1")
    newcomer.post(Step.EMAIL, **more, state="completed", email_confirmed_at="2026-01-01", service_chosen="on")
    draft = newcomer.draft
    assert (draft.state, draft.email_confirmed_at, draft.image, draft.terms_number) == ("draft", None, "", "")
    assert (draft.phrase, draft.questions, draft.user, draft.service) == (None, None, None, newcomer.service)


@pytest.mark.parametrize("typed", STRANGE)
def test_strange_words_break_no_page(typed: str) -> None:
    newcomer = newcomer_at(Step.CHECK)
    for step, answers in newcomer.answers.items():
        if step in newcomer.walked:
            for name in answers:
                assert newcomer.post(step, **{name: typed}).status_code in {200, 302}
    assert User.objects.count() == 0


def test_an_answer_of_another_person_s_browser_reaches_no_draft() -> None:
    newcomer = newcomer_at(Step.CHECK)
    row, facts = AccountCreation.objects.values().get(), JournalEntry.objects.count()
    thief = Client()
    thief.cookies["creation"] = newcomer.client.cookies["creation"].value
    for page in ("etape/verification/", "enregistree/", "refusee/", "reprendre/code/"):
        assert thief.post(newcomer.url(page), {"version": str(newcomer.draft.version)}).status_code in {200, 302}
    assert AccountCreation.objects.values().get() == row
    assert JournalEntry.objects.count() == facts
