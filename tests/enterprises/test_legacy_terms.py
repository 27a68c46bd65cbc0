"""Clic Revenu before November 2007: the terms come first, from every address, and only the RSE accepts (seed)."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from accounts.models import JournalEntry, TermsAcceptance
from clicsequr.kernel.errors import NotAllowed, StaleState, Unavailable
from enterprises.middleware import OPEN, SETTLED
from enterprises.models import Member, PaperForm
from enterprises.rules.legacy import is_led_to_terms, may_accept_terms
from enterprises.services.legacy_terms import accept_legacy_terms, refuse_legacy_terms
from enterprises.states import EnterpriseState, MemberRole, MemberState, PaperFormKind, PaperFormState
from ministry_services.urls_provider import program_urls
from tests.factories.agents import make_agent, sign_in_agent
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.paper_forms import make_legacy_rse
from tests.factories.registrations import make_terms

NOW = timezone.now()
PAGE = "/fr/portails/"  # any page that everybody may see
TERMS = "/fr/entreprises/conditions/"
# A program brings no session, and is shown no page.
PROGRAMS = {f"openid:{pattern.name}" for pattern in program_urls}


def every_address() -> Iterator[tuple[str, str]]:
    """Give the name and a filled path of every page of the site."""
    for name, route in sorted(set(_routes(get_resolver().url_patterns, "", ""))):
        path = re.sub(r"<(\w+):\w+>", lambda match: _FILLED.get(match.group(1), "x"), route)
        path = re.sub(r"\(\?P<\w+>([^|)]+)[^)]*\)", r"\1", path).replace("^", "").replace("$", "").replace("\\Z", "")
        yield name, "/" + path


_FILLED = {"uuid": "0b5b5c7e-0000-4000-8000-000000000000", "int": "1"}


def _routes(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        # The language prefix is of the moment: it reads « fr/ » here.
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _routes(pattern.url_patterns, route, inner)
        else:
            yield f"{space}{pattern.name}", route


with override("fr"):
    ADDRESSES = list(every_address())


@pytest.fixture
def rse() -> Member:
    return make_legacy_rse()


@pytest.fixture
def browser(client: Client, rse: Member) -> Client:
    client.force_login(rse.user)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_leads_to_the_terms(browser: Client, method: str) -> None:
    elsewhere = {}
    for path in (path for name, path in ADDRESSES if name not in OPEN | PROGRAMS):
        response = getattr(browser, method)(path)
        if (response.status_code, response.headers.get("Location")) != (302, TERMS):
            elsewhere[path] = response.status_code
    assert len(ADDRESSES) > 60
    assert not elsewhere


@pytest.mark.django_db
def test_help_the_terms_and_the_way_out_stay_open(browser: Client) -> None:
    for path in (path for name, path in ADDRESSES if name in OPEN):
        assert browser.get(path).headers.get("Location") != TERMS
    assert {name for name, _path in ADDRESSES} >= OPEN
    assert browser.post(reverse("accounts:keep-alive")).status_code == 204
    browser.post(reverse("accounts:sign-out"))
    assert SESSION_KEY not in browser.session


@pytest.mark.django_db
def test_the_language_of_the_address_is_kept(browser: Client) -> None:
    assert browser.get("/en/entreprises/session/")["Location"] == "/en/entreprises/conditions/"
    page = browser.get("/en/entreprises/conditions/")
    assert "Be honest." in page.content.decode()
    assert "Soyez honnête." in browser.get(TERMS).content.decode()


@pytest.mark.django_db
def test_the_rse_accepts_and_finds_the_form_to_sign(browser: Client, rse: Member) -> None:
    response = browser.post(TERMS, {"number": "2026-1", "accepted": "on"})
    assert response["Location"] == "/fr/entreprises/formulaire-lew-4/"
    rse.enterprise.refresh_from_db()
    form = PaperForm.objects.get()
    acceptance = TermsAcceptance.objects.get()
    assert (rse.enterprise.terms_accepted_by, acceptance.user, acceptance.version.number) == (
        rse.user,
        rse.user,
        "2026-1",
    )
    assert rse.enterprise.terms_accepted_at == acceptance.accepted_at
    assert (form.enterprise, form.kind, form.state) == (rse.enterprise, PaperFormKind.LEW4, PaperFormState.TO_SEND)
    assert re.fullmatch(r"LEW-\d{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", form.reference)
    assert journal(rse) == ["legacy.terms_accepted", "paper_form.created"]
    assert browser.get(response["Location"]).status_code == 200


@pytest.mark.django_db
def test_the_box_has_to_be_ticked(browser: Client, rse: Member) -> None:
    response = browser.post(TERMS, {"number": "2026-1"})
    assert "Acceptez les conditions pour continuer" in response.content.decode()
    assert nothing_changed(rse)


@pytest.mark.django_db
def test_a_text_replaced_meanwhile_has_to_be_read_first(browser: Client, rse: Member) -> None:
    make_terms("2026-2", in_force_on=date(2026, 6, 1))
    response = browser.post(TERMS, {"number": "2026-1", "accepted": "on"})
    assert (response.status_code, 'value="2026-2"' in response.content.decode()) == (200, True)
    assert nothing_changed(rse)


@pytest.mark.django_db
def test_a_second_tab_or_a_double_click_changes_nothing_more(browser: Client, rse: Member) -> None:
    for _click in range(2):
        assert browser.post(TERMS, {"number": "2026-1", "accepted": "on"})["Location"].endswith("/formulaire-lew-4/")
    assert (PaperForm.objects.count(), TermsAcceptance.objects.count()) == (1, 1)
    assert journal(rse) == ["legacy.terms_accepted", "paper_form.created"]


@pytest.mark.django_db
def test_who_refuses_leaves_with_the_account_untouched(browser: Client, rse: Member) -> None:
    assert browser.post(TERMS, {"number": "2026-1", "refuse": "1"})["Location"] == reverse("accounts:signed-out")
    assert SESSION_KEY not in browser.session
    rse.user.refresh_from_db()
    assert rse.user.is_active
    assert journal(rse) == ["legacy.terms_refused"]
    assert PaperForm.objects.count() == 0
    browser.force_login(rse.user)
    assert browser.get("/fr/")["Location"] == TERMS


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [{"accepted": "on"}, {"refuse": "1"}], ids=["accept", "refuse"])
def test_another_member_is_told_whom_to_ask(client: Client, rse: Member, answer: dict[str, str]) -> None:
    colleague = make_member(rse.enterprise, MemberRole.USER)
    client.force_login(colleague.user)
    assert client.get(PAGE)["Location"] == TERMS
    for response in (client.get(TERMS), client.post(TERMS, {"number": "2026-1", **answer})):
        assert response.status_code == 403
        assert "Votre responsable doit accepter les conditions" in response.content.decode()
    assert nothing_changed(rse)


@pytest.mark.django_db
def test_acceptance_acts_at_the_next_request_of_every_session(browser: Client, rse: Member) -> None:
    other = Client()
    other.force_login(make_member(rse.enterprise, MemberRole.USER).user)
    assert other.get(PAGE)["Location"] == TERMS
    accept_legacy_terms(rse, number="2026-1", by=rse.user, now=NOW)
    assert other.get(PAGE).headers.get("Location") != TERMS
    assert browser.get(PAGE).headers.get("Location") != TERMS


@pytest.mark.django_db
def test_one_query_tells_once_who_owes_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    member = make_rse()
    client.force_login(member.user)
    with django_assert_num_queries(4) as first:
        client.get(PAGE)
    owing = [query for query in first.captured_queries if "terms_accepted_at" in query["sql"]]
    assert len(owing) == 1
    assert client.session[SETTLED] == str(member.user.pk)
    with django_assert_num_queries(2):
        client.get(PAGE)


@pytest.mark.django_db
def test_visitors_and_agents_cost_nothing(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        client.get(PAGE)
    sign_in_agent(client, make_agent())
    client.get(PAGE)
    assert SETTLED not in client.session


@pytest.mark.django_db
def test_the_mark_of_one_person_does_not_serve_another(client: Client, rse: Member) -> None:
    client.force_login(make_rse().user)
    client.get(PAGE)
    session = client.session
    mark = session[SETTLED]
    client.force_login(rse.user)
    session = client.session
    session[SETTLED] = mark
    session.save()
    assert client.get(PAGE)["Location"] == TERMS


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes", [{"state": MemberState.SUSPENDED}, {"state": MemberState.REVOKED}, {"state": MemberState.CREATED}]
)
def test_a_member_who_may_not_enter_is_not_asked(client: Client, changes: dict[str, str]) -> None:
    member = make_rse(make_enterprise(is_legacy=True), **changes)
    client.force_login(member.user)
    assert client.get(PAGE)["Location"] == "/fr/"


@pytest.mark.django_db
def test_an_inactive_enterprise_is_not_asked(client: Client) -> None:
    client.force_login(make_legacy_rse(state=EnterpriseState.INACTIVE).user)
    assert client.get(PAGE)["Location"] == "/fr/"


@pytest.mark.django_db
def test_the_page_of_the_terms_is_for_who_owes_them(client: Client) -> None:
    assert client.get(TERMS)["Location"].startswith("/fr/entreprises/session/")
    client.force_login(make_rse().user)
    assert client.get(TERMS)["Location"] == "/fr/entreprises/formulaire-lew-4/"
    assert client.get("/fr/entreprises/formulaire-lew-4/")["Location"] == reverse("enterprises:home")
    sign_in_agent(client, make_agent())
    assert client.get(TERMS).status_code == 403


@pytest.mark.django_db
def test_only_an_active_rse_of_the_enterprise_accepts(rse: Member) -> None:
    stranger, colleague = make_user(), make_member(rse.enterprise, MemberRole.USER)
    suspended = make_rse(rse.enterprise, state=MemberState.SUSPENDED)
    attempts = [(rse, stranger), (colleague, colleague.user), (suspended, suspended.user), (colleague, rse.user)]
    for (member, by), service in product(attempts, (_accept, refuse_legacy_terms)):
        with pytest.raises(NotAllowed) as refusal:
            service(member, by=by)
        assert refusal.value.code == "legacy.only_rse_decides"
    assert nothing_changed(rse)


@pytest.mark.django_db
def test_terms_of_another_day_or_none_at_all_are_refused(rse: Member) -> None:
    with pytest.raises(StaleState):
        accept_legacy_terms(rse, number="2025-1", by=rse.user, now=NOW)
    rse_without_terms = make_rse(make_enterprise(is_legacy=True))
    with pytest.raises(Unavailable):
        accept_legacy_terms(rse_without_terms, number="2026-1", by=rse_without_terms.user, now=NOW.replace(year=2020))
    assert nothing_changed(rse)


@pytest.mark.parametrize(("state", "enterprise_state"), list(product(MemberState, EnterpriseState)))
@pytest.mark.parametrize("is_legacy", [True, False])
@pytest.mark.parametrize("accepted_at", [None, NOW])
def test_who_is_led_and_who_may_accept(state: str, enterprise_state: str, is_legacy: bool, accepted_at: object) -> None:
    enterprise = make_unsaved_enterprise(is_legacy=is_legacy, state=enterprise_state, terms_accepted_at=accepted_at)
    for role in MemberRole:
        member = Member(enterprise=enterprise, role=role, state=state)
        enters = state == MemberState.ACTIVE and enterprise_state == EnterpriseState.ACTIVE
        assert is_led_to_terms(member) == (enters and is_legacy and accepted_at is None)
        assert may_accept_terms(member) == (enters and is_legacy and role == MemberRole.RSE)
    assert not is_led_to_terms(None)


def make_unsaved_enterprise(**values: object) -> object:
    return Member._meta.get_field("enterprise").related_model(**values)


def _accept(member: Member, *, by: object) -> object:
    return accept_legacy_terms(member, number="2026-1", by=by, now=NOW)


def journal(rse: Member) -> list[str]:
    entries = JournalEntry.objects.filter(on_behalf_of=str(rse.enterprise_id)).order_by("id")
    return list(entries.values_list("action", flat=True))


def nothing_changed(rse: Member) -> bool:
    rse.enterprise.refresh_from_db()
    untouched = rse.enterprise.terms_accepted_at is None and rse.enterprise.terms_accepted_by is None
    return untouched and not PaperForm.objects.exists() and not TermsAcceptance.objects.exists() and not journal(rse)
