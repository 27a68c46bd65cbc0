"""The pages of a registration: who sees what, two tabs, double clicks, lost sessions, exact query counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core import mail
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import EmailCode, OutboxMessage, User
from accounts.services.outbox import deliver
from enterprises.legal_forms import LegalForm
from enterprises.models import Enterprise, Registration
from enterprises.register import DatabaseRegister, RegisterUnavailable
from enterprises.states import EnterpriseState
from enterprises.steps import Step
from tests.factories.enterprises import make_enterprise, make_rse
from tests.factories.identifiers import next_neq
from tests.factories.register import make_registered
from tests.factories.registrations import Applicant, answers_for, latest_code, make_terms, neq_of, one_minute_later
from tests.factories.secrets import PASSWORD
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db
FORM = LegalForm.CORPORATION


def applicant_at(step: Step, language: str = "fr", **answers: Any) -> Applicant:
    make_terms()
    applicant = Applicant(answers_for(FORM, neq=neq_of(FORM), **answers), language)
    applicant.walk(until=step)
    return applicant


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "page",
    [
        "",
        "avant-de-commencer/",
        "reprendre/",
        "impossible/radiee/",
        "impossible/deja-inscrite/",
        "impossible/clic-revenu/",
    ],
)
def test_a_public_page_asks_the_database_nothing(
    page: str, language: str, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get(f"/{language}/entreprises/inscription/{page}")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text


def test_each_step_costs_the_session_the_draft_and_at_the_end_the_terms(django_assert_num_queries: Any) -> None:
    applicant = applicant_at(Step.CHECK)
    counts = {step: 3 if step == Step.CHECK else 2 for step in [*applicant.walked, Step.CHECK]}
    for step, count in counts.items():
        with django_assert_num_queries(count):
            assert applicant.open(step).status_code == 200


def test_the_caption_counts_the_steps_of_this_registration() -> None:
    applicant = applicant_at(Step.REPRESENTATIVE)
    assert "Étape 4 sur 10" in applicant.open(Step.REPRESENTATIVE).text
    applicant.language = "en"
    assert 'lang="en"' in applicant.open(Step.REPRESENTATIVE).text


def test_no_address_skips_ahead() -> None:
    applicant = applicant_at(Step.REPRESENTATIVE)
    for step in (Step.PASSWORD, Step.CHECK, Step.MANDATE, Step.OTHER_FORM):
        response = applicant.open(step)
        assert response.headers["Location"].endswith("/etape/representant/")
        assert applicant.post(step).headers["Location"].endswith("/etape/representant/")
    assert applicant.open(Step.NUMBERS).status_code == 200


def test_an_unknown_step_is_not_found() -> None:
    applicant = applicant_at(Step.NUMBERS)
    assert applicant.client.get(applicant.url("etape/inconnue/")).status_code == 404
    assert applicant.client.get(applicant.url("impossible/inconnue/")).status_code == 404


def test_a_stranger_has_no_way_to_a_draft() -> None:
    applicant = applicant_at(Step.REPRESENTATIVE)
    row = Registration.objects.values().get()
    stranger = Client()
    for page in ("etape/representant/", "transmise/", "enregistree/", "etat/"):
        response = stranger.get(applicant.url(page))
        assert response.status_code == 302
        assert row["reference"] not in response.text
    response = stranger.post(applicant.url("etape/representant/"), applicant.answers[Step.REPRESENTATIVE])
    assert response.headers["Location"].endswith("/avant-de-commencer/?session=perdue")
    assert Registration.objects.values().get() == row


def test_a_lost_session_is_told_how_to_come_back() -> None:
    applicant = applicant_at(Step.CONTACT)
    applicant.client.cookies.clear()
    response = applicant.client.get(applicant.url("etape/activation/"), follow=True)
    assert "Reprenez-la avec son numéro de référence" in response.text


def test_a_draft_too_old_is_out_of_reach() -> None:
    applicant = applicant_at(Step.REPRESENTATIVE)
    old = timezone.now() - timedelta(days=project_settings.REGISTRATION_DRAFT_DAYS, minutes=1)
    Registration.objects.update(updated_at=old)
    assert applicant.open(Step.REPRESENTATIVE).status_code == 302


def test_two_tabs_do_not_overwrite_each_other() -> None:
    applicant = applicant_at(Step.CHECK)
    version = str(applicant.draft.version)
    assert applicant.post(Step.CONTACT, contact_times="le soir").status_code == 302
    response = applicant.post(Step.CONTACT, contact_times="la nuit", version=version)
    assert response.headers["Location"].endswith("/etape/activation/")
    shown = applicant.open(Step.CONTACT).text
    assert "Ce dossier a changé" in shown
    assert 'value="le soir"' in shown
    assert applicant.draft.contact_times == "le soir"


def test_a_refused_page_keeps_the_version_it_was_opened_with() -> None:
    applicant = applicant_at(Step.CHECK)
    response = applicant.post(Step.CONTACT, contact_by="", version="2")
    assert '<input type="hidden" name="version" value="2">' in response.text


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣"])
def test_a_forged_version_changes_nothing(version: str) -> None:
    applicant = applicant_at(Step.CHECK)
    assert applicant.post(Step.CONTACT, contact_times="la nuit", version=version).status_code == 302
    assert applicant.draft.contact_times == "le matin"


def test_a_double_click_on_any_step_is_harmless() -> None:
    applicant = applicant_at(Step.CHECK)
    row = Registration.objects.values().get()
    for step in applicant.walked:
        if step != Step.EMAIL_CODE:
            assert applicant.post(step, version="0").status_code == 302
    assert applicant.client.post(applicant.url("etape/courriel/"), {"code": "111111"}).status_code == 302
    assert Registration.objects.values().get() == row


def test_a_double_submit_shows_the_result() -> None:
    applicant = applicant_at(Step.CHECK)
    for _turn in range(2):
        response = applicant.post(Step.CHECK)
        assert response.headers["Location"].endswith("/inscription/transmise/")
    assert applicant.open(Step.CHECK).headers["Location"].endswith("/inscription/transmise/")
    assert (Enterprise.objects.count(), User.objects.count()) == (1, 1)


def test_the_result_can_be_read_again_and_shows_no_password(django_assert_num_queries: Any) -> None:
    applicant = applicant_at(Step.CHECK)
    applicant.post(Step.CHECK)
    with django_assert_num_queries(2):
        shown = applicant.client.get(applicant.url("transmise/")).text
    assert applicant.draft.reference in shown
    assert applicant.draft.user_code in shown
    assert "Vous n’avez rien à faire" in shown
    assert PASSWORD not in shown


def test_terms_must_be_accepted() -> None:
    applicant = applicant_at(Step.CHECK)
    response = applicant.post(Step.CHECK, terms_accepted="")
    assert "Erreur\u00a0:" in response.text
    assert Enterprise.objects.count() == 0


def test_a_change_from_the_check_comes_back_to_the_check() -> None:
    applicant = applicant_at(Step.CHECK)
    response = applicant.post(Step.CONTACT, query="?retour=verification", contact_by="email")
    assert response.headers["Location"].endswith("/etape/verification/")


def test_a_change_that_voids_answers_asks_only_those_on_its_way_back() -> None:
    applicant = applicant_at(Step.CHECK)
    back = "?retour=verification"
    response = applicant.post(Step.LEGAL_FORM, query=back, legal_form=LegalForm.COOPERATIVE)
    assert response.headers["Location"].endswith(f"/etape/numeros/{back}")
    response = applicant.post(Step.NUMBERS, query=back)
    assert response.headers["Location"].endswith(f"/etape/representant/{back}")
    response = applicant.post(Step.REPRESENTATIVE, query=back)
    assert response.headers["Location"].endswith("/etape/verification/")


def test_another_address_of_the_rse_is_confirmed_again() -> None:
    applicant = applicant_at(Step.CHECK)
    one_minute_later()
    response = applicant.post(
        Step.REPRESENTATIVE, query="?retour=verification", representative_email="nouveau@exemple.ca"
    )
    assert "/etape/courriel/" in response.headers["Location"]
    sent = EmailCode.objects.order_by("created_at").last()
    assert sent is not None
    assert sent.email == "nouveau@exemple.ca"


def test_a_silent_register_says_to_try_again_and_keeps_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_arguments: object, **_names: object) -> None:
        raise RegisterUnavailable

    applicant = applicant_at(Step.NUMBERS)
    monkeypatch.setattr(DatabaseRegister, "find", silent)
    response = applicant.post(Step.NUMBERS)
    assert response.status_code == 200
    assert "Réessayez dans quelques minutes" in response.text
    assert applicant.answers[Step.NUMBERS]["neq"] in response.text


@pytest.mark.parametrize(
    ("known", "page"),
    [({"status": "struck_off"}, "radiee"), ({"is_legacy": True}, "clic-revenu")],
)
def test_an_enterprise_that_cannot_register_is_told_why(known: dict[str, Any], page: str) -> None:
    applicant = applicant_at(Step.NUMBERS)
    neq = make_registered(**known).neq
    response = applicant.post(Step.NUMBERS, neq=neq, rq_number="")
    assert response.headers["Location"] == f"/fr/entreprises/inscription/impossible/{page}/"


def test_an_enterprise_already_registered_is_named_to_nobody() -> None:
    applicant = applicant_at(Step.NUMBERS)
    member = make_rse()
    response = applicant.client.post(
        applicant.url("etape/numeros/"), {"version": "1", "neq": member.enterprise.neq}, follow=True
    )
    assert "Cette entreprise a déjà un responsable" in response.text
    assert member.user.last_name not in response.text
    assert member.enterprise.name not in response.text


def test_a_legal_form_that_differs_is_corrected_or_confirmed() -> None:
    applicant = applicant_at(Step.NUMBERS)
    typed = {"neq": next_neq("22"), "rq_number": ""}
    response = applicant.post(Step.NUMBERS, **typed)
    assert "Je confirme la forme juridique" in response.text
    response = applicant.post(Step.NUMBERS, **typed, confirmation_asked="1")
    assert response.status_code == 200
    response = applicant.post(Step.NUMBERS, **typed, confirmation_asked="1", legal_form_confirmed="on")
    assert response.headers["Location"].endswith("/etape/renseignements/")
    assert applicant.draft.legal_form_confirmed


def test_known_details_are_masked_and_stay_so() -> None:
    applicant = applicant_at(Step.NUMBERS)
    known = make_registered()
    applicant.post(Step.NUMBERS, neq=known.neq, rq_number="")
    shown = applicant.open(Step.KNOWN_DETAILS).text
    assert "F••• d••• R•••" in shown
    assert known.name not in shown
    assert known.rq_number not in shown
    assert applicant.post(Step.KNOWN_DETAILS, details_confirmed="False").status_code == 302
    assert applicant.draft.details_confirmed is False


@pytest.mark.parametrize("name", ["O'Neil", "St-Pierre", "Nguyễn", "L", "O’Neil"])
def test_a_name_is_kept_as_people_write_it(name: str) -> None:
    applicant = applicant_at(Step.REPRESENTATIVE)
    assert applicant.post(Step.REPRESENTATIVE, representative_last_name=name).status_code == 302
    assert applicant.draft.representative_last_name == name.replace("’", "'")


@pytest.mark.parametrize("name", ["🐄", "x" * 10_000, "é" * 10_001, "nul\x00", ""])
def test_a_name_that_is_none_is_refused_and_nothing_changes(name: str) -> None:
    applicant = applicant_at(Step.REPRESENTATIVE)
    row = Registration.objects.values().get()
    response = applicant.post(Step.REPRESENTATIVE, representative_last_name=name)
    assert response.status_code == 200
    assert "Erreur\u00a0:" in response.text
    assert Registration.objects.values().get() == row


def test_markup_is_shown_as_text() -> None:
    applicant = applicant_at(Step.REPRESENTATIVE)
    applicant.post(Step.DETAILS, name="<script>alert(1)</script>")
    shown = applicant.open(Step.DETAILS).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_saving_and_leaving_keeps_the_answers_and_frees_the_browser() -> None:
    applicant = applicant_at(Step.CONTACT)
    draft = applicant.draft
    response = applicant.post(Step.CONTACT, save_and_exit="1")
    draft.refresh_from_db()
    assert (draft.contact_by, draft.password_hash) == ("phone", "")
    shown = applicant.client.get(response.headers["Location"]).text
    assert draft.reference in shown
    assert draft.rse_email not in shown
    assert applicant.open(Step.CONTACT).status_code == 302
    for row in OutboxMessage.objects.filter(handler__endswith="registration_saved"):
        assert deliver(row.pk)
    assert draft.reference in mail.outbox[-1].body


def test_saving_and_leaving_a_wrong_page_says_what_is_not_kept() -> None:
    applicant = applicant_at(Step.CONTACT)
    response = applicant.client.post(applicant.url("etape/activation/"), {"save_and_exit": "1"}, follow=True)
    assert "n’ont pas été gardées" in response.text


def test_before_an_address_only_this_browser_leads_back() -> None:
    applicant = applicant_at(Step.NUMBERS)
    response = applicant.client.post(applicant.url("etape/numeros/"), {"save_and_exit": "1"}, follow=True)
    assert "Vous n’avez pas encore donné d’adresse de courriel" in response.text
    assert applicant.open(Step.NUMBERS).status_code == 200


def test_a_draft_is_resumed_where_it_was_left_with_its_password_to_choose_again() -> None:
    applicant = applicant_at(Step.CHECK)
    draft = applicant.draft
    applicant.post(Step.CHECK, save_and_exit="1")
    other = Applicant(applicant.answers)
    typed = {"reference": draft.reference.lower().replace("-", " "), "email": draft.rse_email.upper()}
    assert other.client.post(other.url("reprendre/"), typed).headers["Location"].endswith("/reprendre/code/")
    response = other.client.post(other.url("reprendre/code/"), {"code": latest_code()})
    assert response.headers["Location"].endswith("/etape/mot-de-passe/?retour=verification")
    response = other.post(Step.PASSWORD, "?retour=verification")
    assert response.headers["Location"].endswith("/etape/verification/")
    assert other.post(Step.CHECK).headers["Location"].endswith("/transmise/")


def test_a_wrong_resume_looks_like_a_right_one() -> None:
    applicant = applicant_at(Step.CONTACT)
    pages = []
    for reference in (applicant.draft.reference, "INS-2026-AAAA-AAAA"):
        client = Client()
        typed = {"reference": reference, "email": applicant.draft.rse_email}
        client.post(applicant.url("reprendre/"), typed)
        response = client.post(applicant.url("reprendre/code/"), {"code": "000000"})
        pages.append(response.text.partition("</form>")[0].replace(str(response.context["csrf_token"]), ""))
    assert pages[0] == pages[1]


def test_resuming_without_asking_leads_to_the_question(client: Client) -> None:
    response = client.get("/fr/entreprises/inscription/reprendre/code/")
    assert response.headers["Location"].endswith("/reprendre/")


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "Reçue"),
        ({"taken": True}, "Appel en cours"),
        ({"state": "refused", "refusal_text": "Document illisible."}, "Document illisible."),
        ({"state": "expired"}, "Votre inscription a expiré"),
        ({"state": "activated"}, "Votre compte est activé"),
    ],
)
def test_the_status_says_where_the_registration_stands(
    changes: dict[str, Any], title: str, client: Client, django_assert_num_queries: Any
) -> None:
    taken = changes.pop("taken", False)
    shown = make_waiting_registration(**changes)
    if taken:
        Registration.objects.update(assigned_to=F("rse_user"))
    session = client.session
    session["pending_registration_id"] = str(shown.pk)
    session.save()
    with django_assert_num_queries(2):
        response = client.get("/fr/entreprises/inscription/etat/")
    assert title in response.text
    assert shown.reference in response.text


def test_an_inactive_enterprise_of_clic_revenu_is_told_to_call(client: Client) -> None:
    member = make_rse(make_enterprise(state=EnterpriseState.INACTIVE))
    client.force_login(member.user)
    assert "Entreprise inactive" in client.get("/fr/entreprises/inscription/etat/").text


def test_starting_twice_without_an_answer_makes_one_draft() -> None:
    applicant = Applicant({})
    applicant.start()
    applicant.start()
    assert Registration.objects.count() == 1


def test_another_registration_leaves_the_first_to_be_resumed() -> None:
    applicant = applicant_at(Step.CONTACT)
    assert "Continuer cette inscription" in applicant.client.get(applicant.url("avant-de-commencer/")).text
    applicant.start()
    assert Registration.objects.count() == 2
