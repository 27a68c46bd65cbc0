"""After the right password: each state of a business account leads to its page (screens.md §17)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.states import UserState
from enterprises.models import Member, Registration
from enterprises.rules.sign_in import Standing, standing
from enterprises.states import EnterpriseState, MemberRole, MemberState, RegistrationState
from tests.accounts.sign_in_steps import HOME, fail, is_signed_in, sign_in
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user

pytestmark = pytest.mark.django_db
WRONG = "Code d’utilisateur ou mot de passe inexact"
REFUSED = "/fr/entreprises/session/refus/"


def waiting_registration(state: str = RegistrationState.SUBMITTED, user_state: str = UserState.PENDING) -> Registration:
    user = make_user(user_code="KLMT4829", state=user_state)
    member = make_rse(make_enterprise(state=EnterpriseState.PENDING), user=user, state=MemberState.CREATED)
    return Registration.objects.create(reference="E-26-0001", state=state, enterprise=member.enterprise, rse_user=user)


@pytest.mark.parametrize(
    ("state", "user_state"),
    [
        (RegistrationState.SUBMITTED, UserState.PENDING),
        (RegistrationState.REFUSED, UserState.PENDING),
        (RegistrationState.REFUSED, UserState.CLOSED),
        (RegistrationState.EXPIRED, UserState.CLOSED),
    ],
)
def test_a_registration_not_activated_explains_itself_after_the_right_password(
    client: Client, state: str, user_state: str
) -> None:
    registration = waiting_registration(state, user_state)
    assert WRONG in fail(client, "KLMT4829", 1).content.decode()
    assert "pending_registration_id" not in client.session
    answer = sign_in(client, "KLMT4829")
    assert answer["Location"] == "/fr/entreprises/inscription/etat/"
    assert client.session["pending_registration_id"] == str(registration.pk)
    assert not is_signed_in(client)


def test_a_planted_session_does_not_show_another_registration(client: Client) -> None:
    waiting_registration()
    client.session.save()
    planted = client.session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client, "KLMT4829")
    assert client.cookies["sessionid"].value != planted


@pytest.mark.parametrize(
    ("changes", "member", "enterprise", "address", "title"),
    [
        ({"state": UserState.SUSPENDED}, MemberState.ACTIVE, EnterpriseState.ACTIVE, "suspendu/", "Dossier suspendu"),
        ({}, MemberState.SUSPENDED, EnterpriseState.ACTIVE, "suspendu/", "Dossier suspendu"),
        ({"state": UserState.CLOSED}, MemberState.ACTIVE, EnterpriseState.ACTIVE, "revoque/", "Dossier révoqué"),
        ({}, MemberState.REVOKED, EnterpriseState.ACTIVE, "revoque/", "Dossier révoqué"),
        ({}, MemberState.ACTIVE, EnterpriseState.INACTIVE, "entreprise-inactive/", "Entreprise inactive"),
        ({}, MemberState.ACTIVE, EnterpriseState.SUSPENDED, "entreprise-inactive/", "Entreprise inactive"),
        (
            {"password_expires_at": timezone.now() - timedelta(minutes=1)},
            MemberState.CREATED,
            EnterpriseState.ACTIVE,
            "mot-de-passe-expire/",
            "Votre mot de passe temporaire a expiré",
        ),
    ],
)
def test_a_closed_state_is_explained_after_the_right_password_only(
    client: Client, changes: dict, member: str, enterprise: str, address: str, title: str
) -> None:
    user = make_user(user_code="KLMT4829", **changes)
    make_member(make_enterprise(state=enterprise), MemberRole.USER, user=user, state=member)
    assert WRONG in fail(client, "KLMT4829", 1).content.decode()
    answer = sign_in(client, "KLMT4829")
    assert answer["Location"] == REFUSED + address
    assert title in client.get(answer["Location"]).content.decode()
    assert not is_signed_in(client)


def test_a_legacy_enterprise_enters_and_is_led_to_its_terms(client: Client) -> None:
    make_rse(make_enterprise(is_legacy=True), user=make_user(user_code="KLMT4829"))
    assert sign_in(client, "KLMT4829")["Location"] == HOME
    assert is_signed_in(client)


def test_an_account_without_any_enterprise_is_told_so(client: Client) -> None:
    make_user(user_code="KLMT4829")
    assert sign_in(client, "KLMT4829")["Location"] == f"{REFUSED}revoque/"


def test_somebody_suspended_in_one_enterprise_works_for_the_other(client: Client) -> None:
    user = make_user(user_code="KLMT4829")
    make_member(role=MemberRole.USER, user=user, state=MemberState.SUSPENDED)
    make_member(make_enterprise(state=EnterpriseState.INACTIVE), user=user)
    make_member(role=MemberRole.USER, user=user)
    assert sign_in(client, "KLMT4829")["Location"] == HOME


def test_a_citizen_does_not_enter_here(client: Client) -> None:
    make_user("C", user_code="KLMT4829")
    assert WRONG in sign_in(client, "KLMT4829").content.decode()


@pytest.mark.parametrize("user_state", UserState.values)
@pytest.mark.parametrize("member_state", MemberState.values)
@pytest.mark.parametrize("enterprise_state", EnterpriseState.values)
def test_only_active_people_of_active_enterprises_are_ready(
    user_state: str, member_state: str, enterprise_state: str
) -> None:
    enterprise = make_enterprise(state=enterprise_state)
    member = Member(enterprise=enterprise, user=make_user(state=user_state), state=member_state)
    ready = standing(member.user, member, None, now=timezone.now()) == Standing.READY
    open_member = member_state in {MemberState.ACTIVE, MemberState.CREATED}
    assert ready == (user_state == UserState.ACTIVE and open_member and enterprise_state == EnterpriseState.ACTIVE)
