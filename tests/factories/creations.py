"""A newcomer who creates an account page by page, as a browser does."""

import re
from datetime import date
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import EmailCode, TermsVersion
from citizens.models import AccountCreation
from citizens.steps import QUESTION_STEPS, Step
from ministry_services.models import OnlineService
from tests.citizens.identity_road import prove
from tests.factories.enrolments import make_service
from tests.factories.secrets import PASSWORD
from tests.factories.security_options import CHOSEN, IMAGE, PHRASE

_numbers = count(1)


def make_citizen_terms(number: str = "2026-1", in_force_on: date = date(2026, 1, 1)) -> TermsVersion:
    values = {"in_force_on": in_force_on, "text_fr": "Soyez honnête.", "text_en": "Be honest."}
    version, _created = TermsVersion.objects.get_or_create(portal="C", number=number, defaults=values)
    return version


def make_citizen_service(*, needs_proof: bool = True, **changes: Any) -> OnlineService:
    values = {"name_fr": "Demande de certificat", "name_en": "Certificate application", **changes}
    return make_service(portal="C", needs_identity_proof=needs_proof, **values)


def answers_for(service: OnlineService | None = None) -> dict[Step, dict[str, str]]:
    """Give what the newcomer types on each page."""
    number = next(_numbers)
    questions = {
        step: {"question": question, "answer": answer}
        for step, (question, answer) in zip(QUESTION_STEPS, CHOSEN, strict=True)
    }
    return {
        Step.SERVICE: {"service": service.slug if service else "aucun"},
        Step.USER_CODE: {"user_code": f"bleuet.{number:04}"},
        Step.PASSWORD: {"password": PASSWORD},
        Step.EMAIL: {"email": f"eve+clic{number}@exemple.ca", "message_language": "fr"},
        Step.IMAGE: {"image": IMAGE},
        Step.PHRASE: {"choice": "own", "phrase": PHRASE},
        **questions,
        Step.TERMS: {"number": "2026-1", "accepted": "on"},
    }


class Newcomer:
    """One browser. `walk` answers page after page until the step it is told to stop at."""

    def __init__(self, service: OnlineService | None = None, *, language: str = "fr") -> None:
        self.client, self.language, self.service = Client(), language, service
        self.answers = answers_for()
        self.walked: list[Step] = []

    def url(self, name: str = "") -> str:
        return f"/{self.language}/citoyens/creation/{name}"

    def start(self) -> HttpResponse:
        query = f"?service={self.service.slug}" if self.service else ""
        return self.client.post(self.url() + query)

    @property
    def draft(self) -> AccountCreation:
        return AccountCreation.objects.get(pk=self.client.session["creation_id"])

    def open(self, step: Step, query: str = "") -> HttpResponse:
        return self.client.get(self.url(f"etape/{step}/{query}"))

    def post(self, step: Step, query: str = "", **changes: str) -> HttpResponse:
        """Post a step's answers with the version the draft has now."""
        typed = {"digits": latest_code()} if step == Step.EMAIL_CODE else self.answers.get(step, {})
        sent = {"version": str(self.draft.version), **typed, **changes}
        return self.client.post(self.url(f"etape/{step}/{query}"), sent)

    def prove(self) -> HttpResponse:
        """Walk the identity check on its own pages, then come back."""
        prove(self.client)
        return self.client.get(self.url("identite-prouvee/"))

    def walk(self, *, until: Step | None = None) -> HttpResponse:
        response = self.start()
        while (step := step_in(response)) and step != until:
            response = self._pass(step)
        return response

    def _pass(self, step: Step) -> HttpResponse:
        opened = self.open(step)
        self.walked.append(step)
        if step == Step.IDENTITY:
            assert opened.status_code == 302
            return self.prove()
        assert opened.status_code == 200, step
        response = self.post(step)
        assert response.status_code in {302, 303}, (step, shown_errors(response))
        return response


def step_in(response: HttpResponse) -> Step | None:
    found = re.search(r"/etape/([\w-]+)/", response.headers.get("Location", ""))
    return Step(found[1]) if found else None


def shown_errors(response: HttpResponse) -> list[str]:
    return re.findall(r"error-summary__list.*?</ul>", response.content.decode(), re.DOTALL)


def latest_code() -> str:
    """Read the code the outbox owes, as its mail would show it."""
    code = EmailCode.objects.order_by("created_at").last()
    assert code is not None
    return code.sealed_code
