"""L-02 to L-04, X-07 and the designation: the right page for each state, and nobody else's paper."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry
from enterprises.models import Member, PaperForm
from enterprises.scan_reader import answer
from enterprises.services.paper_form_processing import accept_paper_form, refuse_paper_form
from enterprises.states import MemberRole, RegistrationState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_member, make_rse
from tests.factories.paper_forms import blank_scan, make_designation, make_legacy_rse, make_lew4, received

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FORM, STATUS, REQUIRED = (reverse(f"enterprises:paper-form{name}") for name in ("", "-status", "-required"))
FILE, PRINT, POSTING = (reverse(f"enterprises:paper-form-{name}") for name in ("download", "print", "posting"))
DESIGNATION = reverse("enterprises:designation")


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def rse() -> Member:
    return make_legacy_rse()


@pytest.fixture
def form(rse: Member) -> PaperForm:
    return make_lew4(rse)


@pytest.fixture
def browser(client: Client, rse: Member, form: PaperForm) -> Client:
    client.force_login(rse.user)
    client.get("/fr/entreprises/formulaire-lew-4/suivi/")
    return client


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def actions(form: PaperForm) -> list[str]:
    return list(JournalEntry.objects.filter(subject_id=str(form.pk)).order_by("id").values_list("action", flat=True))[
        1:
    ]


def test_the_form_is_downloaded_signed_and_sent(browser: Client, form: PaperForm) -> None:
    shown = text(browser.get(FORM))
    for words in ("1. Téléchargez", "2. Faites signer", "3. Envoyez", form.reference, "3800, rue de Marly"):
        assert words in shown
    assert "Ce document est un modèle, pas le formulaire officiel de Revenu Québec." in shown


def test_the_download_is_the_filled_form_and_stays_in_the_journal(
    browser: Client, form: PaperForm, rse: Member
) -> None:
    response = browser.get(FILE)
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store")
    assert response["Content-Disposition"] == f'attachment; filename="LEW-4_{form.reference}.pdf"'
    assert answer(response.content) == {"refused": "", "reference": form.reference}
    entry = JournalEntry.objects.latest("id")
    assert (entry.action, entry.actor_id) == ("paper_form.downloaded", str(rse.user_id))
    assert (entry.on_behalf_of, entry.details) == (str(rse.enterprise_id), {"kind": "lew4", "layout": "pdf"})


def test_the_page_to_print_says_what_the_file_says(browser: Client, form: PaperForm, rse: Member) -> None:
    shown = text(browser.get(PRINT))
    for words in (form.reference, rse.enterprise.name, rse.enterprise.neq, "Odile O’Neil", "2026-1"):
        assert words in shown
    assert "pas le formulaire officiel" in shown
    assert "<header" not in shown
    assert actions(form) == ["paper_form.downloaded"]


def test_posting_is_asked_by_a_button_once(browser: Client, form: PaperForm) -> None:
    assert browser.get(POSTING).status_code == 405
    for _click in range(2):
        assert browser.post(POSTING)["Location"] == FORM
    assert actions(form) == ["paper_form.posting_asked"]
    shown = text(browser.get(FORM))
    assert "que le document vous soit envoyé par la poste" in shown
    assert "Demander un envoi postal" not in shown


def test_each_state_has_its_words(browser: Client, form: PaperForm) -> None:
    agent = make_agent().user
    assert "Revenu Québec n’a pas encore reçu votre formulaire." in text(browser.get(STATUS))
    form = received(form, by=agent, scan=blank_scan())
    assert "Revenu Québec a reçu votre formulaire et le vérifie." in text(browser.get(STATUS))
    assert browser.get(FORM)["Location"] == STATUS
    form = refuse_paper_form(form, by=agent, version=1, code="wrong_signatory", now=NOW)
    for page in (STATUS, FORM, REQUIRED):
        assert "La personne qui a signé n’est pas le représentant autorisé." in text(browser.get(page))
    assert browser.get(FILE).status_code == 200
    form = received(form, by=agent)
    accept_paper_form(form, by=agent, version=form.version, now=NOW)
    assert "Votre formulaire est traité." in text(browser.get(STATUS))
    assert browser.get(REQUIRED)["Location"] == reverse("enterprises:home")


def test_until_processed_enrolment_leads_to_the_explanation(browser: Client, form: PaperForm) -> None:
    agent = make_agent().user
    closed = reverse("enterprises:enrolment")
    assert browser.get(closed)["Location"] == REQUIRED
    assert "l’inscription aux services électroniques des ministères" in text(browser.get(REQUIRED))
    form = received(form, by=agent)
    assert browser.get(closed)["Location"] == REQUIRED
    assert browser.post(closed)["Location"] == REQUIRED
    accept_paper_form(form, by=agent, version=1, now=NOW)
    assert browser.get(closed).headers.get("Location") != REQUIRED


def test_another_member_reads_why_and_gets_no_paper(client: Client, rse: Member, form: PaperForm) -> None:
    client.force_login(make_member(rse.enterprise, MemberRole.USER).user)
    for page in (REQUIRED, STATUS):
        shown = text(client.get(page))
        assert "Le responsable des services électroniques de votre entreprise s’en occupe." in shown
        assert f'href="{FORM}"' not in shown
    for page in (FORM, FILE, PRINT):
        assert client.get(page).status_code == 403
    assert client.post(POSTING).status_code == 403
    assert actions(form) == []


def test_strangers_find_nothing(client: Client, form: PaperForm) -> None:
    assert client.get(FILE)["Location"].startswith("/fr/entreprises/session/")
    client.force_login(make_rse().user)
    for page in (STATUS, FILE, PRINT, REQUIRED):
        assert client.get(page).status_code == 404
    assert client.post(POSTING).status_code == 404
    sign_in_agent(client, make_agent())
    assert client.get(FILE).status_code == 403
    assert actions(form) == []


def test_the_rse_of_another_clic_revenu_enterprise_gets_its_own_form_only(client: Client, form: PaperForm) -> None:
    other = make_legacy_rse()
    mine = make_lew4(other)
    client.force_login(other.user)
    shown = text(client.get(FORM))
    assert (mine.reference in shown, form.reference in shown) == (True, False)


@pytest.mark.parametrize(("page", "queries"), [(FORM, 4), (STATUS, 4), (REQUIRED, 4)])
def test_pages_cost_four_queries(
    browser: Client, page: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(queries):
        assert browser.get(page).status_code == 200


def holding(client: Client, form: PaperForm, key: str = "pending_registration_id") -> Client:
    session = client.session
    session[key] = str(form.registration_id)
    session.save()
    return client


@pytest.mark.parametrize("key", ["pending_registration_id", "registration_id"])
def test_an_applicant_gets_the_designation_before_any_activation(client: Client, key: str) -> None:
    form = make_designation()
    holding(client, form, key)
    assert form.reference in text(client.get(DESIGNATION))
    response = client.get(reverse("enterprises:designation-download"))
    assert response["Content-Disposition"] == f'attachment; filename="designation_{form.reference}.pdf"'
    assert answer(response.content) == {"refused": "", "reference": form.reference}
    assert "Réal Côté" in text(client.get(reverse("enterprises:designation-print")))
    assert client.post(reverse("enterprises:designation-posting"))["Location"] == DESIGNATION
    assert actions(form) == ["paper_form.downloaded", "paper_form.downloaded", "paper_form.posting_asked"]
    assert {entry.actor_label for entry in JournalEntry.objects.filter(subject_id=str(form.pk))} == {"demandeur"}


@pytest.mark.parametrize("name", ["designation", "designation-download", "designation-print"])
def test_a_designation_is_for_the_browser_that_holds_its_registration(client: Client, name: str) -> None:
    form = make_designation()
    away = reverse("enterprises:registration-status")
    assert client.get(reverse(f"enterprises:{name}"))["Location"] == away
    holding(client, make_designation(state=RegistrationState.REFUSED))
    assert client.get(reverse(f"enterprises:{name}"))["Location"] == away
    assert client.post(reverse("enterprises:designation-posting"))["Location"] == away
    assert actions(form) == []


def test_a_designation_shows_where_it_stands(client: Client) -> None:
    agent = make_agent().user
    form = make_designation()
    holding(client, form)
    form = received(form, by=agent, scan=blank_scan())
    assert "Revenu Québec a reçu le document et le vérifie." in text(client.get(DESIGNATION))
    form = refuse_paper_form(form, by=agent, version=1, code="unsigned", now=NOW)
    assert "La signature du représentant autorisé manque." in text(client.get(DESIGNATION))
    form = received(form, by=agent, scan=blank_scan())
    accept_paper_form(form, by=agent, version=form.version, now=NOW)
    assert "Il reste à Revenu Québec à activer votre accès." in text(client.get(DESIGNATION))


def test_every_page_speaks_english_under_its_english_address(browser: Client) -> None:
    for page in (FORM, STATUS, REQUIRED, PRINT):
        assert '<html lang="en"' in text(browser.get(page.replace("/fr/", "/en/")))
