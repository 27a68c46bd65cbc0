"""The pages of a creation: who sees what, wrong answers, two tabs, double clicks (screens.md C-01 to C-08, C-17)."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AllocatedUserCode, EmailCode
from citizens.models import AccountCreation
from citizens.services.account_creation import CODES_OF_A_CREATION
from citizens.steps import QUESTION_STEPS, Step
from ministry_services.states import ServiceState
from tests.citizens.test_creation_journey import BEFORE_PROOF
from tests.factories.creations import Newcomer, latest_code, make_citizen_service, make_citizen_terms
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_rse
from tests.factories.registrations import one_minute_later
from tests.factories.secrets import ANSWERS, PASSWORD
from tests.factories.security_options import PHRASE, make_person

pytestmark = pytest.mark.django_db


def newcomer_at(step: Step, language: str = "fr") -> Newcomer:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=False), language=language)
    newcomer.walk(until=step)
    return newcomer


def refused(response: Any) -> str:
    """Give the page of a refused answer."""
    assert response.status_code == 200
    text: str = response.content.decode()
    assert "Erreur\u00a0:" in text
    return text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_start_page_tells_what_the_service_needs(language: str, client: Client) -> None:
    service = make_citizen_service()
    text = client.get(f"/{language}/citoyens/creation/?service={service.slug}").content.decode()
    assert f'<html lang="{language}"' in text
    assert service.name_fr in text if language == "fr" else service.name_en in text
    assert "16" in text


def test_the_start_page_without_a_service_asks_the_database_nothing(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/fr/citoyens/creation/").status_code == 200
    service = make_citizen_service()
    with django_assert_num_queries(1):
        assert client.get(f"/fr/citoyens/creation/?service={service.slug}").status_code == 200


@pytest.mark.parametrize("slug", ["inconnu", "", "%00", "x" * 200, "é", "../.."])
def test_an_unknown_service_stops_nobody(slug: str, client: Client) -> None:
    assert client.get(f"/fr/citoyens/creation/?service={slug}").status_code == 200
    response = client.post(f"/fr/citoyens/creation/?service={slug}")
    assert response.headers["Location"].endswith("/etape/service/")
    assert AccountCreation.objects.get().service is None


def test_a_service_of_the_other_portal_is_explained_and_opens_no_draft(client: Client) -> None:
    service = make_service(portal="E")
    url = f"/fr/citoyens/creation/?service={service.slug}"
    text = client.get(url).content.decode()
    assert "Ce service utilise l’autre portail" in text
    assert "/fr/entreprises/inscription/" in text
    assert client.post(url).headers["Location"] == url
    assert AccountCreation.objects.count() == 0


def test_a_session_in_hand_is_told_first() -> None:
    for user, sentence in ((make_person(), "vous n’avez pas à en créer un autre"), (make_rse().user, "fermez d’abord")):
        client = Client()
        client.force_login(user)
        assert sentence in client.get("/fr/citoyens/creation/").content.decode()
        assert client.post("/fr/citoyens/creation/").headers["Location"] == "/fr/citoyens/creation/"
        assert client.get("/fr/citoyens/creation/etape/phrase/").headers["Location"] == "/fr/citoyens/creation/"
    assert AccountCreation.objects.count() == 0


def test_a_draft_in_this_browser_is_taken_up_or_begun_again() -> None:
    newcomer = newcomer_at(Step.IMAGE)
    first = newcomer.draft
    text = newcomer.client.get(newcomer.url()).content.decode()
    assert 'href="/fr/citoyens/creation/etape/image/"' in text
    assert "Recommencer" in text
    assert newcomer.start().headers["Location"].endswith("/etape/code-utilisateur/")
    assert newcomer.draft != first
    assert newcomer.client.cookies["creation"].value == ""


def test_beginning_twice_without_an_answer_makes_one_draft() -> None:
    newcomer = Newcomer(make_citizen_service())
    newcomer.start()
    newcomer.start()
    assert AccountCreation.objects.count() == 1


def test_no_address_skips_ahead() -> None:
    newcomer = newcomer_at(Step.IMAGE)
    for step in (Step.PHRASE, Step.TERMS, Step.CHECK, Step.IDENTITY, Step.SERVICE):
        assert newcomer.open(step).headers["Location"].endswith("/etape/image/")
        assert newcomer.post(step).headers["Location"].endswith("/etape/image/")
    assert newcomer.open(Step.USER_CODE).status_code == 200
    assert newcomer.client.get(newcomer.url("etape/inconnue/")).status_code == 404


def test_a_stranger_has_no_way_to_a_draft() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    row = AccountCreation.objects.values().get()
    stranger = Newcomer()
    for page in ("etape/phrase/", "enregistree/", "identite-prouvee/"):
        response = stranger.client.get(stranger.url(page))
        assert response.status_code == 302
        assert row["reference"] not in response.content.decode()
    response = stranger.client.post(stranger.url("etape/image/"), newcomer.answers[Step.IMAGE])
    assert response.headers["Location"].endswith("/citoyens/creation/?session=perdue")
    stranger.client.post(stranger.url("refusee/"))
    assert AccountCreation.objects.values().get() == row


def test_a_lost_session_is_told_how_to_come_back() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    newcomer.client.cookies.clear()
    text = newcomer.client.get(newcomer.url("etape/phrase/"), follow=True).content.decode()
    assert "Reprendre avec le numéro de référence" in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Entrez un code d’utilisateur"),
        ("court", "de 8 à 20 caractères"),
        ("x" * 9_999, "de 8 à 20 caractères"),
        ("x" * 10_001, "trop long"),
        ("O'Neil1979", "que des lettres sans accent"),
        ("bleuet🫐2027", "que des lettres sans accent"),
        ("eve@exemple.ca", "adresse de courriel"),
    ],
)
def test_a_user_code_that_is_none_is_refused_and_nothing_changes(typed: str, sentence: str) -> None:
    newcomer = newcomer_at(Step.USER_CODE)
    row = AccountCreation.objects.values().get()
    assert sentence in refused(newcomer.post(Step.USER_CODE, user_code=typed))
    assert AccountCreation.objects.values().get() == row


@pytest.mark.parametrize("kept_by", ["an account", "an account of the past"])
def test_a_code_once_given_is_never_free_again(kept_by: str) -> None:
    newcomer = newcomer_at(Step.USER_CODE)
    if kept_by == "an account":
        make_person(user_code="ERABLE1979")
    else:
        AllocatedUserCode.objects.create(portal="C", user_code="ERABLE1979")
    text = refused(newcomer.post(Step.USER_CODE, user_code="erable1979"))
    assert "Ce code n’est pas disponible. Choisissez-en un autre" in text
    assert newcomer.draft.user_code == ""


def test_a_code_of_the_other_portal_is_free_here() -> None:
    newcomer = newcomer_at(Step.USER_CODE)
    AllocatedUserCode.objects.create(portal="E", user_code="ERABLE1979")
    assert newcomer.post(Step.USER_CODE, user_code="erable1979").status_code == 302


def test_asking_for_many_codes_has_to_wait_whether_they_are_free_or_not() -> None:
    newcomer = newcomer_at(Step.USER_CODE)
    for number in range(CODES_OF_A_CREATION.tries):
        newcomer.post(Step.USER_CODE, user_code=f"erable{number:04}")
    text = refused(newcomer.post(Step.USER_CODE, user_code="erable9999"))
    assert "trop de tentatives" in text
    assert newcomer.draft.user_code == f"ERABLE{CODES_OF_A_CREATION.tries - 1:04}"


def test_another_code_asks_for_another_password_and_says_why() -> None:
    newcomer = newcomer_at(Step.CHECK)
    response = newcomer.post(Step.USER_CODE, query="?retour=verification", user_code="erable1979")
    assert response.headers["Location"].endswith("/etape/mot-de-passe/?retour=verification")
    assert "Vous avez changé votre code" in newcomer.open(Step.PASSWORD).content.decode()
    response = newcomer.post(Step.PASSWORD, query="?retour=verification")
    assert response.headers["Location"].endswith("/etape/verification/")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Créez un mot de passe"),
        ("court", "au moins 12 caractères"),
        ("x" * 10_001, "trop long"),
        ("motdepasse1234", "trop courant"),
    ],
)
def test_a_weak_password_is_refused_and_never_shown(password: str, sentence: str) -> None:
    newcomer = newcomer_at(Step.PASSWORD)
    assert sentence in refused(newcomer.post(Step.PASSWORD, password=password))


def test_neither_the_password_nor_the_phrase_is_the_other() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    text = refused(newcomer.post(Step.PHRASE, phrase=PASSWORD))
    assert "La phrase ne doit pas être votre mot de passe" in text
    newcomer.post(Step.PHRASE)
    text = refused(newcomer.post(Step.PASSWORD, password=PHRASE))
    assert "Votre phrase personnelle est montrée à l’écran" in text


def test_another_address_is_confirmed_again() -> None:
    newcomer = newcomer_at(Step.CHECK)
    one_minute_later()
    back = "?retour=verification"
    response = newcomer.post(Step.EMAIL, query=back, email="nouvelle@exemple.ca")
    assert response.headers["Location"].endswith(f"/etape/courriel/{back}")
    assert EmailCode.objects.order_by("created_at").last().email == "nouvelle@exemple.ca"  # type: ignore[union-attr]
    assert newcomer.post(Step.EMAIL_CODE, query=back).headers["Location"].endswith("/etape/verification/")


def test_a_wrong_code_is_refused_and_another_one_opens() -> None:
    newcomer = newcomer_at(Step.EMAIL_CODE)
    wrong = "000000" if latest_code() != "000000" else "111111"
    assert "Code inexact" in refused(newcomer.post(Step.EMAIL_CODE, digits=wrong))
    one_minute_later()
    newcomer.client.post(newcomer.url("etape/courriel/"), {"resend": "1"})
    assert EmailCode.objects.count() == 2
    assert newcomer.post(Step.EMAIL_CODE).status_code == 302


def test_an_expired_code_brings_another() -> None:
    newcomer = newcomer_at(Step.EMAIL_CODE)
    one_minute_later()
    EmailCode.objects.update(expires_at=timezone.now())
    response = newcomer.post(Step.EMAIL_CODE)
    assert "Code expiré. Nous venons" in newcomer.client.get(response.headers["Location"]).content.decode()
    assert EmailCode.objects.count() == 2


def test_a_code_sent_a_moment_ago_is_not_sent_again() -> None:
    newcomer = newcomer_at(Step.EMAIL_CODE)
    newcomer.client.post(newcomer.url("etape/courriel/"), {"resend": "1"})
    assert EmailCode.objects.count() == 1


def test_every_image_has_a_name_and_none_is_chosen_beforehand() -> None:
    newcomer = newcomer_at(Step.IMAGE)
    text = newcomer.open(Step.IMAGE).content.decode()
    assert text.count('type="radio"') >= 24
    assert " checked" not in text
    assert "Un canot rouge sur un lac" in text
    assert "Choisissez une image" in refused(newcomer.post(Step.IMAGE, image="un-autre"))


def test_a_phrase_may_be_one_that_is_proposed() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    text = newcomer.open(Step.PHRASE).content.decode()
    proposed = text.split('name="choice"')[1].split('value="')[1].split('"')[0].replace("&#x27;", "'")
    assert newcomer.post(Step.PHRASE, choice=proposed, phrase="").status_code == 302
    assert newcomer.draft.phrase == proposed


def test_a_phrase_with_markup_is_shown_as_text() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    newcomer.post(Step.PHRASE, phrase="<script>alert(1)</script> et moi")
    text = newcomer.open(Step.PHRASE).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_four_questions_are_four_different_ones() -> None:
    newcomer = newcomer_at(Step.QUESTION_2)
    assert 'value="cachette-enfance"' not in newcomer.open(Step.QUESTION_2).content.decode()
    text = refused(newcomer.post(Step.QUESTION_2, question="cachette-enfance"))
    assert "Vous avez déjà choisi cette question" in text


def test_four_answers_are_four_different_ones() -> None:
    newcomer = newcomer_at(Step.QUESTION_2)
    text = refused(newcomer.post(Step.QUESTION_2, answer=ANSWERS[0].upper().replace("È", "E")))
    assert "Chaque réponse doit être différente" in text


@pytest.mark.parametrize("answer", ["", "ab", "x" * 61, "x" * 10_001, "🫐🫐🫐🫐"])
def test_an_answer_that_is_none_is_refused(answer: str) -> None:
    newcomer = newcomer_at(Step.QUESTION_1)
    row = AccountCreation.objects.values().get()
    refused(newcomer.post(Step.QUESTION_1, answer=answer))
    assert AccountCreation.objects.values().get() == row


@pytest.mark.parametrize("answer", ["O'Neil", "Nguyễn", "  St-Pierre  ", "x" * 60, "Ours 🐻 brun"])
def test_an_answer_is_taken_as_people_write_it(answer: str) -> None:
    assert newcomer_at(Step.QUESTION_1).post(Step.QUESTION_1, answer=answer).status_code == 302


def test_two_tabs_do_not_overwrite_each_other() -> None:
    newcomer = newcomer_at(Step.CHECK)
    version = str(newcomer.draft.version)
    assert newcomer.post(Step.IMAGE, image="hibou").status_code == 302
    response = newcomer.post(Step.IMAGE, image="phare", version=version)
    assert response.headers["Location"].endswith("/etape/image/")
    assert "Ce dossier a changé" in newcomer.open(Step.IMAGE).content.decode()
    assert newcomer.draft.image == "hibou"


def test_two_tabs_cannot_choose_the_same_question() -> None:
    newcomer = newcomer_at(Step.QUESTION_3)
    version = str(newcomer.draft.version)
    newcomer.post(Step.QUESTION_2, question="film-apeurant")
    response = newcomer.post(Step.QUESTION_3, question="film-apeurant", version=version)
    assert "Vous avez déjà choisi cette question" in refused(response)


def test_a_double_click_on_any_step_changes_nothing() -> None:
    newcomer = newcomer_at(Step.CHECK)
    row = AccountCreation.objects.values().get()
    for step in [step for step in newcomer.walked if step != Step.EMAIL_CODE]:
        assert newcomer.post(step, version="0").status_code == 302
    assert newcomer.client.post(newcomer.url("etape/courriel/"), {"digits": "111111"}).status_code == 302
    assert AccountCreation.objects.values().get() == row


def test_the_way_back_leads_through_the_pages_to_the_start() -> None:
    newcomer = newcomer_at(Step.CHECK)
    walked = [Step.USER_CODE, *[step for step in BEFORE_PROOF if step not in {Step.USER_CODE, Step.EMAIL_CODE}]]
    for step, before in zip([*walked[1:], Step.TERMS, Step.CHECK], [*walked, Step.TERMS], strict=True):
        assert f'href="/fr/citoyens/creation/etape/{before}/"' in newcomer.open(step).content.decode()
    assert 'href="/fr/citoyens/creation/"' in newcomer.open(Step.USER_CODE).content.decode()


def test_the_service_decides_again_when_it_changes() -> None:
    make_citizen_terms()
    newcomer = Newcomer()
    newcomer.walk(until=Step.CHECK)
    service = make_citizen_service()
    response = newcomer.post(Step.SERVICE, query="?retour=verification", service=service.slug)
    assert response.headers["Location"].endswith("/etape/identite/?retour=verification")
    assert newcomer.draft.service == service


def test_a_closed_service_is_not_offered_nor_one_of_the_other_portal() -> None:
    closed = make_citizen_service(state=ServiceState.CLOSED)
    other = make_service(portal="E")
    newcomer = Newcomer()
    newcomer.start()
    text = newcomer.open(Step.SERVICE).content.decode()
    for service in (closed, other):
        assert f'value="{service.slug}"' not in text
        assert "Choisissez un service" in refused(newcomer.post(Step.SERVICE, service=service.slug))


def test_each_question_page_says_which_of_the_four_it_is() -> None:
    newcomer = newcomer_at(Step.CHECK)
    for position, step in enumerate(QUESTION_STEPS, start=1):
        assert f"Question de sécurité {position} sur 4" in newcomer.open(step).content.decode()
