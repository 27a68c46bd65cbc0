"""A consent is taken back while a code is given by it: what is taken back opens nothing afterwards."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from ministry_services.models import Authorization, Consent
from ministry_services.services.endings import withdraw_consent
from ministry_services.views import authorization as page_of_request
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.authorizing import agree, begin

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_given_while_its_consent_is_taken_back_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, application = Client(), make_relying_party(make_service(portal="C"))
    user = signed_in(browser)
    agree(browser, begin(browser, application))
    consent = Consent.objects.get()
    page = begin(browser, application)
    is_read, goes_on = Event(), Event()
    grant = page_of_request.grant_request

    def granted_late(*arguments: Any, **names: Any) -> Authorization:
        """The consent was read; another tab takes it back now."""
        is_read.set()
        goes_on.wait(timeout=0.5)
        return grant(*arguments, **names)

    monkeypatch.setattr(page_of_request, "grant_request", granted_late)

    def visit() -> int:
        try:
            return browser.get(page).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        given = pool.submit(visit)
        assert is_read.wait(timeout=20)
        withdraw_consent(consent.pk, by=user, now=timezone.now())
        goes_on.set()
        assert given.result(timeout=20) == 303
    assert not Consent.objects.exists()
    assert not Authorization.objects.filter(ended_at=None).exists()
