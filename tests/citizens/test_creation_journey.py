"""The whole creation of an account, page by page: with proof, without, in both languages (screens.md C-01 to C-19)."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AllocatedUserCode, JournalEntry, OutboxMessage, TermsAcceptance, User
from accounts.services.outbox import deliver
from accounts.states import UserState
from citizens.models import AccountCreation, CitizenProfile, IdentityProof, SecurityAnswer
from citizens.states import CreationState, ProofMethod
from citizens.steps import QUESTION_STEPS, Step
from tests.citizens.sign_in_steps import HOME, sign_in
from tests.factories.creations import Newcomer, make_citizen_service, make_citizen_terms
from tests.factories.persons import make_registered_person
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import IMAGE, PHRASE, QUESTIONS

pytestmark = pytest.mark.django_db

BEFORE_PROOF = [
    Step.USER_CODE,
    Step.PASSWORD,
    Step.EMAIL,
    Step.EMAIL_CODE,
    Step.IMAGE,
    Step.PHRASE,
    *QUESTION_STEPS,
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_service_that_needs_proof_is_reached_in_sixteen_pages(language: str) -> None:
    make_citizen_terms()
    make_registered_person()
    service = make_citizen_service()
    newcomer = Newcomer(service, language=language)
    response = newcomer.walk()
    assert newcomer.walked == [*BEFORE_PROOF, Step.IDENTITY, Step.TERMS, Step.CHECK]
    assert response.status_code == 303
    assert response.headers["Location"] == f"/{language}/citoyens/services/{service.slug}/acces/"
    shown = newcomer.client.get(response.headers["Location"], headers={"Sec-Fetch-Site": "same-origin"})
    assert f'content="0;url={service.address}"' in shown.content.decode().replace("; url=", ";url=")
    # The ministry starts its sign-in; what was achieved is said on the next page of ours.
    home = newcomer.client.get(f"/{language}/citoyens/accueil/").content.decode()
    assert ("Votre compte est activé" if language == "fr" else "Your account is active") in home


def test_a_service_without_proof_is_reached_in_twelve_pages() -> None:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=False))
    newcomer.walk()
    assert newcomer.walked == [*BEFORE_PROOF, Step.TERMS, Step.CHECK]
    assert IdentityProof.objects.count() == 0


def test_without_a_service_one_more_page_asks_for_it() -> None:
    make_citizen_terms()
    make_registered_person()
    newcomer = Newcomer()
    newcomer.answers[Step.SERVICE]["service"] = make_citizen_service().slug
    newcomer.walk()
    assert newcomer.walked == [Step.SERVICE, *BEFORE_PROOF, Step.IDENTITY, Step.TERMS, Step.CHECK]


def test_no_service_for_now_ends_on_the_page_that_shows_the_code() -> None:
    make_citizen_terms()
    newcomer = Newcomer()
    response = newcomer.walk()
    assert response.headers["Location"] == "/fr/citoyens/creation/terminee/"
    shown = newcomer.client.get(response.headers["Location"]).content.decode()
    assert User.objects.get().user_code in shown
    assert "govuk-notification-banner" not in shown
    assert User.objects.get().email not in shown


def test_the_account_holds_all_that_was_chosen() -> None:
    terms = make_citizen_terms()
    person = make_registered_person()
    newcomer = Newcomer(make_citizen_service())
    newcomer.walk()
    user, profile, proof = User.objects.get(), CitizenProfile.objects.get(), IdentityProof.objects.get()
    code = newcomer.answers[Step.USER_CODE]["user_code"].upper()
    assert (user.portal, user.user_code, user.username, user.state) == ("C", code, f"C:{code}", UserState.ACTIVE)
    assert (user.email, user.language) == (newcomer.answers[Step.EMAIL]["email"], "fr")
    assert user.check_password(PASSWORD)
    assert (profile.user, profile.image, profile.phrase) == (user, IMAGE, PHRASE)
    rows = SecurityAnswer.objects.order_by("position")
    assert [row.question for row in rows] == list(QUESTIONS)
    assert (proof.user, proof.reference, proof.method) == (user, person.reference, ProofMethod.NOTICE)
    assert TermsAcceptance.objects.get().version == terms
    assert AllocatedUserCode.objects.get().user_code == code


def test_what_was_chosen_opens_a_session_later() -> None:
    make_citizen_terms()
    Newcomer(make_citizen_service(needs_proof=False)).walk()
    user, client = User.objects.get(), Client()
    response = sign_in(client, user)
    assert response.headers["Location"] == HOME
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_session_begins_at_once_and_the_draft_keeps_nothing() -> None:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=False))
    newcomer.walk()
    user, ended = User.objects.get(), AccountCreation.objects.get()
    assert newcomer.client.session["_auth_user_id"] == str(user.pk)
    assert "creation_id" not in newcomer.client.session
    assert (ended.state, ended.user) == (CreationState.COMPLETED, user)
    assert (ended.user_code, ended.email, ended.image, ended.phrase, ended.questions) == ("", "", "", None, None)
    assert newcomer.client.cookies["creation"].value == ""
    assert newcomer.client.cookies["identity"].value == ""


def test_the_mail_says_active_with_the_code_partly_masked() -> None:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=False))
    newcomer.walk()
    code = User.objects.get().user_code
    deliver(OutboxMessage.objects.get(handler__endswith="account_activated").pk)
    (sent,) = mail.outbox
    assert sent.to == [newcomer.answers[Step.EMAIL]["email"]]
    assert f"{code[:2]}{'•' * (len(code) - 3)}{code[-1]}" in sent.body
    assert code not in sent.body
    assert "utilise déjà cette adresse" not in sent.body


def test_an_address_of_another_account_is_told_by_mail_alone() -> None:
    make_citizen_terms()
    Newcomer(first := make_citizen_service(needs_proof=False)).walk()
    newcomer = Newcomer(first)
    newcomer.answers[Step.EMAIL]["email"] = User.objects.get().email
    newcomer.walk()
    deliver(OutboxMessage.objects.filter(handler__endswith="account_activated").latest("created_at").pk)
    assert "utilise déjà cette adresse" in mail.outbox[-1].body


def test_the_journal_tells_the_creation_without_what_was_typed() -> None:
    make_citizen_terms()
    make_registered_person()
    Newcomer(make_citizen_service()).walk()
    facts = list(JournalEntry.objects.order_by("id").values_list("action", flat=True))
    assert facts[0] == "creation.started"
    assert facts.count("creation.step_saved") == 10
    ended = facts[facts.index("security.options_chosen") :]
    assert ended == [
        "security.options_chosen",
        "identity.proven",
        "account.terms_accepted",
        "account.created",
        "account.signed_in",
    ]
    assert not OutboxMessage.objects.filter(handler__endswith="security_options_changed").exists()


def test_switching_the_language_in_the_middle_keeps_everything() -> None:
    make_citizen_terms()
    newcomer = Newcomer(make_citizen_service(needs_proof=False))
    newcomer.walk(until=Step.QUESTION_3)
    newcomer.language = "en"
    response = newcomer.open(Step.QUESTION_3)
    assert response.status_code == 200
    assert 'lang="en"' in response.content.decode()
    for step in (Step.QUESTION_3, Step.QUESTION_4, Step.TERMS, Step.CHECK):
        response = newcomer.post(step)
    assert response.headers["Location"].startswith("/en/citoyens/services/")
    assert User.objects.get().language == "fr"


def test_each_page_costs_the_session_and_the_draft(django_assert_num_queries: Any) -> None:
    make_citizen_terms()
    newcomer = Newcomer()
    newcomer.walk(until=Step.CHECK)
    more = {Step.SERVICE: 1, Step.TERMS: 1}
    for step in [*newcomer.walked, Step.CHECK]:
        with django_assert_num_queries(2 + more.get(step, 0)):
            assert newcomer.open(step).status_code == 200
