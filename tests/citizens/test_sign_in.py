"""Sign-in to clicSÉQUR – Citoyens: the code, image and phrase, the password (screens.md S-01, S-02, §17)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from nacl.pwhash import argon2id

from accounts.models import JournalEntry, Throttle, User
from accounts.services.sign_in import FROM_ONE_SOURCE
from accounts.states import Portal, UserState
from citizens.decoys import decoy_for
from citizens.images import image_named
from tests.accounts.sign_in_steps import is_signed_in
from tests.citizens.sign_in_steps import (
    CODE,
    CODE_PAGE,
    HOME,
    PASSWORD_PAGE,
    QUESTION_PAGE,
    answer,
    reach_question,
    sign_in,
    type_code,
    type_password,
)
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_user
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import IMAGE, PHRASE, make_person, make_person_with_options

pytestmark = pytest.mark.django_db
WRONG = "Code d’utilisateur ou mot de passe inexact"
NOBODY = "PERSONNE99"
VALUES = re.compile(r'xact_lock| SET | WHERE | VALUES |"s\d+_x\d+"')  # where a statement begins to differ by account


@pytest.fixture
def person() -> User:
    return make_person_with_options(user_code=CODE)


def test_code_password_and_answer_open_a_session(client: Client, person: User) -> None:
    assert reach_question(client)["Location"] == QUESTION_PAGE
    assert not is_signed_in(client)
    assert answer(client, person)["Location"] == HOME
    assert client.session["_auth_user_id"] == str(person.pk)
    kept = list(JournalEntry.objects.exclude(action__startswith="security.").values_list("action", "actor_id"))
    assert kept == [("account.signed_in", str(person.pk))]


def test_the_person_goes_on_to_the_service_they_came_for(client: Client, person: User) -> None:
    assert sign_in(client, person, query="?next=/fr/profil/")["Location"] == "/fr/profil/"


@pytest.mark.parametrize("typed", ["tremblay27", " Tremblay 27", "TREMBLAY27\u00a0"])
def test_a_code_is_case_blind_and_trimmed(client: Client, person: User, typed: str) -> None:
    assert reach_question(client, typed)["Location"] == QUESTION_PAGE


@pytest.mark.parametrize("language", ["fr", "en"])
def test_image_and_phrase_come_before_the_password_with_their_text(client: Client, person: User, language: str) -> None:
    page = client.post(f"/{language}/citoyens/session/", {"user_code": CODE}, follow=True).content.decode()
    drawing = image_named(IMAGE)
    assert drawing is not None
    with translation.override(language):
        assert f'alt="{drawing.text}"' in page
    assert f"theme/images/citizens/{IMAGE}.svg" in page
    assert PHRASE in page
    assert page.index(PHRASE) < page.index('type="password"')


def test_an_unknown_code_shows_the_same_decoy_at_each_visit(client: Client) -> None:
    type_code(client, NOBODY)
    pages = {re.sub(r'value="\w{64}"', "", client.get(PASSWORD_PAGE).content.decode()) for _visit in range(2)}
    [page] = pages
    decoy = decoy_for(f"C:{NOBODY}")
    assert decoy.image.slug in page
    assert decoy.phrase.replace("'", "&#x27;") in page


@pytest.mark.parametrize(
    ("code", "password"), [(CODE, "mauvais mot de passe"), (NOBODY, PASSWORD), (CODE, PASSWORD + " ")]
)
def test_every_failure_gets_the_one_sentence_and_an_empty_password(
    client: Client, person: User, code: str, password: str
) -> None:
    page = reach_question(client, code, password).content.decode()
    assert WRONG in page
    assert password not in page
    assert "<title>Erreur" in page
    assert not is_signed_in(client)


def seen(code: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What each page answers and costs, the names and the drawings left out."""
    hashed: list[str] = []

    def count(real):  # type: ignore[no-untyped-def]
        return lambda *args, **kwargs: (hashed.append("hash"), real(*args, **kwargs))[1]

    Throttle.objects.all().delete()  # a first failure is written with other statements than a second
    client, found = Client(), []
    with monkeypatch.context() as patch:
        patch.setattr(argon2id, "str", count(argon2id.str))
        patch.setattr(argon2id, "verify", count(argon2id.verify))
        steps = [lambda: type_code(client, code), lambda: client.get(PASSWORD_PAGE)]
        for step in [*steps, lambda: type_password(client, "mauvais mot de passe")]:
            hashed.clear()
            with CaptureQueriesContext(connection) as queries:
                response = step()
            page = re.sub(r'(?s)<img[^>]*>.*?govuk-body-l">.*?</p>|value="\w{64}"', "", response.content.decode())
            statements = [VALUES.split(query["sql"])[0] for query in queries]
            found.append((response.status_code, page.replace(code, ""), statements, len(hashed)))
    return found


def test_known_and_unknown_codes_answer_and_cost_the_same(monkeypatch: pytest.MonkeyPatch, person: User) -> None:
    make_person(user_code="SANSRIEN1")
    make_person_with_options(user_code="SUSPENDU1")
    User.objects.filter(user_code="SUSPENDU1").update(state=UserState.SUSPENDED)
    known, unknown, bare, suspended = (seen(code, monkeypatch) for code in (CODE, NOBODY, "SANSRIEN1", "SUSPENDU1"))
    assert known == unknown == bare == suspended
    assert [hashes for *_page, hashes in known] == [0, 0, 1]


