"""An applicant who fills a registration page by page, as a browser does."""

import re
from datetime import date, timedelta
from itertools import count

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import EmailCode, TermsVersion
from enterprises.models import Registration
from enterprises.steps import PATHS, Step
from tests.factories.identifiers import next_neq, next_rq_number
from tests.factories.secrets import PASSWORD

_numbers = count(1)


def make_terms(number: str = "2026-1", in_force_on: date = date(2026, 1, 1)) -> TermsVersion:
    version, _created = TermsVersion.objects.get_or_create(
        portal="E",
        number=number,
        defaults={"in_force_on": in_force_on, "text_fr": "Soyez honnête.", "text_en": "Be honest."},
    )
    return version


def neq_of(form: str) -> str:
    return next_neq(PATHS[form].neq_prefixes[0])


def answers_for(
    form: str, *, neq: str = "", rq_number: str = "", mandate: bool = False, other_rse: bool = False
) -> dict[Step, dict[str, str]]:
    """Give what the applicant types on each page."""
    function = (
        "mandate"
        if mandate
        else {"self_employed": "owner", "partnership": "partner", "trust": "trustee"}.get(form, "secretary")
    )
    return {
        Step.LEGAL_FORM: {"legal_form": form},
        Step.OTHER_FORM: {"legal_form_other": "Consortium"},
        Step.NUMBERS: {"neq": neq, "rq_number": rq_number or next_rq_number()},
        Step.KNOWN_DETAILS: {"details_confirmed": "True"},
        Step.DETAILS: {
            "name": "Ferme O’Neil 🐄 et fils",
            "address_line": "12, rang du Ruisseau",
            "city": "Saint-Anselme",
            "province": "QC",
            "postal_code": "g0r2n0",
            "phone": "(418) 555-0123 poste 4",
        },
        Step.REPRESENTATIVE: {
            "representative_first_name": "Odile",
            "representative_last_name": "O'Neil",
            "representative_function": function,
            "representative_phone": "418 555-0124",
            "representative_email": f"odile{next(_numbers)}@exemple.ca",
        },
        Step.MANDATE: {"mandate_declared": "on"},
        Step.RSE: {"rse_is_representative": str(not other_rse)},
        Step.OTHER_RSE: {
            "rse_first_name": "Vân",
            "rse_last_name": "Nguyễn",
            "rse_phone": "4185550125",
            "rse_email": f"van+clic{next(_numbers)}@exemple.ca",
        },
        Step.USER_CODE: {},
        Step.PASSWORD: {"password": PASSWORD},
        Step.CONTACT: {"contact_by": "phone", "contact_times": "le matin"},
        Step.CHECK: {"terms_accepted": "on", "terms_number": "2026-1"},
    }


class Applicant:
    """One browser. `walk` answers page after page until the step it is told to stop at."""

    def __init__(self, answers: dict[Step, dict[str, str]], language: str = "fr") -> None:
        self.client, self.answers, self.language = Client(), answers, language
        self.walked: list[Step] = []

    def url(self, name: str) -> str:
        return f"/{self.language}/entreprises/inscription/{name}"

    def start(self) -> HttpResponse:
        return self.client.post(self.url("avant-de-commencer/"))

    @property
    def draft(self) -> Registration:
        return Registration.objects.get(pk=self.client.session["registration_id"])

    def open(self, step: Step, query: str = "") -> HttpResponse:
        return self.client.get(self.url(f"etape/{step}/{query}"))

    def post(self, step: Step, query: str = "", **changes: str) -> HttpResponse:
        """Post a step's answers with the version the draft has now."""
        typed = self.answers.get(step, {}) if step != Step.EMAIL_CODE else {"code": latest_code()}
        sent = {"version": str(self.draft.version), **typed, **changes}
        return self.client.post(self.url(f"etape/{step}/{query}"), sent)

    def walk(self, *, until: Step | None = None) -> HttpResponse:
        response = self.start()
        while (step := step_in(response)) and step != until:
            assert self.open(step).status_code == 200
            self.walked.append(step)
            response = self.post(step)
            assert response.status_code == 302, (step, re.findall(r"error-summary__list.*?</ul>", response.text, re.S))
        return response


def step_in(response: HttpResponse) -> Step | None:
    found = re.search(r"/etape/([\w-]+)/", response.headers.get("Location", ""))
    return Step(found[1]) if found else None


def latest_code() -> str:
    """Read the code the outbox owes, as its mail would show it."""
    code = EmailCode.objects.order_by("created_at").last()
    assert code is not None
    return code.sealed_code


def one_minute_later() -> None:
    """Make the last code old enough for another to be asked."""
    EmailCode.objects.update(created_at=timezone.now() - timedelta(seconds=61))
