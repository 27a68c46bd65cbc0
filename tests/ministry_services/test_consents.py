"""« Services qui me connaissent »: what each was told, and taken back at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry, OutboxMessage, User
from clicsequr.kernel.errors import NotFound
from ministry_services.models import Authorization, Consent, RelyingParty
from ministry_services.services.endings import withdraw_consent
from tests.accounts.sign_in_steps import sign_in
from tests.factories.authorizations import make_authorization, make_citizen_client
from tests.factories.enrolments import make_service
from tests.factories.enterprises import make_rse, make_user
from tests.factories.relying_parties import make_relying_party

pytestmark = pytest.mark.django_db
PAGE = "/fr/services/qui-me-connaissent/"


@pytest.fixture
def user(client: Client) -> User:
    """Somebody of an enterprise, signed in a moment ago."""
    found = make_rse(user=make_user(user_code="KLMT4829")).user
    sign_in(client, "KLMT4829")
    return found


def agreed(user: User, relying_party: RelyingParty | None = None, **changes: Any) -> Consent:
    client = relying_party or make_relying_party()
    values = {"scope": "openid profile email", "given_at": timezone.now(), **changes}
    values.setdefault("service", client.services.order_by("pk").first())
    return Consent.objects.create(user=user, relying_party=client, **values)


def withdrawal(consent: Consent) -> str:
    return f"{PAGE}{consent.pk}/retirer/"


def test_the_page_says_who_knows_what_since_when_and_what_is_open(client: Client, user: User) -> None:
    consent = agreed(user, scope="openid email enterprise")
    held = make_authorization(consent.relying_party, user=user)
    make_authorization(consent.relying_party, user=user, sid=held.sid)
    make_authorization(consent.relying_party, user=user, ended_at=timezone.now())
    agreed(make_user(user_code="AUTRE001"))
    page = client.get(PAGE)
    [row] = page.context["rows"]
    shown = {line["key"]: line["value"] for line in row["rows"]}
    assert shown["Ce qui est communiqué"] == "Identifiant propre au ministère\nCourriel\nEntreprise et tâches"
    assert shown["Sessions ouvertes"] == 1
    assert (row["consent"].pk, row["consent"].live_sessions) == (consent.pk, 1)
    assert row["consent"].last_used_at > timezone.now() - timedelta(minutes=1)
    text = page.content.decode()
    assert consent.service.name in text
    assert consent.relying_party.ministry.name in text


def test_who_agreed_to_nothing_reads_so(client: Client, user: User) -> None:
    assert "Aucun service ne vous connaît encore" in client.get(PAGE).content.decode()
    assert "Services qui me connaissent" not in client.get("/fr/profil/").content.decode()
    assert PAGE in client.get("/fr/profil/").content.decode()


def test_an_agreement_taken_back_ends_every_session_of_the_application_and_tells_it(client: Client, user: User) -> None:
    consent = agreed(user)
    first, second = (make_authorization(consent.relying_party, user=user) for _turn in range(2))
    other = make_authorization(make_citizen_client(), user=user)
    assert consent.service.name in client.get(withdrawal(consent)).content.decode()
    page = client.post(withdrawal(consent), follow=True)
    assert page.context["rows"] == []
    assert f"{consent.service.name} n’a plus accès à vos renseignements." in page.content.decode()
    assert list(Authorization.objects.filter(ended_at=None)) == [other]
    owed = OutboxMessage.objects.filter(handler__endswith="session_over")
    assert {row.arguments["authorization_id"] for row in owed} == {str(first.pk), str(second.pk)}
    fact = JournalEntry.objects.get(action="consent.withdrawn")
    assert fact.details == {"application": consent.relying_party.client_id, "service": consent.service.slug}
    reasons = JournalEntry.objects.filter(action="authorization.ended").values_list("reason", flat=True)
    assert list(reasons) == ["consent.withdrawn"] * 2
    assert "Accord retiré à un service" in client.get("/fr/profil/activite/").content.decode()


def test_a_doubled_withdrawal_is_harmless(client: Client, user: User) -> None:
    consent = agreed(user)
    answers = [client.post(withdrawal(consent)) for _turn in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [PAGE, PAGE]
    assert JournalEntry.objects.filter(action="consent.withdrawn").count() == 1


def test_the_agreement_of_somebody_else_is_nowhere(client: Client, user: User) -> None:
    stranger = make_user(user_code="AUTRE001")
    consent = agreed(stranger)
    held = make_authorization(consent.relying_party, user=stranger)
    assert client.get(withdrawal(consent)).status_code == 404
    client.post(withdrawal(consent))
    with pytest.raises(NotFound):
        withdraw_consent(consent.pk, by=user, now=timezone.now())
    assert Consent.objects.get() == consent
    assert Authorization.objects.get(ended_at=None) == held
    assert not JournalEntry.objects.filter(action="consent.withdrawn").exists()


def test_the_agreement_with_another_service_of_the_application_stays(client: Client, user: User) -> None:
    first = make_service()
    second = make_service(ministry=first.ministry)
    application = make_relying_party(first, second)
    kept = agreed(user, application, service=second)
    client.post(withdrawal(agreed(user, application, service=first)))
    assert list(Consent.objects.all()) == [kept]


def test_a_withdrawal_wants_a_fresh_proof_and_a_form_of_ours(client: Client, user: User) -> None:
    consent = agreed(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": (timezone.now() - timedelta(minutes=10)).timestamp()}
    ]
    session.save()
    for answer in (client.get(withdrawal(consent)), client.post(withdrawal(consent))):
        assert answer.headers["Location"].startswith("/fr/profil/identite/?next=")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(withdrawal(consent)).status_code == 403
    assert Consent.objects.get() == consent


def test_a_visitor_signs_in_first_and_an_agent_finds_nothing(client: Client) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/fr/")
    client.force_login(make_user("A"))
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_one_agreement_and_thirty_cost_the_same(
    client: Client, user: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _turn in range(number):
        consent = agreed(user)
        make_authorization(consent.relying_party, user=user)
    client.get(PAGE)
    with django_assert_num_queries(4):  # session, account, count, rows
        assert len(client.get(PAGE).context["rows"]) == min(number, 25)


def test_the_list_is_paged_and_speaks_english(client: Client, user: User) -> None:
    for _turn in range(30):
        agreed(user)
    assert len(client.get(f"{PAGE}?page=2").context["rows"]) == 5
    assert client.get(PAGE.replace("/fr/", "/en/")).status_code == 200
