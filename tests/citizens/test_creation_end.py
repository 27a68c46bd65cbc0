"""The end of a creation: what is put right with all answers kept, and what a second click does (C-18, C-19)."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AllocatedUserCode, JournalEntry, OutboxMessage, TermsAcceptance, TermsVersion, User
from citizens.models import AccountCreation, CitizenProfile, IdentityProof
from citizens.services.identity import keep_proof
from citizens.states import ProofMethod
from citizens.steps import Step
from tests.citizens.test_creation_secrets import BACK, newcomer_at
from tests.factories.creations import Newcomer, make_citizen_terms
from tests.factories.persons import make_registered_person
from tests.factories.security_options import make_person

pytestmark = pytest.mark.django_db


def told(newcomer: Newcomer, response: Any) -> str:
    text: str = newcomer.client.get(response.headers["Location"]).content.decode()
    return text


def nothing_made() -> bool:
    made = [User.objects.filter(user_code__startswith="BLEUET"), CitizenProfile.objects.all(), TermsAcceptance.objects]
    return not any(rows.exists() for rows in made)


def test_the_summary_shows_what_was_chosen_and_no_secret() -> None:
    make_registered_person()
    newcomer = newcomer_at(Step.CHECK, needs_proof=True)
    text = newcomer.open(Step.CHECK).content.decode()
    for shown in ("Un canot rouge sur un lac", "Prouvée auprès de Revenu Québec", "Version 2026-1 acceptée"):
        assert shown in text
    assert text.count("Réponse donnée") == 4
    assert text.count(BACK) == 11


@pytest.mark.parametrize("step", [Step.IMAGE, Step.PHRASE, Step.QUESTION_3, Step.PASSWORD, Step.TERMS])
def test_a_change_from_the_check_comes_back_to_it(step: Step) -> None:
    newcomer = newcomer_at(Step.CHECK)
    assert newcomer.post(step, query=BACK).headers["Location"].endswith("/etape/verification/")


def test_a_code_taken_meanwhile_leads_back_to_it_with_everything_kept() -> None:
    newcomer = newcomer_at(Step.CHECK)
    row = AccountCreation.objects.values().get()
    AllocatedUserCode.objects.create(portal="C", user_code=newcomer.draft.user_code)
    response = newcomer.post(Step.CHECK)
    assert response.headers["Location"].endswith(f"/etape/code-utilisateur/{BACK}")
    assert "Ce code n’est pas disponible" in told(newcomer, response)
    assert nothing_made()
    assert AccountCreation.objects.values().get() == row
    response = newcomer.post(Step.USER_CODE, query=BACK, user_code="erable1979")
    assert response.headers["Location"].endswith(f"/etape/mot-de-passe/{BACK}")
    assert newcomer.post(Step.PASSWORD, query=BACK).headers["Location"].endswith("/etape/verification/")
    assert newcomer.post(Step.CHECK).status_code == 303


def test_terms_changed_meanwhile_are_read_first() -> None:
    newcomer = newcomer_at(Step.CHECK)
    make_citizen_terms("2026-2", date(2026, 2, 1))
    response = newcomer.post(Step.CHECK)
    assert response.headers["Location"].endswith(f"/etape/conditions/{BACK}")
    assert "Les conditions d’utilisation ont changé" in told(newcomer, response)
    assert nothing_made()
    assert newcomer.post(Step.TERMS, query=BACK, number="2026-1").status_code == 200
    assert newcomer.post(Step.TERMS, query=BACK, number="2026-2").headers["Location"].endswith("/verification/")
    newcomer.post(Step.CHECK)
    assert TermsAcceptance.objects.get().version == TermsVersion.objects.get(number="2026-2")


def test_terms_must_be_accepted() -> None:
    newcomer = newcomer_at(Step.TERMS)
    response = newcomer.client.post(newcomer.url("etape/conditions/"), {"number": "2026-1", "version": "0"})
    assert "Acceptez les conditions pour continuer" in response.content.decode()
    assert newcomer.draft.terms_number == ""


def test_a_draft_changed_in_another_tab_is_checked_again() -> None:
    newcomer = newcomer_at(Step.CHECK)
    version = str(newcomer.draft.version)
    newcomer.post(Step.IMAGE, image="hibou")
    response = newcomer.post(Step.CHECK, version=version)
    assert response.headers["Location"].endswith("/etape/verification/")
    assert "a changé pendant que vous le consultiez" in told(newcomer, response)
    assert nothing_made()


def test_a_person_who_has_an_account_is_told_so_after_the_proof() -> None:
    person = make_registered_person()
    owner = make_person()
    keep_proof(owner, reference=person.reference, method=ProofMethod.NOTICE, by=owner, now=timezone.now())
    newcomer = newcomer_at(Step.IDENTITY, needs_proof=True)
    newcomer.open(Step.IDENTITY)
    assert newcomer.prove().headers["Location"].endswith("/etape/identite/")
    assert "Vous avez déjà un compte" in newcomer.client.get("/fr/citoyens/identite/compte-existant/").content.decode()


def test_an_account_made_meanwhile_for_the_same_person_is_told_at_the_end() -> None:
    person = make_registered_person()
    newcomer = newcomer_at(Step.CHECK, needs_proof=True)
    owner = make_person()
    keep_proof(owner, reference=person.reference, method=ProofMethod.NOTICE, by=owner, now=timezone.now())
    response = newcomer.post(Step.CHECK)
    assert response.headers["Location"].endswith("/citoyens/identite/compte-existant/")
    assert "Vous avez déjà un compte" in told(newcomer, response)
    assert nothing_made()
    assert IdentityProof.objects.get().user == owner


def test_a_second_click_after_the_end_finds_the_account_made() -> None:
    newcomer = newcomer_at(Step.CHECK)
    sent = {"version": str(newcomer.draft.version)}
    for _click in range(2):
        response = newcomer.client.post(newcomer.url("etape/verification/"), sent)
    assert response.headers["Location"] == "/fr/citoyens/creation/"
    assert "Vous avez déjà une session" in told(newcomer, response)
    assert User.objects.count() == 1
    assert OutboxMessage.objects.filter(handler__endswith="account_activated").count() == 1
    assert JournalEntry.objects.filter(action="account.created").count() == 1


def test_back_after_the_end_opens_no_step() -> None:
    newcomer = newcomer_at(Step.CHECK)
    newcomer.post(Step.CHECK)
    for step in (Step.USER_CODE, Step.PHRASE, Step.CHECK):
        assert newcomer.open(step).headers["Location"] == "/fr/citoyens/creation/"


def test_the_next_address_is_kept_for_who_came_without_a_service() -> None:
    make_citizen_terms()
    newcomer = Newcomer()
    newcomer.client.post("/fr/citoyens/creation/?next=/fr/citoyens/mes-services/")
    assert newcomer.draft.next_address == "/fr/citoyens/mes-services/"
    for step in [step for step in Step if step != Step.IDENTITY]:
        response = newcomer.post(step)
    assert response.headers["Location"] == "/fr/citoyens/mes-services/"


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example", "/fr/agents/", "x" * 600])
def test_no_address_leads_out_of_the_portals(target: str) -> None:
    newcomer = Newcomer()
    newcomer.client.post("/fr/citoyens/creation/", query_params={"next": target})
    assert newcomer.draft.next_address == ""


def test_the_last_page_is_for_a_signed_in_person_alone(django_assert_num_queries: Any) -> None:
    newcomer = newcomer_at(Step.CHECK)
    page = newcomer.url("terminee/")
    assert newcomer.client.get(page).status_code == 302
    newcomer.post(Step.CHECK)
    with django_assert_num_queries(2):
        assert newcomer.client.get(page).status_code == 200


@pytest.mark.parametrize("others", [0, 30])
def test_an_end_costs_the_same_however_many_accounts_there_are(others: int, django_assert_num_queries: Any) -> None:
    newcomer = newcomer_at(Step.CHECK)
    User.objects.bulk_create(
        User(portal="C", user_code=f"AUTRE{number:04}", username=f"C:AUTRE{number:04}") for number in range(others)
    )
    sent = {"version": str(newcomer.draft.version)}
    with django_assert_num_queries(41):
        assert newcomer.client.post(newcomer.url("etape/verification/"), sent).status_code == 303


def test_a_forged_version_makes_no_account() -> None:
    newcomer = newcomer_at(Step.CHECK)
    for version in ("", "x", "-1", "9" * 30):
        newcomer.post(Step.CHECK, version=version)
    assert nothing_made()