def test_a_locked_code_is_told_the_same_whether_it_exists(person: User) -> None:
    pages = set()
    for code in (CODE, NOBODY):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(pages) + 1}")
        for _turn in range(FROM_ONE_SOURCE.tries):
            last = reach_question(client, code, "mauvais mot de passe")
        assert "bloqués pendant 30 minutes" in last.content.decode()
        refused = reach_question(client, code, PASSWORD)
        assert refused.status_code == 429
        assert 1790 <= int(refused["Retry-After"]) <= 1800
        pages.add(re.sub(r'value="\w{64}"|\d\d h \d\d', "", refused.content.decode()))
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("state", "title"),
    [(UserState.SUSPENDED, "Compte suspendu"), (UserState.CLOSED, "Compte fermé"), (UserState.PENDING, "Compte fermé")],
)
def test_a_state_is_told_after_the_right_password_only(client: Client, person: User, state: str, title: str) -> None:
    User.objects.filter(pk=person.pk).update(state=state)
    assert WRONG in reach_question(client, CODE, "mauvais mot de passe").content.decode()
    page = client.get(reach_question(client)["Location"]).content.decode()
    assert title in page
    assert not is_signed_in(client)
    assert client.get(QUESTION_PAGE)["Location"] == CODE_PAGE


def test_a_temporary_password_too_old_is_told_so(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(password_expires_at=timezone.now())
    page = client.get(reach_question(client)["Location"]).content.decode()
    assert "Votre mot de passe temporaire a expiré" in page


def test_an_account_being_closed_is_asked_its_question_first(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(state=UserState.CLOSING)
    assert reach_question(client)["Location"] == QUESTION_PAGE
    assert not is_signed_in(client)


def test_a_code_of_the_other_portal_opens_nothing_here(client: Client) -> None:
    make_user(Portal.ENTERPRISES, user_code=CODE)
    assert WRONG in reach_question(client).content.decode()


def test_what_a_page_of_the_other_portal_left_is_not_for_this_one(client: Client, person: User) -> None:
    client.post("/fr/entreprises/session/", {"user_code": CODE})
    assert client.get(PASSWORD_PAGE)["Location"] == CODE_PAGE


def test_somebody_already_signed_in_goes_on(client: Client, person: User) -> None:
    sign_in(client, person)
    assert client.get(f"{CODE_PAGE}?next=/fr/profil/")["Location"] == "/fr/profil/"
    assert type_password(client)["Location"] == "/fr/"
    assert client.get(QUESTION_PAGE)["Location"] == CODE_PAGE


def test_a_session_of_the_other_portal_is_closed_first(client: Client) -> None:
    client.force_login(make_user(Portal.ENTERPRISES))
    answered = client.get(f"{CODE_PAGE}?next=/fr/profil/")
    assert answered.status_code == 409
    assert "Une autre session est ouverte" in answered.content.decode()
    left = client.post("/fr/session/fermer/", {"then": "C", "next": "/fr/profil/"})
    assert left["Location"] == f"{CODE_PAGE}?next=%2Ffr%2Fprofil%2F"


def test_both_doors_are_open_and_a_page_of_a_portal_needs_no_choice(client: Client) -> None:
    page = client.get("/fr/portails/").content.decode()
    assert f'href="{CODE_PAGE}"' in page
    assert 'href="/fr/entreprises/session/"' in page
    target = "/fr/citoyens/session/question/"
    assert client.get(f"/fr/portails/?next={target}")["Location"].startswith(f"{CODE_PAGE}?next=")


def test_the_service_one_came_for_is_named_and_goes_along_to_a_creation(client: Client) -> None:
    service = make_service(portal=Portal.CITIZENS, name_fr="Pesticides – Demande de certificat", slug="pesticides")
    target = f"/fr/citoyens/services/{service.slug}/acces/"
    page = client.get(f"{CODE_PAGE}?next={target}").content.decode()
    assert "Pour accéder au service «\u00a0Pesticides – Demande de certificat\u00a0»." in page
    assert 'href="/fr/citoyens/creation/?service=pesticides">Créer un compte' in page
    assert 'href="/fr/citoyens/creation/">Créer un compte' in client.get(CODE_PAGE).content.decode()


@pytest.mark.parametrize("code", ["", "   ", "K" * 61, "🐄" * 20_000, "\x00TREMBLAY"])
def test_a_code_that_cannot_be_one_is_asked_again(client: Client, code: str) -> None:
    assert type_code(client, code).status_code == 200


@pytest.mark.parametrize("password", ["🐄" * 500, "é" * 9_999, "a" * 10_001, "\x00", " "])
def test_any_password_typed_is_answered(client: Client, person: User, password: str) -> None:
    type_code(client)
    assert type_password(client, password).status_code == 200
    assert not is_signed_in(client)


def test_a_sign_in_costs_a_known_number_of_statements(client: Client, person: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get(CODE_PAGE)
    with django_assert_num_queries(2):  # the page's transaction
        type_code(client)
    with django_assert_num_queries(1):
        client.get(PASSWORD_PAGE)
    with django_assert_num_queries(7):
        type_password(client)
    with django_assert_num_queries(3):
        client.get(QUESTION_PAGE)
    with django_assert_num_queries(14):
        answer(client, person)
