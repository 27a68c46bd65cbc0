"""The desk: each page to its roles, nothing decided twice, no replayed code, no act on a file of others."""

from base64 import b32decode
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from accounts.models import JournalEntry
from enterprises.models import CallNote, Registration, ServiceEnrolment
from enterprises.states import RegistrationState
from tests.accounts.sign_in_steps import sign_in
from tests.attacks.test_forgery import every_address
from tests.factories.agents import KEY, make_agent, sign_in_agent
from tests.factories.enrolments import make_enrolment, make_ministry_agent, make_service
from tests.factories.enterprises import make_rse
from tests.factories.paper_forms import make_lew4
from tests.factories.secrets import PASSWORD
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db

DESK, SUPERVISOR, MINISTRY, AUDITOR = {"agent", "supervisor"}, {"supervisor"}, {"ministry", "supervisor"}, {"auditor"}


def pages() -> dict[str, set[str]]:
    """The pages that show something, and the roles that see it."""
    waiting, lew4 = make_waiting_registration(), make_lew4()
    enrolment = make_enrolment(make_rse(), make_service())
    acts = ("", "-call", "-checks", "-activate", "-refuse")
    of_file = {f"agents:registration{act}": waiting.pk for act in acts}
    addresses = {reverse(name, args=[pk]): DESK for name, pk in of_file.items()}
    addresses |= {reverse("agents:queue"): DESK, reverse("agents:search"): DESK, reverse("agents:paper-forms"): DESK}
    addresses[reverse("agents:registration-check", args=[waiting.pk, "access_code"])] = DESK
    for name in ("paper-form", "paper-form-blank", "paper-form-receive", "paper-form-decide"):
        addresses[reverse(f"agents:{name}", args=[lew4.pk])] = DESK
    addresses |= {
        reverse(f"agents:{name}", args=[waiting.pk]): SUPERVISOR
        for name in ("registration-unfreeze", "registration-assign")
    }
    addresses |= {reverse("agents:supervisor"): SUPERVISOR, reverse("agents:catalogues"): SUPERVISOR}
    addresses |= {reverse("agents:enrolments"): MINISTRY, reverse("agents:journal"): AUDITOR | SUPERVISOR}
    addresses[reverse("agents:enrolment", args=[enrolment.pk])] = SUPERVISOR  # another ministry's
    addresses[reverse("agents:journal-export")] = AUDITOR
    return addresses


def test_each_page_of_the_desk_is_there_for_its_roles_only() -> None:
    addresses = pages()
    clients = {}
    for role in ("agent", "supervisor", "ministry", "auditor"):
        clients[role] = Client()
        sign_in_agent(clients[role], make_agent(role))
    clients["none"] = Client()
    sign_in_agent(clients["none"], make_agent("unknown-role"))
    seen = {(path, role): clients[role].get(path).status_code for path, role in product(addresses, clients)}
    wrong = {key: code for key, code in seen.items() if code != (200 if key[1] in addresses[key[0]] else 404)}
    assert wrong == {}


def test_a_post_of_a_role_that_may_only_read_changes_nothing() -> None:
    waiting = make_waiting_registration()
    enrolment = make_enrolment(make_rse(), make_service())
    before = JournalEntry.objects.count()
    for role in ("auditor", "ministry"):
        client = Client()
        sign_in_agent(client, make_agent(role))
        for path in (path for path in every_address() if path.startswith("/fr/agents/") and "/session/" not in path):
            for pk in (waiting.pk, enrolment.pk):
                real = path.replace("0b7b2f8e-6f1a-4a53-9d5e-6a5f1f0f4c11", str(pk), 1)
                assert client.post(real, {"version": "0"}).status_code in {404, 405, 302}, real
    assert JournalEntry.objects.count() == before
    assert Registration.objects.get().state == RegistrationState.SUBMITTED
    assert ServiceEnrolment.objects.get().assigned_to is None


def test_an_enterprise_s_session_reaches_no_page_of_the_desk(client: Client) -> None:
    sign_in(client, make_rse().user.user_code)
    desk = [path for path in every_address() if path.startswith("/fr/agents/") and "/session/" not in path]
    answers = {path: client.get(path) for path in desk}
    let_in = {path for path, answer in answers.items() if answer.status_code == 200}
    assert let_in == set()
    assert {answer.status_code for answer in answers.values()} <= {404, 405, 302, 301}


def test_an_agent_s_session_without_second_factor_reaches_nothing(client: Client) -> None:
    client.force_login(make_agent("agent", "supervisor", "auditor", "ministry").user)
    for path in (path for path in every_address() if path.startswith("/fr/agents/") and "/session/" not in path):
        assert client.get(path).status_code in {302, 405}, path


def test_the_session_before_the_second_factor_is_not_the_one_that_was_planted(client: Client) -> None:
    agent = make_agent()
    session = client.session
    session["planted"] = True
    session.save()
    planted = client.cookies["sessionid"].value
    client.post(reverse("agents:sign-in"), {"user_code": agent.user.user_code, "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted
    stolen = Client()
    stolen.cookies["sessionid"] = planted
    assert stolen.get(reverse("agents:second-factor"))["Location"] == reverse("agents:sign-in")


def test_a_code_of_an_agent_s_application_serves_once(client: Client) -> None:
    agent = make_agent()
    totp = TOTP(b32decode(KEY))
    totp.time = timezone.now().timestamp()
    digits = f"{totp.token():06d}"
    opened = []
    for typed in (digits, f" {digits[:3]} {digits[3:]} ", digits):
        browser = Client()
        browser.post(reverse("agents:sign-in"), {"user_code": agent.user.user_code, "password": PASSWORD})
        opened.append(browser.post(reverse("agents:second-factor"), {"digits": typed}).status_code == 302)
    assert opened == [True, False, False]


def test_a_call_noted_twice_by_a_double_click_is_one_call(client: Client) -> None:
    waiting = make_waiting_registration()
    sign_in_agent(client, make_agent())
    noted = {"caller": "Odile O’Neil", "outcome": "reached", "note": "Rappellera"}
    for _click in range(2):
        assert client.post(reverse("agents:registration-call", args=[waiting.pk]), noted).status_code == 302
    assert CallNote.objects.count() == 1
    client.post(reverse("agents:registration-call", args=[waiting.pk]), noted | {"outcome": "no_answer"})
    assert CallNote.objects.count() == 2
    assert JournalEntry.objects.filter(action="registration.call_noted").count() == 2


def test_a_ministry_s_agent_answers_nothing_of_another_ministry(client: Client) -> None:
    enrolment = make_enrolment(make_rse(), make_service())
    sign_in_agent(client, make_ministry_agent(make_service().ministry))
    for name in ("enrolment", "enrolment-take", "enrolment-release", "enrolment-decide"):
        answer = client.post(reverse(f"agents:{name}", args=[enrolment.pk]), {"outcome": "active", "text": ""})
        assert answer.status_code in {404, 405}
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.assigned_to) == ("in_progress", None)
