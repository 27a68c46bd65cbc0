"""A citizen who may not sign in, and came for a ministry's service, is led back to it all the same (X-11)."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.states import Portal, UserState
from tests.citizens.sign_in_steps import reach_question
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party
from tests.factories.security_options import make_person_with_options
from tests.ministry_services.authorizing import begin, brought_back


@pytest.mark.django_db
def test_the_page_of_a_refused_sign_in_leads_back_to_the_service(client: Client) -> None:
    person = make_person_with_options()
    type(person).objects.filter(pk=person.pk).update(state=UserState.SUSPENDED)
    page = begin(client, make_relying_party(make_service(portal=Portal.CITIZENS)))
    refused = reach_question(client, person.user_code, query=f"?{urlencode({'next': page})}")
    assert f'action="{page}"' in client.get(refused["Location"]).content.decode()
    assert brought_back(client.post(page, {"refuse": "1"}))["error"] == "access_denied"
