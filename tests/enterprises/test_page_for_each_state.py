"""Which page for which state (screens.md §17): each state, in both languages, with a service or without."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.states import UserState
from enterprises.models import Member
from enterprises.states import EnrolmentState, EnterpriseState, MemberState, RegistrationState
from ministry_services.models import OnlineService
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.paper_forms import make_legacy_rse, make_lew4
from tests.factories.secrets import PASSWORD
from tests.factories.waiting_registrations import make_waiting_registration

pytestmark = pytest.mark.django_db
WRONG = "Code d’utilisateur ou mot de passe inexact"
Made = Callable[[OnlineService], str]


def code_of(member: Member) -> str:
    return member.user.user_code


def registered(state: str) -> Made:
    closed = {RegistrationState.SUBMITTED: UserState.PENDING}.get(RegistrationState(state), UserState.CLOSED)

    def make(_service: OnlineService) -> str:
        user = make_waiting_registration(state=state).rse_user
        type(user).objects.filter(pk=user.pk).update(state=closed)
        return str(user.user_code)

    return make


def rse_with(enrolment: str | None) -> Made:
    def make(service: OnlineService) -> str:
        rse = make_rse()
        if enrolment:
            make_enrolment(rse, service, state=enrolment)
        return code_of(rse)

    return make


def legacy_with_form(_service: OnlineService) -> str:
    rse = make_legacy_rse()
    make_lew4(rse)
    return code_of(rse)


def user_with(user: dict[str, Any] | None = None, **member: Any) -> Made:
    """An employee of an enterprise enrolled in the service; what is given changes the account or the membership."""

    def make(service: OnlineService) -> str:
        rse = make_rse()
        make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
        return code_of(make_member(rse.enterprise, role="user", user=make_user(**(user or {})), **member))

    return make


def of_enterprise(state: str) -> Made:
    return lambda _service: code_of(make_rse(make_enterprise(state=state)))


def temporary(days: int) -> dict[str, Any]:
    return {"password_expires_at": timezone.now() + timedelta(days=days)}


HOME = ("enterprises:home", "Accueil de l’entreprise")
STATUS = "enterprises:registration-status"
NOT_ENROLLED = ("enterprises:not-enrolled", "Votre entreprise n’est pas inscrite à ce service")
SUSPENDED = ("suspendu", "Dossier suspendu")
REVOKED = ("revoque", "Dossier révoqué")
INACTIVE = ("entreprise-inactive", "Entreprise inactive")
TERMS = ("enterprises:legacy-terms", "Conditions d’utilisation de clicSÉQUR")

# State → its maker, the page without a service, the page with one. A page is its URL name (or reason) and its title.
ROWS: dict[str, tuple[Made, tuple[str, str], tuple[str, str]]] = {
    "waiting": (
        registered("submitted"),
        (STATUS, "Votre compte n’est pas encore activé"),
        (STATUS, "Votre compte n’est pas encore activé"),
    ),
    "refused": (
        registered("refused"),
        (STATUS, "Votre inscription a été refusée"),
        (STATUS, "Votre inscription a été refusée"),
    ),
    "expired": (
        registered("expired"),
        (STATUS, "Votre inscription a expiré"),
        (STATUS, "Votre inscription a expiré"),
    ),
    "legacy terms": (lambda _service: code_of(make_legacy_rse()), TERMS, TERMS),
    "legacy form": (legacy_with_form, HOME, ("enterprises:paper-form-required", "Formulaire LEW-4 requis")),
    "no enrolment": (rse_with(None), HOME, NOT_ENROLLED),
    "enrolment in progress": (rse_with(EnrolmentState.IN_PROGRESS), HOME, NOT_ENROLLED),
    "enrolment refused": (rse_with(EnrolmentState.REFUSED), HOME, NOT_ENROLLED),
    "enrolment ended": (rse_with(EnrolmentState.DEACTIVATED), HOME, NOT_ENROLLED),
    "enrolled": (rse_with(EnrolmentState.ACTIVE), HOME, ("enterprises:service-access", "")),
    "user not assigned": (
        user_with(),
        ("enterprises:home", "Mes services"),
        ("enterprises:service-access", "Accès réservé au responsable"),
    ),
    "user suspended": (user_with(state=MemberState.SUSPENDED), SUSPENDED, SUSPENDED),
    "user revoked": (user_with(state=MemberState.REVOKED), REVOKED, REVOKED),
    "temporary password": (
        user_with(temporary(7), state=MemberState.CREATED),
        ("accounts:temporary-password", "Choisissez un nouveau mot de passe"),
        ("accounts:temporary-password", "Choisissez un nouveau mot de passe"),
    ),
    "temporary password expired": (
        user_with(temporary(-1), state=MemberState.CREATED),
        ("mot-de-passe-expire", "Votre mot de passe temporaire a expiré"),
        ("mot-de-passe-expire", "Votre mot de passe temporaire a expiré"),
    ),
    "enterprise struck off": (of_enterprise(EnterpriseState.INACTIVE), INACTIVE, INACTIVE),
    "enterprise suspended": (of_enterprise(EnterpriseState.SUSPENDED), INACTIVE, INACTIVE),
}


def address_of(name: str, service: OnlineService) -> str:
    if name in {"enterprises:service-access", "enterprises:not-enrolled"}:
        return reverse(name, args=[service.slug])
    if ":" not in name:
        return reverse("enterprises:sign-in-refused", args=[name])
    return reverse(name)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("asked", [False, True], ids=["alone", "service"])
@pytest.mark.parametrize("state", ROWS)
def test_each_state_leads_to_its_page(client: Client, state: str, asked: bool, language: str) -> None:
    make, without, with_service = ROWS[state]
    service = make_service(address="")
    code = make(service)
    name, title = with_service if asked else without
    with translation.override(language):
        target = reverse("enterprises:service-access", args=[service.slug])
        sign_in, password = reverse("enterprises:sign-in"), reverse("enterprises:sign-in-password")
        expected, title = address_of(name, service), gettext(title) if title else service.name
    client.post(f"{sign_in}?next={target}" if asked else sign_in, {"user_code": code})
    wrong = client.post(password, {"password": "pas le bon mot de passe"}).text
    with translation.override(language):
        assert gettext(WRONG) in wrong
    assert title not in wrong or not title
    page = client.post(password, {"password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == expected
    assert f'<html lang="{language}"' in page.text
    assert title in page.text
