"""Save and exit, take up again within seven days, refuse the conditions, erase what was left (Z-09, C-16)."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import EmailCode, JournalEntry, OutboxMessage, User
from accounts.services.outbox import deliver
from citizens.models import AccountCreation
from citizens.services.account_creation import purge_creation
from citizens.services.account_creation_email import RESUMES_OF_AN_ADDRESS
from citizens.steps import QUESTION_STEPS, Step
from tests.citizens.test_creation_secrets import BACK, newcomer_at
from tests.factories.creations import Newcomer, latest_code, step_in
from tests.factories.persons import make_registered_person
from tests.factories.registrations import one_minute_later

pytestmark = pytest.mark.django_db


def ask(client: Client, draft: AccountCreation, **changes: str) -> Any:
    typed = {"reference": draft.reference, "email": draft.email, **changes}
    return client.post("/fr/citoyens/creation/reprendre/", typed)


def resume(newcomer: Newcomer, draft: AccountCreation) -> Any:
    one_minute_later()
    ask(newcomer.client, draft)
    return newcomer.client.post(newcomer.url("reprendre/code/"), {"digits": latest_code()})


def test_saving_and_leaving_frees_the_browser_of_everything() -> None:
    newcomer = newcomer_at(Step.CHECK)
    draft = newcomer.draft
    response = newcomer.post(Step.IMAGE, image="hibou", save_and_exit="1")
    assert response.headers["Location"].endswith("/creation/enregistree/")
    assert newcomer.client.cookies["creation"].value == ""
    assert newcomer.client.cookies["identity"].value == ""
    draft.refresh_from_db()
    assert draft.image == "hibou"
    text = newcomer.client.get(response.headers["Location"]).content.decode()
    assert draft.reference in text
    assert draft.email not in text
    assert newcomer.open(Step.IMAGE).status_code == 302


def test_the_mail_gives_the_reference_and_the_day() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    draft = newcomer.draft
    newcomer.post(Step.PHRASE, save_and_exit="1")
    deliver(OutboxMessage.objects.get(handler__endswith="creation_saved").pk)
    (sent,) = mail.outbox
    assert sent.to == [draft.email]
    assert draft.reference in sent.body
    assert draft.user_code not in sent.body


def test_a_mail_that_leaves_late_tells_nothing_of_a_draft_that_ended() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    newcomer.post(Step.PHRASE, save_and_exit="1")
    AccountCreation.objects.all().delete()
    deliver(OutboxMessage.objects.get(handler__endswith="creation_saved").pk)
    assert mail.outbox == []


def test_leaving_a_page_answered_wrong_says_what_is_not_kept() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    response = newcomer.client.post(newcomer.url("etape/phrase/"), {"save_and_exit": "1"}, follow=True)
    assert "n’ont pas été gardées" in response.content.decode()


def test_before_an_address_only_this_browser_leads_back_and_keeps_no_password() -> None:
    newcomer = newcomer_at(Step.EMAIL)
    response = newcomer.client.post(newcomer.url("etape/adresse/"), {"save_and_exit": "1"}, follow=True)
    assert "Vous n’avez pas encore donné d’adresse de courriel" in response.content.decode()
    assert OutboxMessage.objects.count() == 0
    assert newcomer.open(Step.EMAIL).headers["Location"].endswith("/etape/mot-de-passe/")


def test_whoever_leaves_the_identity_check_confirms_it_and_gets_the_reference() -> None:
    newcomer = newcomer_at(Step.IDENTITY, needs_proof=True)
    newcomer.open(Step.IDENTITY)
    draft = newcomer.draft
    response = newcomer.client.get("/fr/citoyens/identite/quitter/")
    assert response.headers["Location"].endswith("/creation/enregistree/")
    assert "Enregistrer vos réponses et quitter?" in newcomer.client.get(newcomer.url("enregistree/")).content.decode()
    response = newcomer.client.post(newcomer.url("enregistree/"), follow=True)
    assert draft.reference in response.content.decode()
    assert newcomer.client.cookies["creation"].value == ""


def test_a_draft_is_taken_up_with_its_secrets_and_its_proof_to_give_again() -> None:
    make_registered_person()
    newcomer = newcomer_at(Step.CHECK, needs_proof=True)
    draft = newcomer.draft
    newcomer.post(Step.CHECK, save_and_exit="1")
    other = Newcomer(newcomer.service)
    other.answers = newcomer.answers
    response = resume(other, draft)
    asked = []
    while (step := step_in(response)) != Step.CHECK:
        assert step is not None
        asked.append(step)
        opened = other.open(step, BACK)
        response = other.prove() if step == Step.IDENTITY else other.post(step, BACK)
        assert opened.status_code in {200, 302}
    assert asked == [Step.PASSWORD, *QUESTION_STEPS, Step.IDENTITY]
    assert other.post(Step.CHECK).status_code == 303
    assert User.objects.get().user_code == newcomer.answers[Step.USER_CODE]["user_code"].upper()


def test_the_reference_and_the_address_are_read_as_people_type_them() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    draft = newcomer.draft
    newcomer.post(Step.PHRASE, save_and_exit="1")
    one_minute_later()
    client = Client()
    response = ask(client, draft, reference=draft.reference.lower().replace("-", " "), email=draft.email.upper())
    assert response.headers["Location"].endswith("/reprendre/code/")
    assert EmailCode.objects.latest("created_at").email == draft.email


def test_a_wrong_resume_looks_like_a_right_one() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    draft, pages = newcomer.draft, []
    for reference in (draft.reference, "CRE-2026-AAAA-AAAA"):
        client = Client()
        assert ask(client, draft, reference=reference).headers["Location"].endswith("/reprendre/code/")
        response = client.post("/fr/citoyens/creation/reprendre/code/", {"digits": "000000"})
        pages.append("Ce code est inexact ou n’est plus valide" in response.content.decode())
    assert pages == [True, True]


def test_a_code_that_is_not_the_right_one_gives_no_draft() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    one_minute_later()
    client = Client()
    ask(client, newcomer.draft)
    for _turn in range(5):
        wrong = "000000" if latest_code() != "000000" else "111111"
        client.post("/fr/citoyens/creation/reprendre/code/", {"digits": wrong})
    response = client.post("/fr/citoyens/creation/reprendre/code/", {"digits": latest_code()})
    assert "Ce code est inexact" in response.content.decode()
    assert "creation_id" not in client.session


def test_asking_for_codes_without_end_has_to_wait() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    client = Client()
    for _turn in range(RESUMES_OF_AN_ADDRESS.tries):
        ask(client, newcomer.draft)
    assert "trop de tentatives" in ask(client, newcomer.draft).content.decode()


def test_a_draft_too_old_is_out_of_reach_and_erased() -> None:
    newcomer = newcomer_at(Step.PHRASE)
    draft = newcomer.draft
    old = timezone.now() - timedelta(days=project_settings.CREATION_DRAFT_DAYS, minutes=1)
    AccountCreation.objects.update(updated_at=old)
    assert newcomer.open(Step.PHRASE).status_code == 302
    assert resume(Newcomer(), draft).status_code == 200
    assert purge_creation(draft.pk, now=timezone.now(), by=SYSTEM)
    assert not purge_creation(draft.pk, now=timezone.now(), by=SYSTEM)
    assert AccountCreation.objects.count() == 0
    assert JournalEntry.objects.filter(action="creation.expired").count() == 1


def test_a_young_draft_is_kept() -> None:
    draft = newcomer_at(Step.PHRASE).draft
    assert not purge_creation(draft.pk, now=timezone.now(), by=SYSTEM)
    assert AccountCreation.objects.get() == draft


def test_refusing_the_conditions_is_confirmed_then_erases_all() -> None:
    newcomer = newcomer_at(Step.TERMS)
    response = newcomer.client.post(newcomer.url("etape/conditions/"), {"refuse": "1"})
    assert response.headers["Location"].endswith("/creation/refusee/")
    assert "Refuser les conditions d’utilisation?" in newcomer.client.get(newcomer.url("refusee/")).content.decode()
    assert AccountCreation.objects.count() == 1
    for _click in range(2):
        response = newcomer.client.post(newcomer.url("refusee/"), follow=True)
    assert "Aucun compte n’a été créé" in response.content.decode()
    assert AccountCreation.objects.count() == 0
    assert newcomer.client.cookies["creation"].value == ""
    assert JournalEntry.objects.filter(action="creation.abandoned").count() == 1


def test_the_pages_around_the_steps_cost_the_session_and_the_draft(django_assert_num_queries: Any) -> None:
    newcomer = newcomer_at(Step.PHRASE)
    for page in ("", "enregistree/", "refusee/", "identite-prouvee/"):
        with django_assert_num_queries(2):
            newcomer.client.get(newcomer.url(page))
    newcomer.post(Step.PHRASE, save_and_exit="1")
    with django_assert_num_queries(2):
        assert newcomer.client.get(newcomer.url("enregistree/")).status_code == 200
    with django_assert_num_queries(0):
        assert Client().get(newcomer.url("reprendre/")).status_code == 200
