"""Changing one's image, phrase and questions from the profile: one act a page, the password again first (K-03)."""

from datetime import timedelta

import pytest
from django.test import Client
from freezegun import freeze_time

from accounts.models import JournalEntry, User
from citizens.models import CitizenProfile
from citizens.queries.security import answers_of
from tests.accounts.sign_in_steps import owed
from tests.citizens.sign_in_steps import CODE, sign_in
from tests.factories.enterprises import PASSWORD, make_rse
from tests.factories.secrets import ANSWERS
from tests.factories.security_options import IMAGE, PHRASE, QUESTIONS, make_person_with_options

pytestmark = pytest.mark.django_db
PROFILE, CONFIRM = "/fr/profil/", "/fr/profil/identite/"
IMAGE_PAGE, PHRASE_PAGE = "/fr/citoyens/profil/image/", "/fr/citoyens/profil/phrase/"
QUESTIONS_PAGE = "/fr/citoyens/profil/questions/"
FIRST = f"{QUESTIONS_PAGE}1/"
PAGES = [
    IMAGE_PAGE,
    PHRASE_PAGE,
    QUESTIONS_PAGE,
    FIRST,
    "/fr/citoyens/profil/renseignements/",
    "/fr/citoyens/fermeture/",
]
OTHER_IMAGE, OTHER_PHRASE, OTHER_QUESTION = "phare", "Un traîneau sous la neige", "plat-rate"


@pytest.fixture
def person(client: Client) -> User:
    made = make_person_with_options(user_code=CODE)
    sign_in(client, made)
    return made


def profile_of(person: User) -> CitizenProfile:
    return CitizenProfile.objects.get(user=person)


def facts() -> list[str]:
    chosen = JournalEntry.objects.filter(action__startswith="security.").exclude(action="security.options_chosen")
    return list(chosen.order_by("pk").values_list("action", flat=True))


def test_the_profile_shows_what_was_chosen_and_never_an_answer(client: Client, person: User) -> None:
    page = client.get(PROFILE).content.decode()
    for words in ("canot", PHRASE, "Quatre questions", "Pas encore prouvée", "Fermer mon compte"):
        assert words in page
    assert not any(answer in page for answer in ANSWERS)


def test_an_enterprise_has_none_of_it(client: Client) -> None:
    client.force_login(make_rse().user)
    page = client.get(PROFILE).content.decode()
    assert "Phrase" not in page
    assert "Fermer mon compte" not in page
    assert client.get(IMAGE_PAGE).status_code == 403


@pytest.mark.parametrize("address", PAGES)
def test_each_page_asks_for_the_password_after_five_minutes(client: Client, address: str) -> None:
    with freeze_time("2026-11-23 13:00:00") as clock:
        sign_in(client, make_person_with_options(user_code=CODE))
        assert client.get(address).status_code == 200
        clock.tick(timedelta(minutes=6))
        asked = client.get(address)
        assert asked["Location"].startswith(f"{CONFIRM}?next=")
        assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == address


def test_another_image_is_chosen_and_its_owner_told(client: Client, person: User) -> None:
    for _click in range(2):
        assert client.post(IMAGE_PAGE, {"image": OTHER_IMAGE})["Location"] == PROFILE
    assert profile_of(person).image == OTHER_IMAGE
    assert facts() == ["security.image_chosen"]
    assert owed().count("security_options_changed") == 1


def test_an_image_nobody_offers_changes_nothing(client: Client, person: User) -> None:
    assert "Choisissez une image" in client.post(IMAGE_PAGE, {"image": "requin-de-nulle-part"}).content.decode()
    assert (profile_of(person).image, facts()) == (IMAGE, [])


def test_a_phrase_of_ones_own_is_kept_and_an_unfit_one_refused(client: Client, person: User) -> None:
    refused = client.post(PHRASE_PAGE, {"choice": "own", "phrase": f"mon code {CODE}"})
    assert "code d’utilisateur" in refused.content.decode()
    assert profile_of(person).phrase == PHRASE
    assert client.post(PHRASE_PAGE, {"choice": "own", "phrase": OTHER_PHRASE})["Location"] == PROFILE
    assert profile_of(person).phrase == OTHER_PHRASE
    assert facts() == ["security.phrase_chosen"]


def test_a_phrase_that_is_the_password_is_refused_without_being_shown(client: Client, person: User) -> None:
    refused = client.post(PHRASE_PAGE, {"choice": "own", "phrase": PASSWORD})
    assert "La phrase ne doit pas être votre mot de passe" in refused.content.decode()
    assert (profile_of(person).phrase, facts()) == (PHRASE, [])


def test_the_four_questions_are_listed_without_their_answers(client: Client, person: User) -> None:
    page = client.get(QUESTIONS_PAGE).content.decode()
    assert page.count("/fr/citoyens/profil/questions/") >= 4
    assert not any(answer in page for answer in ANSWERS)


def test_one_question_is_replaced_and_the_three_others_stay(client: Client, person: User) -> None:
    answered = client.post(FIRST, {"question": OTHER_QUESTION, "answer": "La tourtière du lac"})
    assert answered["Location"] == QUESTIONS_PAGE
    assert [row.question for row in answers_of(person.username)] == [OTHER_QUESTION, *QUESTIONS[1:]]
    assert JournalEntry.objects.get(action="security.question_chosen").details == {"position": 1}


def test_an_answer_of_another_place_is_refused(client: Client, person: User) -> None:
    refused = client.post(FIRST, {"question": QUESTIONS[0], "answer": ANSWERS[1]})
    assert "Chaque réponse doit être différente" in refused.content.decode()
    assert facts() == []


def test_two_tabs_cannot_choose_one_question_twice(client: Client, person: User) -> None:
    client.post(FIRST, {"question": OTHER_QUESTION, "answer": "La tourtière du lac"})
    late = client.post(f"{QUESTIONS_PAGE}2/", {"question": OTHER_QUESTION, "answer": "Le pâté chinois"})
    assert "Vous avez déjà choisi cette question" in late.content.decode()
    assert [row.question for row in answers_of(person.username)] == [OTHER_QUESTION, *QUESTIONS[1:]]


@pytest.mark.parametrize("position", [0, 5, 99])
def test_there_are_four_places(client: Client, person: User, position: int) -> None:
    assert client.get(f"{QUESTIONS_PAGE}{position}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "number"), [(PROFILE, 5), (IMAGE_PAGE, 3), (PHRASE_PAGE, 3), (QUESTIONS_PAGE, 3), (FIRST, 3)]
)
def test_each_page_costs_a_known_number_of_statements(
    client: Client, person: User, django_assert_num_queries, address: str, number: int
) -> None:
    client.get(PROFILE)
    with django_assert_num_queries(number):
        client.get(address)
