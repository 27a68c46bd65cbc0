"""Twenty visits at once: one request has one answer, one pushed request one visit, one person one name in a sector."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from ministry_services.models import Authorization, AuthorizationCode, Consent, PairwiseSubject
from ministry_services.provider.requests import PUSHED, push_request
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_service
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.authorizing import asked, begin

pytestmark = pytest.mark.django_db(transaction=True)
VISITORS = 20


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(timeout=30)
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, call) for call in calls]]


def same_browser(client: Client) -> Client:
    tab = Client()
    tab.cookies = client.cookies
    return tab


def test_a_consent_sent_twenty_times_gives_one_code(client: Client) -> None:
    relying_party = make_relying_party(make_service(portal="C"))
    signed_in(client)
    page = begin(client, relying_party)
    mark = client.get(page).context["mark"]
    tabs = [same_browser(client) for _visitor in range(VISITORS)]
    answers = at_once([lambda tab=tab: tab.post(page, {"continue": mark}) for tab in tabs])
    assert Counter(answer.status_code for answer in answers) == {303: 1, 410: VISITORS - 1}
    counts = (Authorization.objects.count(), AuthorizationCode.objects.count(), Consent.objects.count())
    assert counts == (1, 1, 1)


def test_a_pushed_request_brought_twenty_times_opens_one_page() -> None:
    relying_party = make_relying_party(make_service(portal="C"))
    row = push_request(relying_party, pairs=asked(relying_party).items(), now=timezone.now())
    sent = {"client_id": relying_party.client_id, "request_uri": PUSHED + row.handle}
    answers = at_once([lambda: Client().get("/openid/authorize", sent)] * VISITORS)
    assert Counter(answer.status_code for answer in answers) == {303: 1, 400: VISITORS - 1}


def test_twenty_first_requests_at_once_draw_one_name(client: Client) -> None:
    relying_party = make_relying_party(make_service(portal="C"))
    user = signed_in(client)
    pages = [begin(client, relying_party) for _visitor in range(VISITORS)]
    marks = [client.get(page).context["mark"] for page in pages]
    tabs = [same_browser(client) for _visitor in range(VISITORS)]
    sent = [
        lambda tab=tab, page=page, mark=mark: tab.post(page, {"continue": mark})
        for tab, page, mark in zip(tabs, pages, marks, strict=True)
    ]
    assert Counter(answer.status_code for answer in at_once(sent)) == {303: VISITORS}
    subject = PairwiseSubject.objects.get(user=user).subject
    assert set(Authorization.objects.values_list("subject", flat=True)) == {subject}
    assert (Authorization.objects.count(), Consent.objects.count()) == (VISITORS, 1)
