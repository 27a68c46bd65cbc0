"""The whole journey of a registration, page by page, for every legal form (screens.md E-01 to E-14)."""

from typing import Any

import pytest

from accounts.models import TermsAcceptance, User
from accounts.states import UserState
from enterprises.legal_forms import LegalForm
from enterprises.models import Enterprise, Member, PaperForm, Registration
from enterprises.states import EnterpriseState, MemberRole, MemberState, PaperFormKind, RegistrationState
from enterprises.steps import Step
from tests.factories.identifiers import next_rq_number
from tests.factories.register import make_registered
from tests.factories.registrations import Applicant, answers_for, make_terms, neq_of
from tests.factories.secrets import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("form", LegalForm.values)
def test_every_legal_form_reaches_its_submission(form: str, known: bool) -> None:
    make_terms()
    neq, rq_number = neq_of(form), next_rq_number()
    if known:
        make_registered(legal_form=form, neq=neq, rq_number=rq_number)
    answers = answers_for(form, neq=neq, rq_number=rq_number)
    applicant = Applicant(answers)
    response = applicant.walk()
    assert response.headers["Location"] == "/fr/entreprises/inscription/transmise/"
    expected = [Step.LEGAL_FORM, Step.OTHER_FORM] if form == LegalForm.OTHER else [Step.LEGAL_FORM]
    expected += [Step.NUMBERS, Step.KNOWN_DETAILS if known else Step.DETAILS, Step.REPRESENTATIVE, Step.RSE]
    expected += [Step.USER_CODE, Step.PASSWORD, Step.EMAIL_CODE, Step.CONTACT, Step.CHECK]
    assert applicant.walked == expected
    assert applicant.draft.state == RegistrationState.SUBMITTED


def test_a_submission_makes_the_enterprise_its_people_and_a_pending_account() -> None:
    terms = make_terms()
    applicant = Applicant(answers_for(LegalForm.PARTNERSHIP, neq=neq_of(LegalForm.PARTNERSHIP), other_rse=True))
    applicant.walk()
    registration = Registration.objects.get()
    enterprise, user, member = Enterprise.objects.get(), User.objects.get(), Member.objects.get()
    assert (enterprise.name, enterprise.state, enterprise.phone) == (
        "Ferme O’Neil 🐄 et fils",
        EnterpriseState.PENDING,
        "4185550123x4",
    )
    assert (user.state, user.full_name, user.email) == (UserState.PENDING, "Vân Nguyễn", registration.rse_email)
    assert user.username == f"E:{registration.user_code}"
    assert user.check_password(PASSWORD)
    assert (member.role, member.state, member.user) == (MemberRole.RSE, MemberState.CREATED, user)
    assert enterprise.representative.last_name == "O'Neil"
    assert TermsAcceptance.objects.get().version == terms
    assert (registration.enterprise, registration.rse_user, registration.password_hash) == (enterprise, user, "")
    assert PaperForm.objects.count() == 0


def test_a_representative_by_mandate_gets_the_designation_to_sign() -> None:
    make_terms()
    applicant = Applicant(answers_for(LegalForm.TRUST, neq="", mandate=True))
    applicant.walk()
    assert Step.MANDATE in applicant.walked
    form = PaperForm.objects.get()
    assert (form.kind, form.registration) == (PaperFormKind.DESIGNATION, Registration.objects.get())


def test_the_english_journey_is_the_same() -> None:
    make_terms()
    applicant = Applicant(answers_for(LegalForm.CORPORATION, neq=neq_of(LegalForm.CORPORATION)), language="en")
    response = applicant.walk()
    assert response.headers["Location"] == "/en/entreprises/inscription/transmise/"
    assert User.objects.get().language == "en"


def test_switching_the_language_in_the_middle_keeps_the_draft() -> None:
    make_terms()
    applicant = Applicant(answers_for(LegalForm.CORPORATION, neq=neq_of(LegalForm.CORPORATION)))
    applicant.walk(until=Step.REPRESENTATIVE)
    applicant.language = "en"
    response = applicant.open(Step.DETAILS)
    assert response.status_code == 200
    assert 'lang="en"' in response.text
    assert "Ferme O’Neil 🐄 et fils" in response.text


def test_the_pages_around_the_steps_cost_the_session_and_the_draft(django_assert_num_queries: Any) -> None:
    make_terms()
    applicant = Applicant(answers_for(LegalForm.CORPORATION, neq=neq_of(LegalForm.CORPORATION)))
    applicant.walk(until=Step.CONTACT)
    with django_assert_num_queries(2):
        assert applicant.client.get(applicant.url("avant-de-commencer/")).status_code == 200
    typed = {"reference": applicant.draft.reference, "email": applicant.draft.rse_email}
    applicant.client.post(applicant.url("reprendre/"), typed)
    with django_assert_num_queries(1):
        assert applicant.client.get(applicant.url("reprendre/code/")).status_code == 200
    applicant.post(Step.CONTACT, save_and_exit="1")
    with django_assert_num_queries(2):
        assert applicant.client.get(applicant.url("enregistree/")).status_code == 200
