"""A-07 and A-08: agents find a form, receive it with its scan, decide it; each view leaves a trace."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import JournalEntry
from accounts.states import AgentRole
from enterprises.models import PaperForm
from enterprises.queries.paper_form_desk import paper_form_found_by
from enterprises.scans import LARGEST
from enterprises.services.paper_form_processing import accept_paper_form, refuse_paper_form
from enterprises.services.paper_forms import ask_for_posting
from enterprises.states import PaperFormState, RegistrationState
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_rse
from tests.factories.paper_forms import blank_scan, make_designation, make_lew4, received, scan_of

pytestmark = pytest.mark.django_db
QUEUE = reverse("agents:paper-forms")
NOW = timezone.now()
CHECKED = {"is_legible": "yes", "is_signed": "yes", "signatory_is_representative": "yes"}


@pytest.fixture(autouse=True)
def uploads(settings: LazySettings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def agent(client: Client) -> Any:
    return sign_in_agent(client, make_agent())


@pytest.fixture
def form() -> PaperForm:
    return make_lew4()


def page(form: PaperForm, name: str = "") -> str:
    return reverse(f"agents:paper-form{name}", args=[form.pk])


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def reception(content: bytes, **changes: object) -> dict[str, object]:
    today = timezone.localdate()
    day = {"received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year}
    return {"version": 0, **day, "scan": SimpleUploadedFile("scan.pdf", content), **CHECKED, **changes}


def test_the_desk_receives_and_accepts_a_form(client: Client, agent: Any, form: PaperForm) -> None:
    assert client.post(QUEUE, {"typed": form.enterprise.neq})["Location"] == page(form)
    assert "Enregistrer la réception" in text(client.get(page(form)))
    assert client.post(page(form, "-receive"), reception(scan_of(form)))["Location"] == page(form, "-decide")
    shown = text(client.get(page(form, "-decide")))
    assert "Accepter le formulaire" in shown
    assert "Lu : c’est bien ce formulaire" in shown
    assert client.post(page(form, "-decide"), {"version": 1, "decision": "accept"})["Location"] == page(form)
    assert "Le formulaire est traité. L’entreprise en est avisée." in text(client.get(page(form)))
    form.refresh_from_db()
    assert (form.state, form.received_by, form.processed_by) == (PaperFormState.PROCESSED, agent, agent)


@pytest.mark.parametrize("code", ["unsigned", "wrong_signatory", "illegible", "other_enterprise"])
def test_the_desk_refuses_with_a_reason(client: Client, agent: Any, form: PaperForm, code: str) -> None:
    received(form, by=agent, scan=blank_scan())
    client.post(page(form, "-decide"), {"version": 1, "decision": code})
    form.refresh_from_db()
    assert (form.state, form.refusal_code) == (PaperFormState.REFUSED, code)


def test_a_paper_with_a_fault_can_only_be_refused(client: Client, agent: Any, form: PaperForm) -> None:
    client.post(page(form, "-receive"), reception(blank_scan(), is_signed="no"))
    shown = text(client.get(page(form, "-decide")))
    assert ("Accepter le formulaire" in shown, "Refuser : La signature" in shown) == (False, True)
    client.post(page(form, "-decide"), {"version": 1, "decision": "accept"})
    assert "une vérification a échoué" in text(client.get(page(form)))
    form.refresh_from_db()
    assert form.state == PaperFormState.RECEIVED


TOMORROW = timezone.localdate() + timedelta(days=1)
WRONG = {
    "no file": ({"scan": ""}, "Choisissez le fichier PDF"),
    "not a PDF": ({"scan": SimpleUploadedFile("a.pdf", b"GIF89a")}, "n’est pas un PDF lisible"),
    "too large": ({"scan": SimpleUploadedFile("a.pdf", b"%PDF-" + b" " * LARGEST)}, "dépasse 5 Mo"),
    "in the future": (
        {"received_on_day": TOMORROW.day, "received_on_month": TOMORROW.month},
        "aujourd’hui ou plus tôt",
    ),
    "no answer": ({"is_signed": ""}, "Dites si le document est signé"),
}


@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_reception_is_explained_and_changes_nothing(
    client: Client, agent: Any, form: PaperForm, changes: dict[str, object], words: str
) -> None:
    if "received_on_day" in changes:
        changes = {**changes, "received_on_year": TOMORROW.year}
    for sent in changes.values():
        if isinstance(sent, SimpleUploadedFile):
            sent.seek(0)
    response = client.post(page(form, "-receive"), reception(blank_scan(), **changes))
    assert words in text(response)
    form.refresh_from_db()
    assert (form.state, form.version, bool(form.scan)) == (PaperFormState.TO_SEND, 0, False)


def test_the_scan_of_another_form_is_explained(client: Client, agent: Any, form: PaperForm) -> None:
    response = client.post(page(form, "-receive"), reception(scan_of(make_lew4())))
    assert "porte un autre numéro de référence" in text(response)
    form.refresh_from_db()
    assert form.state == PaperFormState.TO_SEND


def test_two_agents_on_one_form_are_told(client: Client, agent: Any, form: PaperForm) -> None:
    other = make_agent().user
    seen = received(form, by=agent, scan=blank_scan())
    again = refuse_paper_form(seen, by=other, version=1, code="illegible", now=NOW)
    for posted in ({"version": 1, "decision": "accept"}, {"version": 1, "decision": "unsigned"}):
        client.post(page(form, "-decide"), posted)
        assert "Ce dossier a changé pendant que vous le consultiez." in text(client.get(page(form)))
    received(again, by=other, scan=blank_scan())
    client.post(page(form, "-receive"), reception(blank_scan()))
    assert "Ce dossier a changé" in text(client.get(page(form)))
    form.refresh_from_db()
    assert (form.state, form.version, form.received_by) == (PaperFormState.RECEIVED, 3, other)


def test_the_second_agent_rule_shows_who_may_confirm(
    client: Client, agent: Any, form: PaperForm, settings: LazySettings
) -> None:
    settings.PAPER_FORM_NEEDS_SECOND_AGENT = True
    received(form, by=agent, scan=blank_scan())
    assert "Proposer d’accepter le formulaire" in text(client.get(page(form, "-decide")))
    client.post(page(form, "-decide"), {"version": 1, "decision": "accept"})
    assert "Vous avez proposé d’accepter ce formulaire." in text(client.get(page(form)))
    second = Client()
    sign_in_agent(second, make_agent(AgentRole.SUPERVISOR))
    assert "Confirmer l’acceptation" in text(second.get(page(form, "-decide")))
    second.post(page(form, "-decide"), {"version": 2, "decision": "accept"})
    form.refresh_from_db()
    assert form.state == PaperFormState.PROCESSED


def test_the_scan_is_shown_quietly_and_each_view_is_in_the_journal(client: Client, agent: Any, form: PaperForm) -> None:
    assert client.get(page(form, "-scan")).status_code == 404
    scan = scan_of(form)
    received(form, by=agent, scan=scan)
    response = client.get(page(form, "-scan"))
    assert (response.content, response["Content-Type"]) == (scan, "application/pdf")
    assert response["Content-Disposition"] == f'inline; filename="{form.reference}.pdf"'
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    client.get(page(form))
    views = JournalEntry.objects.filter(action="agent.file_viewed", actor_id=str(agent.pk)).order_by("id")
    assert [view.details["page"] for view in views] == ["paper_form_scan", "paper_form_scan", "paper_form"]
    assert {view.on_behalf_of for view in views} == {str(form.enterprise_id)}


def test_who_cannot_print_gets_the_form_by_post(client: Client, agent: Any, form: PaperForm) -> None:
    ask_for_posting(form, by=form.enterprise.terms_accepted_by, now=NOW)
    assert form.reference in text(client.get(QUEUE, {"show": "to_post"}))
    assert "12, rang du Ruisseau" in text(client.get(page(form)))
    assert client.get(page(form, "-blank"))["Content-Type"] == "application/pdf"
    for version in (1, 1, "x"):
        assert client.post(page(form, "-posted"), {"version": version})["Location"] == page(form)
    form.refresh_from_db()
    assert (form.posted_at is not None, form.version) == (True, 2)
    assert form.reference not in text(client.get(QUEUE, {"show": "to_post"}))


def test_each_list_holds_what_it_says(client: Client, agent: Any) -> None:
    forms = {name: make_lew4() for name in ("to_send", "received", "overdue", "refused", "processed")}
    for name in ("received", "overdue", "refused", "processed"):
        forms[name] = received(forms[name], by=agent, scan=blank_scan())
    PaperForm.objects.filter(pk=forms["overdue"].pk).update(received_on=timezone.localdate() - timedelta(days=11))
    refuse_paper_form(forms["refused"], by=agent, version=1, code="unsigned", now=NOW)
    accept_paper_form(forms["processed"], by=agent, version=1, now=NOW)
    make_designation(state=RegistrationState.EXPIRED)
    forms["designation"] = make_designation()
    for show, expected in {
        "": ["overdue", "received"],
        "received": ["overdue", "received"],
        "overdue": ["overdue"],
        "to_send": ["to_send", "designation"],
        "refused": ["refused"],
        "to_post": [],
        "anything": ["overdue", "received"],
    }.items():
        listed = [row.reference for row in client.get(QUEUE, {"show": show}).context["page"]]
        assert listed == [forms[name].reference for name in expected]
    late = text(client.get(QUEUE, {"show": "overdue"}))
    assert ("1 semaine" in late, "En retard" in late) == (True, True)


@pytest.mark.parametrize("typed", ["reference", "lower", "neq", "rq_number", "spaced"])
def test_a_form_is_found_by_its_exact_number(form: PaperForm, typed: str) -> None:
    written = {
        "reference": form.reference,
        "lower": form.reference.lower().replace("-", " "),
        "neq": form.enterprise.neq,
        "rq_number": form.enterprise.rq_number,
        "spaced": f"{form.enterprise.neq[:4]} {form.enterprise.neq[4:7]} {form.enterprise.neq[7:]}",
    }
    make_lew4()
    assert paper_form_found_by(written[typed]) == form


@pytest.mark.parametrize("typed", ["", "LEW", "LEW-2026-AAAA-AAAA", "1190000019", "'; --", "é" * 40])
def test_a_number_that_finds_nothing_says_so(client: Client, agent: Any, form: PaperForm, typed: str) -> None:
    response = client.post(QUEUE, {"typed": typed})
    assert "govuk-error-summary" in text(response)
    assert make_rse().enterprise.neq not in text(response)


@pytest.mark.parametrize("show", ["received", "to_send", "refused", "to_post", "overdue"])
def test_a_list_costs_the_same_for_1_and_30_rows(client: Client, agent: Any, show: str) -> None:
    make_lew4()
    client.get(QUEUE)

    def cost() -> int:
        _put_in(show)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(QUEUE, {"show": show}).context["page"].object_list) >= 1
        return len(queries)

    alone = cost()
    for _turn in range(29):
        make_lew4()
    assert (alone, cost()) == (6, 6)
    assert PaperForm.objects.count() == 30


def _put_in(show: str) -> None:
    today = timezone.localdate()
    state = {"overdue": "received", "to_post": "to_send"}.get(show, show)
    received_on = {"received": today, "refused": today, "overdue": today - timedelta(days=20)}.get(show)
    PaperForm.objects.update(
        state=state, received_on=received_on, postal_sending_asked_at=NOW if show == "to_post" else None
    )


@pytest.mark.parametrize("role", [AgentRole.MINISTRY, AgentRole.AUDITOR])
def test_other_roles_find_nothing(client: Client, form: PaperForm, role: str) -> None:
    sign_in_agent(client, make_agent(role))
    for address in (QUEUE, page(form), page(form, "-scan"), page(form, "-receive"), page(form, "-decide")):
        assert client.get(address).status_code == 404
    assert client.post(page(form, "-decide"), {"version": 0, "decision": "accept"}).status_code == 404


def test_a_form_that_does_not_exist_is_not_found(client: Client, agent: Any) -> None:
    for name in ("", "-scan", "-blank", "-receive", "-decide"):
        missing = reverse(f"agents:paper-form{name}", args=["0b5b5c7e-0000-4000-8000-000000000000"])
        assert client.get(missing).status_code == 404
