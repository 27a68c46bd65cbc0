"""R-04: image, phrase and questions chosen anew by who knows the password and proves the identity."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import JournalEntry, User
from accounts.states import UserState
from citizens.identity_check import COOKIE as IDENTITY
from citizens.identity_check import CheckPurpose
from citizens.models import CitizenProfile
from citizens.options_draft import COOKIE, OptionsDraft, keep_options
from citizens.queries.security import answers_of
from tests.accounts.sign_in_steps import deliver_all, is_signed_in, mails
from tests.citizens.identity_road import begin, prove, text
from tests.citizens.recovery_steps import OPTIONS, make_owner
from tests.citizens.sign_in_steps import (
    HOME,
    QUESTION_PAGE,
    WRONG_ANSWER,
    answer,
    latest_digits,
    reach_question,
    shown_question,
    sign_in,
)
from tests.factories.enterprises import make_rse, make_user
from tests.factories.persons import make_registered_person, next_nas
from tests.factories.secrets import ANSWERS, PASSWORD
from tests.factories.security_options import IMAGE, PHRASE, QUESTIONS, make_person_with_options

pytestmark = pytest.mark.django_db
NEW_IMAGE, NEW_PHRASE = "ancre", "Le vent tourne à la brunante"
NEW_QUESTIONS = ("ami-imaginaire", "voisins-enfance", "jouet-perdu", "peluche")


def step(name: str) -> str:
    return f"{OPTIONS}{name}/"


def begin_options(client: Client, **numbers: str) -> None:
    """At the question of a sign-in: prove the identity for new options."""
    assert client.post(OPTIONS)["Location"] == "/fr/citoyens/identite/"
    assert prove(client, **numbers)["Location"] == OPTIONS


def choose_all(client: Client, *, phrase: str = NEW_PHRASE):  # type: ignore[no-untyped-def]
    """Walk the six pages; give the last answer."""
    assert client.get(step("image")).status_code == 200
    assert client.post(step("image"), {"image": NEW_IMAGE})["Location"] == step("phrase")
    assert client.post(step("phrase"), {"choice": "own", "phrase": phrase})["Location"] == step("question-1")
    for place, (question, typed) in enumerate(zip(NEW_QUESTIONS, ANSWERS, strict=True), start=1):
        answered = client.post(step(f"question-{place}"), {"question": question, "answer": typed})
        if place < 4:
            assert answered["Location"] == step(f"question-{place + 1}")
    return answered


def options_of(user: User) -> tuple[str, str | None, list[str]]:
    profile = CitizenProfile.objects.get(user=user)
    return profile.image, profile.phrase, [row.question for row in answers_of(user.username)]


FORMER = (IMAGE, PHRASE, list(QUESTIONS))
CHOSEN = (NEW_IMAGE, NEW_PHRASE, list(NEW_QUESTIONS))


def test_who_forgot_the_answers_proves_the_identity_chooses_anew_and_is_signed_in(client: Client) -> None:
    owner, elsewhere = make_owner(), Client()
    sign_in(elsewhere, owner)
    reach_question(client)
    assert "prouvez de nouveau votre identité" in text(client.get(OPTIONS))
    begin_options(client)
    assert client.get(OPTIONS)["Location"] == step("image")
    assert choose_all(client)["Location"] == HOME
    assert options_of(owner) == CHOSEN
    assert is_signed_in(client)
    assert elsewhere.get(HOME)["Location"].startswith("/fr/session/expiree/")
    assert {COOKIE.name, IDENTITY.name}.isdisjoint(name for name, kept in client.cookies.items() if kept.value)
    deliver_all()
    assert "Options de sécurité modifiées" in [subject for _to, subject, _text in mails()]
    assert JournalEntry.objects.filter(action="recovery.options_chosen", subject_id=str(owner.pk)).count() == 1


def test_the_question_page_and_the_page_of_its_wait_lead_here(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    assert f'href="{OPTIONS}"' in text(client.get(QUESTION_PAGE))
    for _turn in range(5):
        answer(client, owner, WRONG_ANSWER)
    locked = answer(client, owner)
    assert locked.status_code == 429
    assert f'href="{OPTIONS}"' in text(locked)
    begin_options(client)
    client.get(OPTIONS)
    assert choose_all(client)["Location"] == HOME


def test_choosing_anew_ends_the_wait_of_the_answers(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    for _turn in range(6):
        answer(client, owner, WRONG_ANSWER)
    begin_options(client)
    client.get(OPTIONS)
    choose_all(client)
    again = Client()
    reach_question(again)
    asked = shown_question(again)
    right = dict(zip(NEW_QUESTIONS, ANSWERS, strict=True))[asked]
    assert again.post(QUESTION_PAGE, {"question": asked, "answer": right})["Location"] == HOME


def test_the_new_answers_open_the_next_session(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    choose_all(client)
    again = Client()
    reach_question(again)
    asked = shown_question(again)
    right = dict(zip(NEW_QUESTIONS, ANSWERS, strict=True))[asked]
    assert again.post(QUESTION_PAGE, {"question": asked, "answer": right})["Location"] == HOME
    assert options_of(owner) == CHOSEN


def test_without_the_password_nobody_begins(client: Client) -> None:
    owner = make_owner()
    page = text(client.get(OPTIONS))
    assert "Entrez d’abord votre code d’utilisateur et votre mot de passe" in page
    assert client.post(OPTIONS).status_code == 200
    begin(client, CheckPurpose.OPTIONS, subject=str(owner.pk))
    prove(client)
    assert "Entrez d’abord" in text(client.get(OPTIONS))
    for name in ("image", "phrase", "question-1", "question-4"):
        assert client.get(step(name))["Location"] == OPTIONS
        assert client.post(step(name), {"image": NEW_IMAGE})["Location"] == OPTIONS
    assert options_of(owner) == FORMER


def test_the_password_without_the_identity_chooses_nothing(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    client.post(OPTIONS)
    for name in ("image", "phrase", "question-1"):
        assert client.post(step(name), {"image": NEW_IMAGE})["Location"] == OPTIONS
    assert options_of(owner) == FORMER


def test_the_identity_of_another_person_chooses_nothing(client: Client) -> None:
    owner, nas = make_owner(), next_nas()
    make_registered_person(nas)
    reach_question(client)
    begin_options(client, nas=nas)
    refused = client.get(OPTIONS)
    assert refused.status_code == 403
    assert "ne permet pas de récupérer ce compte" in text(refused)
    assert client.post(step("image"), {"image": NEW_IMAGE})["Location"] == OPTIONS
    assert options_of(owner) == FORMER
    assert JournalEntry.objects.filter(action="recovery.owner_refused", subject_id=str(owner.pk)).count() == 1


def test_an_identity_proven_for_one_account_serves_no_other_account(client: Client) -> None:
    mine = make_owner()
    other = make_owner(nas=next_nas(), user_code="AUTRUI31", email="autre@exemple.ca")
    begin(client, CheckPurpose.OPTIONS, subject=str(mine.pk))
    prove(client)
    reach_question(client, "AUTRUI31")
    assert client.get(OPTIONS).status_code == 200
    assert client.get(step("image"))["Location"] == OPTIONS
    assert options_of(other) == FORMER


def test_choices_begun_for_one_account_serve_no_other(client: Client) -> None:
    mine = make_owner()
    other = make_person_with_options(user_code="AUTRUI31", email="autre@exemple.ca")
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    client.force_login(other)
    assert client.post(step("image"), {"image": NEW_IMAGE})["Location"] == OPTIONS
    assert options_of(mine) == options_of(other) == FORMER


def test_a_password_changed_meanwhile_ends_the_choices(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    owner.set_password("un autre mot de passe 77")
    owner.save(update_fields=["password"])
    assert client.post(step("image"), {"image": NEW_IMAGE})["Location"] == OPTIONS


def test_choices_left_for_half_an_hour_are_begun_again(client: Client) -> None:
    make_owner()
    with freeze_time("2026-11-23 13:00:00") as clock:
        reach_question(client)
        begin_options(client)
        client.get(OPTIONS)
        client.post(step("image"), {"image": NEW_IMAGE})
        clock.tick(timedelta(minutes=31))
        answered = client.get(step("phrase"), follow=True)
    assert "n’ont pas été gardés" in text(answered)


@pytest.mark.parametrize("state", [UserState.SUSPENDED, UserState.CLOSING, UserState.CLOSED])
def test_only_an_active_account_chooses(client: Client, state: str) -> None:
    owner = make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    User.objects.filter(pk=owner.pk).update(state=state)
    assert client.post(step("image"), {"image": NEW_IMAGE})["Location"] == OPTIONS
    assert "Entrez d’abord" in text(client.get(OPTIONS))
    assert options_of(owner) == FORMER


def test_no_step_is_skipped_and_each_may_be_done_again(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    assert client.get(step("question-3"))["Location"] == step("image")
    assert client.post(step("question-4"), {"question": "peluche", "answer": ANSWERS[0]})["Location"] == step("image")
    client.post(step("image"), {"image": "baleine"})
    client.post(step("phrase"), {"choice": "own", "phrase": NEW_PHRASE})
    client.post(step("question-1"), {"question": "peluche", "answer": ANSWERS[3]})
    assert NEW_PHRASE in text(client.get(step("phrase")))
    assert 'value="peluche" selected' in text(client.get(step("question-1")))
    assert choose_all(client)["Location"] == HOME
    assert options_of(owner) == CHOSEN


def test_a_question_or_an_answer_of_another_place_is_refused(client: Client) -> None:
    make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    client.post(step("image"), {"image": NEW_IMAGE})
    client.post(step("phrase"), {"choice": "own", "phrase": NEW_PHRASE})
    client.post(step("question-1"), {"question": "peluche", "answer": ANSWERS[0]})
    same_question = client.post(step("question-2"), {"question": "peluche", "answer": ANSWERS[1]})
    same_answer = client.post(step("question-2"), {"question": "jouet-perdu", "answer": ANSWERS[0].upper()})
    assert "Vous avez déjà choisi cette question" in text(same_question)
    assert "Chaque réponse doit être différente" in text(same_answer)


def test_back_after_the_proof_confirms_the_owner_once(client: Client) -> None:
    make_owner()
    reach_question(client)
    begin_options(client)
    for _visit in range(3):
        assert client.get(OPTIONS)["Location"] == step("image")
    assert JournalEntry.objects.filter(action="recovery.owner_confirmed").count() == 1


def test_a_password_typed_as_a_phrase_is_refused_at_once_and_shown_on_no_page(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    client.post(step("image"), {"image": NEW_IMAGE})
    refused = client.post(step("phrase"), {"choice": "own", "phrase": PASSWORD})
    assert "La phrase ne doit pas être votre mot de passe" in text(refused)
    for page in (refused, client.get(step("phrase"))):
        assert PASSWORD not in text(page)
    assert options_of(owner) == FORMER
    assert choose_all(client)["Location"] == HOME
    assert options_of(owner) == CHOSEN


def test_the_last_page_sent_twice_changes_nothing_more(client: Client) -> None:
    owner = make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    choose_all(client)
    typed = {"question": NEW_QUESTIONS[3], "answer": "Une tout autre réponse"}
    assert client.post(step("question-4"), typed)["Location"] == OPTIONS
    assert JournalEntry.objects.filter(action="recovery.options_chosen", subject_id=str(owner.pk)).count() == 1


def test_a_signed_in_owner_confirms_the_password_first_and_keeps_this_session(client: Client) -> None:
    owner, elsewhere = make_owner(), Client()
    sign_in(client, owner)
    sign_in(elsewhere, owner)
    with freeze_time(timezone.now() + timedelta(minutes=6)):
        assert client.get(OPTIONS)["Location"].startswith("/fr/profil/identite/?next=")
        client.post(f"/fr/profil/identite/?next={OPTIONS}", {"password": PASSWORD})
        begin_options(client)
        client.get(OPTIONS)
        assert choose_all(client)["Location"] == HOME
        assert client.get(HOME).status_code == 200
        assert elsewhere.get(HOME)["Location"].startswith("/fr/session/expiree/")


def test_an_account_without_a_proof_opens_a_session_by_a_code_first(client: Client) -> None:
    owner = make_person_with_options(user_code="TREMBLAY27", email="marie-eve@exemple.ca")
    reach_question(client)
    assert "Ouvrez votre session avec un code reçu par courriel" in text(client.get(OPTIONS))
    assert client.post(OPTIONS).status_code == 200
    assert client.get(step("image"))["Location"] == OPTIONS
    client.post(QUESTION_PAGE, {"email_code": "1"})
    client.post(f"{QUESTION_PAGE}code/", {"digits": latest_digits()})
    assert is_signed_in(client)
    assert client.post(OPTIONS)["Location"] == step("image")
    assert choose_all(client)["Location"] == HOME
    assert options_of(owner) == CHOSEN


def test_an_enterprise_session_is_told_of_the_other_portal(client: Client) -> None:
    client.force_login(make_rse(user=make_user(user_code="KLMT4829")).user)
    assert client.get(OPTIONS).status_code == 403


def test_the_choices_fit_in_a_cookie_whatever_is_typed() -> None:
    longest = "é" * 60
    draft = OptionsDraft(subject="0" * 36, mark="0" * 16, image="bonhomme-de-neige", phrase="🦊" * 60)
    for place in range(4):
        draft = draft.with_answer(place, ["cachette-enfance-et-plus", longest])
    keep_options(HttpResponse(), draft)


def test_each_page_costs_a_known_number_of_statements(client: Client) -> None:
    make_owner()
    reach_question(client)
    begin_options(client)
    client.get(OPTIONS)
    counts = []
    for name in ("image", "phrase"):
        with CaptureQueriesContext(connection) as queries:
            client.get(step(name))
        counts.append(len(queries))
        client.post(step(name), {"image": NEW_IMAGE, "choice": "own", "phrase": NEW_PHRASE})
    assert counts == [3, 3]
