"""Which page for which state of a person's account (screens.md §17): both languages, with a service or without."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from accounts.services.passwords import change_password
from accounts.services.sign_in import FROM_ONE_SOURCE
from citizens.sealed_files import reference_of
from citizens.services.closing import close_account
from citizens.services.identity import keep_proof
from citizens.services.tries import note_block
from citizens.states import ProofMethod
from tests.accounts.sign_in_steps import is_signed_in
from tests.citizens.sign_in_steps import CODE, question_asked, reach_question, sign_in
from tests.factories.enrolments import make_service
from tests.factories.persons import NAS, make_registered_person
from tests.factories.secrets import NEW_PASSWORD, PASSWORD
from tests.factories.security_options import make_person_with_options

pytestmark = pytest.mark.django_db
WRONG = "Code d’utilisateur ou mot de passe inexact"
Change = Callable[[User], object]


def nothing(_person: User) -> None:
    """The account as its creation leaves it."""


def proven(person: User) -> None:
    make_registered_person()
    reference, method = reference_of(NAS), ProofMethod.NOTICE
    keep_proof(person, reference=reference, method=method, by=person, now=timezone.now())


def blocked(person: User) -> None:
    note_block(person, now=timezone.now())


def closing(person: User) -> None:
    close_account(person, by=person, now=timezone.now())


def into(state: str) -> Change:
    return lambda person: User.objects.filter(pk=person.pk).update(state=state)


def temporary(days: int) -> Change:
    return lambda person: User.objects.filter(pk=person.pk).update(
        password_expires_at=timezone.now() + timedelta(days=days)
    )


HOME = ("citizens:home", "Mon compte")
NEW_PASSWORD_STEP = ("accounts:temporary-password", "Choisissez un nouveau mot de passe")
REOPEN = ("citizens:reopen", "Voulez-vous garder votre compte?")
# State → what makes it, the page without a service, the page with one that needs a proof: URL name and title.
AFTER_THE_QUESTION: dict[str, tuple[Change, tuple[str, str], tuple[str, str]]] = {
    "active": (nothing, HOME, ("citizens:identity", "Prouver votre identité")),
    "proven": (proven, HOME, ("citizens:service-access", "Accès au service")),
    "identity blocked": (
        blocked,
        HOME,
        ("citizens:identity-refused", "Nous n’avons pas pu vérifier votre identité"),
    ),
    "closing": (closing, REOPEN, REOPEN),
    "temporary password": (temporary(7), NEW_PASSWORD_STEP, NEW_PASSWORD_STEP),
}
AFTER_THE_PASSWORD: dict[str, tuple[Change, str, str]] = {
    "suspended": (into("suspended"), "suspendu", "Compte suspendu"),
    "closed": (into("closed"), "ferme", "Compte fermé"),
    "temporary password expired": (temporary(-1), "mot-de-passe-expire", "Votre mot de passe temporaire a expiré"),
}


def walk(client: Client, language: str, *, asked: bool) -> tuple[str, str]:
    """Give what a wrong password shows, then where the right one leads."""
    service = make_service(portal="C", slug="pesticides", needs_identity_proof=True, address="")
    with translation.override(language):
        page, password = reverse("citizens:sign-in"), reverse("citizens:sign-in-password")
        target = reverse("citizens:service-access", args=[service.slug])
    client.post(f"{page}?next={target}" if asked else page, {"user_code": CODE})
    wrong = client.post(password, {"password": "pas le bon mot de passe"}).text
    return wrong, client.post(password, {"password": PASSWORD})["Location"]


def check(client: Client, path: str, title: str, language: str) -> None:
    shown = client.get(path, follow=True)
    with translation.override(language):
        assert f'<html lang="{language}"' in shown.text
        assert gettext(title) in shown.text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("asked", [False, True], ids=["alone", "service"])
@pytest.mark.parametrize("state", AFTER_THE_QUESTION)
def test_each_state_leads_to_its_page_after_the_answer(client: Client, state: str, asked: bool, language: str) -> None:
    change, without, with_service = AFTER_THE_QUESTION[state]
    person = make_person_with_options(user_code=CODE)
    change(person)
    wrong, path = walk(client, language, asked=asked)
    with translation.override(language):
        assert gettext(WRONG) in wrong
        assert path == reverse("citizens:sign-in-question")
        name, title = with_service if asked else without
        expected = reverse(name, args=["pesticides"] if name == "citizens:service-access" else [])
    question, right = question_asked(person)
    shown = client.post(path, {"question": question, "answer": right}, follow=True)
    assert shown.redirect_chain[-1][0] == expected
    check(client, expected, title, language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("asked", [False, True], ids=["alone", "service"])
@pytest.mark.parametrize("state", AFTER_THE_PASSWORD)
def test_a_state_that_opens_nothing_is_told_after_the_password(
    client: Client, state: str, asked: bool, language: str
) -> None:
    change, reason, title = AFTER_THE_PASSWORD[state]
    change(make_person_with_options(user_code=CODE))
    wrong, path = walk(client, language, asked=asked)
    with translation.override(language):
        assert gettext(WRONG) in wrong
        assert path == reverse("citizens:sign-in-refused", args=[reason])
    check(client, path, title, language)
    assert not is_signed_in(client)


def test_an_unknown_code_gets_the_one_sentence(client: Client) -> None:
    assert WRONG in reach_question(client).text


def test_a_lock_leaves_the_sessions_there_are(client: Client) -> None:
    person = make_person_with_options(user_code=CODE)
    sign_in(client, person)
    for _turn in range(FROM_ONE_SOURCE.tries):
        reach_question(Client(), CODE, "pas le bon mot de passe")
    assert reach_question(Client()).status_code == 429
    assert client.get(reverse("citizens:home")).status_code == 200


@pytest.mark.parametrize(
    "change",
    [lambda person: change_password(person, password=NEW_PASSWORD, by=person), closing, into("suspended")],
    ids=["another password", "closing", "suspended"],
)
def test_a_session_ends_with_what_it_rested_on(client: Client, change: Change) -> None:
    person = make_person_with_options(user_code=CODE)
    sign_in(client, person)
    change(person)
    assert client.get(reverse("citizens:home"))["Location"].startswith("/fr/session/expiree/?next=")
