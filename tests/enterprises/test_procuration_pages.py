"""The pages of procurations and assignments: the seed's three steps, two firms, what is refused, what it costs."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from enterprises.models import Assignment, Member, Procuration
from enterprises.states import EnrolmentState, MemberRole, MemberState, ProcurationState
from ministry_services.models import OnlineService, ServiceTask
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.identifiers import next_neq
from tests.factories.procurations import assign, make_procuration, today
from tests.factories.secrets import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def rse() -> Member:
    return make_rse()


@pytest.fixture
def user(rse: Member) -> Member:
    return make_member(rse.enterprise, MemberRole.USER, user=make_user(first_name="Léa", last_name="Côté"))


@pytest.fixture
def service(rse: Member) -> OnlineService:
    enrolled = make_service()
    ServiceTask.objects.create(service=enrolled, code="lire", name_fr="Lire", name_en="Read")
    make_enrolment(rse, enrolled, state=EnrolmentState.ACTIVE)
    return enrolled


def sign_in(client: Client, member: Member) -> Client:
    client.force_login(member.user)
    client.post(reverse("accounts:confirm"), {"password": PASSWORD})
    return client


@pytest.fixture(autouse=True)
def signed_in(client: Client, rse: Member) -> None:
    sign_in(client, rse)


def address(name: str, *args: object) -> str:
    return reverse(f"enterprises:{name}", args=args)


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


def days(first: int = 0, last: int = 30) -> dict[str, str]:
    typed = {}
    for name, offset in (("starts_on", first), ("ends_on", last)):
        day = today() + timedelta(days=offset)
        typed |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    return typed


def write(client: Client, service: OnlineService, *, access: dict[str, Any] | None = None, **changes: Any) -> Any:
    """Walk the two pages of a creation; give the page to check."""
    said = {"name": "Comptabilité", "kind": "internal", "services": [service.slug], **changes}
    assert client.post(address("procuration-create"), said).headers["Location"] == address("procuration-access")
    chosen = {f"access_{service.pk}": "unrestricted", **days(), **(access or {})}
    assert client.post(address("procuration-access"), chosen).headers["Location"] == address("procuration-check")
    return client.get(address("procuration-check"))


def transmit(client: Client, page: Any) -> Any:
    return client.post(address("procuration-check"), {"shown": page.context["draft"].digest})


def test_the_three_steps_of_the_seed(client: Client, user: Member, service: OnlineService) -> None:
    page = write(client, service, access={f"access_{service.pk}": "restricted", f"tasks_{service.pk}": ["lire"]})
    assert "Lire" in body(page)
    made = transmit(client, page)
    procuration = Procuration.objects.get()
    assert made.headers["Location"] == address("procuration", procuration.pk)
    assert "Assigner maintenant" in body(client.get(made.headers["Location"]))
    said = {"procuration": str(procuration.pk), "members": [str(user.pk)], **days()}
    checked = client.post(address("assignment-create"), said)
    assert ("Vérifiez l’assignation" in body(checked), Assignment.objects.count()) == (True, 0)
    done = client.post(address("assignment-create"), {**said, "is_read": "1"}, follow=True)
    assert "La procuration est assignée à 1 personne." in body(done)
    OnlineService.objects.update(address="")  # the ministry has not given it yet: the page says what is held
    client.force_login(user.user)
    opened = body(client.get(address("service-access", service.slug)))
    assert ("Lire" in opened, "Vous pouvez l’utiliser jusqu’au" in opened) == (True, True)


def test_what_is_missing_is_said_on_its_page(client: Client, service: OnlineService) -> None:
    page = body(client.post(address("procuration-create"), {"kind": "external"}))
    for sentence in ("Donnez un nom", "Choisissez au moins un service", "Entrez le NEQ de l’autre entreprise"):
        assert sentence in page
    write(client, service)
    restricted = {f"access_{service.pk}": "restricted", **days()}
    assert "Choisissez au moins une tâche" in body(client.post(address("procuration-access"), restricted))
    past = {f"access_{service.pk}": "unrestricted", **days(-3, -1)}
    assert "aujourd’hui ou plus tard" in body(client.post(address("procuration-access"), past))
    assert Procuration.objects.count() == 0


def test_a_draft_changed_in_another_tab_is_shown_again(client: Client, service: OnlineService) -> None:
    page = write(client, service)
    write(client, service, name="Autre nom")
    again = transmit(client, page)
    assert ("dans une autre fenêtre" in body(again), Procuration.objects.count()) == (True, 0)


def test_days_that_do_not_fit_are_said_beside_the_date(client: Client, service: OnlineService) -> None:
    write(client, service)
    for typed, said in ((days(0, 366 * 6), "au plus 5 ans"), (days(3, 2), "le jour du début ou plus tard")):
        refused = client.post(address("procuration-access"), {f"access_{service.pk}": "unrestricted", **typed})
        assert said in str(refused.context["form"].errors["ends_on"])


@pytest.mark.parametrize("whose", ["nobody", "own"])
def test_the_number_of_nobody_or_one_s_own_is_said_beside_it(
    client: Client, rse: Member, service: OnlineService, whose: str
) -> None:
    neq = {"nobody": next_neq(), "own": rse.enterprise.neq}[whose]
    typed = {"name": "Comptabilité", "kind": "external", "mandatary_neq": neq, "services": [service.slug]}
    refused = client.post(address("procuration-create"), typed)
    assert list(refused.context["form"].errors) == ["mandatary_neq"]
    assert "procuration_draft" not in client.session


def test_days_outside_the_procuration_chosen_are_said_beside_the_date(
    client: Client, rse: Member, user: Member, service: OnlineService
) -> None:
    short = make_procuration(rse, service, ends_on=today() + timedelta(days=5))
    make_procuration(rse, service, name="Une autre")
    typed = {"procuration": str(short.pk), "members": [str(user.pk)], **days(0, 30), "is_read": "1"}
    refused = client.post(address("assignment-create"), typed)
    assert "celles de la procuration" in str(refused.context["form"].errors["ends_on"])
    assert Assignment.objects.count() == 0


def test_an_enterprise_without_enrolment_has_nothing_to_give(client: Client) -> None:
    assert "aucune inscription active" in body(client.get(address("procuration-create")))
    assert client.get(address("procuration-check")).headers["Location"] == address("procuration-create")


def test_an_overlap_is_a_warning(client: Client, rse: Member, service: OnlineService) -> None:
    make_procuration(rse, service)
    page = write(client, service)
    assert "confie déjà un de ces services" in body(page)
    assert transmit(client, page).status_code == 302


def test_another_enterprise_accepts_and_assigns_to_its_own_users(
    client: Client, rse: Member, service: OnlineService
) -> None:
    accountant = make_rse(make_enterprise(name="Comptables associés"))
    page = write(client, service, kind="external", mandatary_neq=accountant.enterprise.neq)
    assert "Comptables associés" in body(page)
    transmit(client, page)
    offered = Procuration.objects.get()
    assert "Répondre à cette offre" not in body(client.get(address("procuration", offered.pk)))
    theirs = sign_in(Client(), accountant)
    assert offered.name in body(theirs.get(f"{address('procurations')}?recues"))
    summary = body(theirs.get(address("procuration-answer", offered.pk)))
    assert "Vous ne pourrez pas la confier à une autre entreprise." in summary
    done = theirs.post(address("procuration-answer", offered.pk), {"answer": "accept", "version": "0"}, follow=True)
    assert "La procuration est acceptée." in body(done)
    clerk = make_member(accountant.enterprise, MemberRole.USER)
    said = {"procuration": str(offered.pk), "members": [str(clerk.pk)], **days(), "is_read": "1"}
    theirs.post(f"{address('assignment-create')}?procuration={offered.pk}", {**said, **whole(offered)})
    assert Assignment.objects.get().member == clerk


def whole(procuration: Procuration) -> dict[str, str]:
    typed = {}
    for name in ("starts_on", "ends_on"):
        day = getattr(procuration, name)
        typed |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    return typed


def test_revoking_says_how_many_lose_access(client: Client, rse: Member, user: Member, service: OnlineService) -> None:
    procuration = make_procuration(rse, service)
    assign(procuration, user)
    page = client.get(address("procuration-revoke", procuration.pk))
    assert "1 personne perdra son accès" in body(page)
    stale = client.post(address("procuration-revoke", procuration.pk), {"version": "7"})
    assert "a changé" in body(stale)
    done = client.post(address("procuration-revoke", procuration.pk), {"version": "0"}, follow=True)
    assert "La procuration est révoquée." in body(done)
    delegate = sign_in(Client(), user)
    assert "Votre procuration est révoquée" in body(delegate.get(address("service-access", service.slug)))


def test_a_revocation_acts_while_the_delegate_is_signed_in(
    client: Client, rse: Member, user: Member, service: OnlineService
) -> None:
    held = assign(make_procuration(rse, service), user)
    delegate = sign_in(Client(), user)
    assert delegate.get(address("service-access", service.slug)).headers["Location"] == service.address
    done = client.post(address("assignment-revoke", held.pk), follow=True)
    assert "L’assignation est révoquée." in body(done)
    assert delegate.get(address("service-access", service.slug)).status_code == 403
    again = client.post(address("assignment-revoke", held.pk), follow=True)
    assert "déjà révoquée" in body(again)


def test_only_the_last_day_changes(client: Client, rse: Member, service: OnlineService) -> None:
    procuration = make_procuration(rse, service)
    typed = {name.replace("starts", "ends"): value for name, value in days(first=9).items() if "starts" in name}
    done = client.post(address("procuration-end", procuration.pk), {**typed, "version": "0"}, follow=True)
    assert "La date de fin est modifiée." in body(done)
    procuration.refresh_from_db()
    assert procuration.ends_on == today() + timedelta(days=9)


def test_a_suspended_user_is_not_offered(client: Client, rse: Member, user: Member, service: OnlineService) -> None:
    procuration = make_procuration(rse, service)
    user.state = MemberState.SUSPENDED
    user.save()
    assert "Aucun utilisateur actif" in body(client.get(address("assignment-create")))
    said = {"procuration": str(procuration.pk), "members": [str(user.pk)], **days(), "is_read": "1"}
    client.post(address("assignment-create"), said)
    assert Assignment.objects.count() == 0
    make_member(rse.enterprise, MemberRole.USER)
    page = body(client.get(address("assignment-create")))
    assert "1 personne suspendue n’est pas dans la liste." in page


@pytest.mark.parametrize("name", ["procuration", "procuration-end", "procuration-revoke", "procuration-answer"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_procuration_of_strangers_does_not_exist(
    client: Client, service: OnlineService, name: str, method: str
) -> None:
    theirs = make_procuration(make_rse(), service)
    assert getattr(client, method)(address(name, theirs.pk)).status_code in {404, 405}
    theirs.refresh_from_db()
    assert (theirs.state, theirs.version) == (ProcurationState.GRANTED, 0)


def test_a_mandatary_neither_revokes_nor_lengthens(client: Client, rse: Member, service: OnlineService) -> None:
    received = make_procuration(make_rse(), service, mandatary=rse.enterprise)
    client.post(address("acting-for"), {"choice": f"{rse.pk}:{rse.enterprise_id}"})
    assert client.get(address("procuration", received.pk)).status_code == 200
    for name in ("procuration-end", "procuration-revoke"):
        assert client.get(address(name, received.pk)).status_code == 404


def test_the_assignment_of_strangers_does_not_exist(client: Client, service: OnlineService) -> None:
    stranger = make_rse()
    held = assign(make_procuration(stranger, service), make_member(stranger.enterprise, MemberRole.USER))
    assert client.post(address("assignment-revoke", held.pk)).status_code == 404
    assert held.member.user.full_name not in body(client.get(address("assignments")))


def test_a_user_gives_nothing_to_anybody(client: Client, user: Member, service: OnlineService) -> None:
    client.force_login(user.user)
    for name in ("procurations", "procuration-create", "assignments", "assignment-create"):
        assert client.get(address(name)).status_code == 403


@pytest.mark.parametrize("many", [1, 30])
@pytest.mark.parametrize(("name", "queries"), [("procurations", 5), ("assignments", 5)])
def test_a_list_costs_the_same_for_one_and_thirty(
    client: Client, rse: Member, service: OnlineService, name: str, queries: int, many: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    for _turn in range(many):
        assign(make_procuration(rse, service), make_member(rse.enterprise, MemberRole.USER))
    client.get(address("members"))
    with django_assert_num_queries(queries):  # session, account, membership, count, page
        client.get(address(name))


def test_a_draft_of_one_firm_is_not_transmitted_for_another(
    client: Client, rse: Member, service: OnlineService
) -> None:
    other = make_rse(make_enterprise(name="Autre ferme"), user=rse.user)
    make_enrolment(other, service, state=EnrolmentState.ACTIVE)
    choose = address("acting-for")
    client.post(choose, {"choice": f"{rse.pk}:{rse.enterprise_id}"})
    page = write(client, service)
    client.post(choose, {"choice": f"{other.pk}:{other.enterprise_id}"})
    assert transmit(client, page).headers["Location"] == address("procuration-create")
    assert Procuration.objects.count() == 0


def test_the_procuration_asked_for_is_the_one_proposed(
    client: Client, rse: Member, user: Member, service: OnlineService
) -> None:
    wanted = make_procuration(rse, service, name="La plus ancienne")
    over = make_procuration(rse, service, state=ProcurationState.REVOKED)
    for _turn in range(50):
        make_procuration(rse, service)
    asked = client.get(f"{address('assignment-create')}?procuration={wanted.pk}")
    assert asked.context["form"].initial["procuration"] == str(wanted.pk)
    asked = client.get(f"{address('assignment-create')}?procuration={over.pk}")
    assert "procuration" not in asked.context["form"].initial


def test_a_revocation_says_which_services_another_procuration_still_gives(
    client: Client, rse: Member, user: Member, service: OnlineService
) -> None:
    first = assign(make_procuration(rse, service), user)
    said = "Une autre procuration lui donne encore"
    assert said not in body(client.get(address("assignment-revoke", first.pk)))
    assign(make_procuration(rse, make_service(), name="Autre service"), user)
    assert said not in body(client.get(address("assignment-revoke", first.pk)))
    assign(make_procuration(rse, service, name="Encore"), user)
    assert f"{said}\u00a0: {service.name}" in body(client.get(address("assignment-revoke", first.pk)))


def test_a_shortened_procuration_is_seen_to_shorten_its_assignments(
    client: Client, rse: Member, user: Member, service: OnlineService
) -> None:
    given = make_procuration(rse, service)
    assign(given, user)
    given.ends_on = today() + timedelta(days=9)
    given.save()
    shown = date_format(given.ends_on)
    for page in ("assignments", "procuration"):
        assert shown in body(client.get(address(page, *([given.pk] if page == "procuration" else []))))
    assert client.get(address("assignments")).context["rows"][0].ends_soon
    exported = b"".join(client.get(address("assignment-export")).streaming_content).decode()
    assert given.ends_on.isoformat() in exported


@pytest.mark.parametrize("many", [1, 25])
def test_a_procuration_costs_the_same_for_one_holder_and_many(
    client: Client, rse: Member, service: OnlineService, many: int, django_assert_num_queries: Any
) -> None:
    given = make_procuration(rse, service)
    for _turn in range(many):
        assign(given, make_member(rse.enterprise, MemberRole.USER))
    client.get(address("members"))
    with django_assert_num_queries(7):
        client.get(address("procuration", given.pk))
