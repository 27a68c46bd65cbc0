"""Who may not sign in, and came for a ministry's service, is led back to it all the same (screens.md X-06, X-11)."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.states import UserState
from enterprises.models import Registration
from enterprises.states import EnterpriseState, MemberRole, MemberState, RegistrationState
from tests.accounts.sign_in_steps import is_signed_in, sign_in
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.authorizing import begin, brought_back

pytestmark = pytest.mark.django_db


def make_waiting() -> None:
    user = make_user(user_code="KLMT4829", state=UserState.PENDING)
    member = make_rse(make_enterprise(state=EnterpriseState.PENDING), user=user, state=MemberState.CREATED)
    Registration.objects.create(
        reference="E-26-0001", state=RegistrationState.SUBMITTED, enterprise=member.enterprise, rse_user=user
    )


def make_suspended() -> None:
    member = make_member(make_enterprise(), MemberRole.USER, user=make_user(user_code="KLMT4829"))
    type(member).objects.update(state=MemberState.SUSPENDED)


@pytest.mark.parametrize("make", [make_waiting, make_suspended])
def test_the_page_of_a_refused_sign_in_leads_back_to_the_service(client: Client, make: Callable[[], None]) -> None:
    make()
    page = begin(client, make_relying_party())
    refused = sign_in(client, "KLMT4829", query=f"?{urlencode({'next': page})}")
    shown = client.get(refused["Location"])
    assert not is_signed_in(client)
    assert f'action="{page}"' in shown.content.decode()
    assert brought_back(client.post(page, {"refuse": "1"}))["error"] == "access_denied"
