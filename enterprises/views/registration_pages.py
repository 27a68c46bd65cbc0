"""The pages of a registration as data: title, form, what saving it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actors import APPLICANT
from accounts.forms.password_field import NewPasswordForm
from accounts.services.email_codes import WrongEmailCode
from accounts.views.journeys import language_of_page
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.forms import BaseForm
from enterprises.forms import registration as forms
from enterprises.forms import registration_people as people
from enterprises.models import Registration
from enterprises.services.registration_drafts import choose_password, save_answers, save_representative, save_rse
from enterprises.services.registration_email import confirm_email
from enterprises.services.registration_numbers import LegalFormDiffers, NumbersDisagree, save_numbers
from enterprises.services.registration_submission import TermsChanged, submit_registration
from enterprises.steps import Step

Build = Callable[[Any, Registration], BaseForm]
Save = Callable[[Registration, Any, int], Registration]


@dataclass(frozen=True)
class StepPage:
    """One step. `keeps`: « Enregistrer et quitter » keeps its answers; secrets and the submission are not kept."""

    title: str | Promise
    build: Build
    save: Save
    template: str = "enterprises/registration_step.html"
    single_question: bool = False
    keeps: bool = True


def _of(form: type[forms.StepForm]) -> Build:
    return lambda data, registration: form(data, registration=registration)


def _answers(step: Step) -> Save:
    def save(registration: Registration, form: forms.StepForm, version: int) -> Registration:
        return save_answers(
            registration.pk, step=step, answers=form.answers, version=version, now=timezone.now(), by=APPLICANT
        )

    return save


def _numbers(registration: Registration, form: forms.NumbersForm, version: int) -> Registration:
    try:
        return save_numbers(
            registration,
            neq=form.cleaned_data["neq"],
            rq_number=form.cleaned_data["rq_number"],
            legal_form_confirmed=form.cleaned_data.get("legal_form_confirmed", False),
            version=version,
            now=timezone.now(),
            by=APPLICANT,
        )
    except LegalFormDiffers:
        form.ask_confirmation()
        raise


def _representative(registration: Registration, form: forms.StepForm, version: int) -> Registration:
    return save_representative(registration.pk, answers=form.answers, version=version, now=timezone.now(), by=APPLICANT)


def _rse(registration: Registration, form: forms.StepForm, version: int) -> Registration:
    is_same = form.cleaned_data["rse_is_representative"]
    return save_rse(registration.pk, is_representative=is_same, version=version, now=timezone.now(), by=APPLICANT)


def _password(registration: Registration, form: NewPasswordForm, version: int) -> Registration:
    password = form.cleaned_data["password"]
    return choose_password(registration.pk, password=password, version=version, now=timezone.now(), by=APPLICANT)


def _email_code(registration: Registration, form: forms.EmailCodeForm, version: int) -> Registration:
    digits = form.cleaned_data["code"]
    return confirm_email(registration, digits=digits, version=version, now=timezone.now(), by=APPLICANT)


def _submit(registration: Registration, form: forms.CheckForm, version: int) -> Registration:
    return submit_registration(
        registration.pk,
        terms_number=form.data.get("terms_number", ""),
        version=version,
        language=language_of_page(),
        now=timezone.now(),
        by=APPLICANT,
    )


# Beside which field a refusal is shown; any other concerns the whole page.
FIELD_OF: dict[type[DomainError], str] = {
    LegalFormDiffers: "legal_form_confirmed",
    NumbersDisagree: "neq",
    TermsChanged: "terms_accepted",
    WrongEmailCode: "code",
}
PAGES: dict[Step, StepPage] = {
    Step.LEGAL_FORM: StepPage(
        _("Quelle est la forme juridique de l’entreprise?"),
        _of(forms.LegalFormForm),
        _answers(Step.LEGAL_FORM),
        single_question=True,
    ),
    Step.OTHER_FORM: StepPage(
        _("Précisez la forme juridique"), _of(forms.OtherFormForm), _answers(Step.OTHER_FORM), single_question=True
    ),
    Step.NUMBERS: StepPage(
        _("Numéros de l’entreprise"), _of(forms.NumbersForm), _numbers, "enterprises/registration_numbers.html"
    ),
    Step.KNOWN_DETAILS: StepPage(
        _("Confirmez les renseignements"),
        _of(forms.KnownDetailsForm),
        _answers(Step.KNOWN_DETAILS),
        "enterprises/registration_known_details.html",
    ),
    Step.DETAILS: StepPage(_("Renseignements sur l’entreprise"), _of(forms.DetailsForm), _answers(Step.DETAILS)),
    Step.REPRESENTATIVE: StepPage(
        _("Représentant autorisé"),
        _of(people.RepresentativeForm),
        _representative,
        "enterprises/registration_representative.html",
    ),
    Step.MANDATE: StepPage(
        _("Document qui prouve le mandat"),
        _of(people.MandateForm),
        _answers(Step.MANDATE),
        "enterprises/registration_mandate.html",
    ),
    Step.RSE: StepPage(
        _("Responsable des services électroniques"), _of(people.RseForm), _rse, "enterprises/registration_rse.html"
    ),
    Step.OTHER_RSE: StepPage(
        _("Coordonnées du responsable"), _of(people.OtherRseForm), _answers(Step.OTHER_RSE)
    ),
    Step.USER_CODE: StepPage(
        _("Code d’utilisateur du responsable"),
        lambda data, _registration: BaseForm(data),
        lambda registration, _form, _version: registration,
        "enterprises/registration_user_code.html",
        keeps=False,
    ),
    Step.PASSWORD: StepPage(
        _("Mot de passe"),
        lambda data, registration: NewPasswordForm(data, user_code=registration.user_code),
        _password,
        "enterprises/registration_password.html",
        keeps=False,
    ),
    Step.EMAIL_CODE: StepPage(
        _("Entrez le code reçu par courriel"),
        lambda data, _registration: forms.EmailCodeForm(data),
        _email_code,
        "enterprises/registration_email_code.html",
        keeps=False,
    ),
    Step.CONTACT: StepPage(
        _("Activation de votre code d’utilisateur"),
        _of(forms.ContactForm),
        _answers(Step.CONTACT),
        "enterprises/registration_contact.html",
    ),
    Step.CHECK: StepPage(
        _("Vérifiez et transmettez"),
        lambda data, _registration: forms.CheckForm(data),
        _submit,
        "enterprises/registration_check.html",
        keeps=False,
    ),
}  # fmt: skip
