"""What is typed as a secret travels in a sealed cookie and lies nowhere else; lost, only its pages come again.

That none of it is in a draft, a session, an outbox row, the journal, a mail or a page: tests/sentinel.py, every test.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from citizens.models import AccountCreation
from citizens.steps import QUESTION_STEPS, Step
from citizens.views.creation_session import COOKIE
from tests.factories.creations import Newcomer, make_citizen_service, make_citizen_terms
from tests.factories.persons import make_registered_person
from tests.factories.secrets import ANSWERS, PASSWORD

pytestmark = pytest.mark.django_db

BACK = "?retour=verification"


def newcomer_at(step: Step, *, needs_proof: bool = False) -> Newcomer:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=needs_proof))
    newcomer.walk(until=step)
    return newcomer


def lose(newcomer: Newcomer) -> None:
    """Drop the cookie, as time or a browser does; the session stays."""
    del newcomer.client.cookies[COOKIE.name]


def again(newcomer: Newcomer, step: Step) -> str:
    """Give the page of a step that asks again."""
    response = newcomer.open(step)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def test_a_draft_row_holds_neither_password_nor_answers() -> None:
    newcomer_at(Step.CHECK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT citizens_accountcreation::text FROM citizens_accountcreation")
        ((stored,),) = cursor.fetchall()
    row = AccountCreation.objects.values_list().get()
    for secret in (PASSWORD, *ANSWERS, "argon2"):
        assert secret not in stored
        assert secret not in f"{row}"


def test_the_cookie_can_be_read_by_nobody() -> None:
    newcomer = newcomer_at(Step.CHECK)
    cookie = newcomer.client.cookies[COOKIE.name]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["max-age"] == COOKIE.lasts.total_seconds()
    for secret in (PASSWORD, *ANSWERS, "argon2", str(newcomer.draft.pk)):
        assert secret not in cookie.value


def test_the_longest_answers_fit_in_the_cookie() -> None:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=False))
    for number, step in enumerate(QUESTION_STEPS):
        newcomer.answers[step]["answer"] = "学" * 55 + f" {number}"
    assert newcomer.walk().status_code == 303


def test_a_lost_cookie_asks_again_only_for_what_it_carried() -> None:
    newcomer = newcomer_at(Step.CHECK)
    row = AccountCreation.objects.values().get()
    lose(newcomer)
    response = newcomer.open(Step.CHECK)
    asked = []
    for step in (Step.PASSWORD, *QUESTION_STEPS):
        assert response.headers["Location"].endswith(f"/etape/{step}/")
        assert "Pour votre sécurité" in again(newcomer, step)
        asked.append(step)
        response = newcomer.post(step)
    assert response.headers["Location"].endswith("/etape/verification/")
    assert AccountCreation.objects.values().get() == row
    assert newcomer.post(Step.CHECK).status_code == 303


def test_a_page_answered_after_the_cookie_went_loses_nothing() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    lose(newcomer)
    response = newcomer.post(Step.PHRASE)
    assert response.headers["Location"].endswith("/etape/mot-de-passe/")
    assert newcomer.draft.phrase == newcomer.answers[Step.PHRASE]["phrase"]
    assert newcomer.post(Step.PASSWORD).headers["Location"].endswith("/etape/question-1/")


def test_an_end_without_the_cookie_makes_no_account_and_asks_again() -> None:
    newcomer = newcomer_at(Step.CHECK)
    lose(newcomer)
    response = newcomer.post(Step.CHECK)
    assert response.headers["Location"].endswith(f"/etape/mot-de-passe/{BACK}")
    assert User.objects.count() == 0
    for step in (Step.PASSWORD, *QUESTION_STEPS):
        response = newcomer.post(step, query=BACK)
    assert response.headers["Location"].endswith("/etape/verification/")


def test_a_lost_proof_is_asked_again_and_the_rest_stays() -> None:
    make_registered_person()
    newcomer = newcomer_at(Step.CHECK, needs_proof=True)
    del newcomer.client.cookies["identity"]
    assert newcomer.open(Step.CHECK).headers["Location"].endswith("/etape/identite/")
    assert newcomer.post(Step.CHECK).headers["Location"].endswith(f"/etape/identite/{BACK}")
    newcomer.open(Step.IDENTITY)
    assert newcomer.prove().headers["Location"].endswith("/etape/verification/")
    assert newcomer.post(Step.CHECK).status_code == 303


def test_a_proof_is_not_asked_twice() -> None:
    make_registered_person()
    newcomer = newcomer_at(Step.TERMS, needs_proof=True)
    response = newcomer.client.get(newcomer.open(Step.IDENTITY).headers["Location"])
    assert response.headers["Location"].endswith("/etape/conditions/")


def test_the_secrets_of_another_draft_count_for_nothing() -> None:
    first, second = newcomer_at(Step.CHECK), newcomer_at(Step.CHECK)
    second.client.cookies[COOKIE.name] = first.client.cookies[COOKIE.name].value
    assert second.open(Step.CHECK).headers["Location"].endswith("/etape/mot-de-passe/")
    assert second.post(Step.CHECK).headers["Location"].endswith(f"/etape/mot-de-passe/{BACK}")
    assert User.objects.count() == 0


@pytest.mark.parametrize("value", ["", "x", "é", "A" * 3000])
def test_an_altered_cookie_counts_for_nothing(value: str) -> None:
    newcomer = newcomer_at(Step.CHECK)
    newcomer.client.cookies[COOKIE.name] = value
    assert newcomer.open(Step.CHECK).headers["Location"].endswith("/etape/mot-de-passe/")


def test_the_cookie_lasts_no_longer_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer = newcomer_at(Step.CHECK)
    later = timezone.now() + COOKIE.lasts + timedelta(seconds=1)
    monkeypatch.setattr("citizens.views.creation_session.timezone.now", lambda: later)
    assert newcomer.open(Step.CHECK).headers["Location"].endswith("/etape/mot-de-passe/")


def test_each_page_counts_its_time_anew() -> None:
    newcomer = newcomer_at(Step.CHECK)
    before = newcomer.client.cookies[COOKIE.name].value
    newcomer.open(Step.IMAGE)
    assert newcomer.client.cookies[COOKIE.name].value != before


def test_what_was_given_is_said_and_not_shown() -> None:
    newcomer = newcomer_at(Step.CHECK)
    assert "Un mot de passe est déjà créé" in again(newcomer, Step.PASSWORD)
    text = again(newcomer, Step.QUESTION_2)
    assert "Une réponse est déjà donnée" in text
    assert '<option value="peluche" selected>' in text


def test_another_answer_replaces_the_first() -> None:
    newcomer = newcomer_at(Step.CHECK)
    newcomer.post(Step.QUESTION_1, query=BACK, question="film-apeurant", answer="Le moulin hanté")
    assert newcomer.post(Step.CHECK).status_code == 303
    assert User.objects.get().citizen_profile.answers.get(position=1).question == "film-apeurant"
