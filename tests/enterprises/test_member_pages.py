"""The pages of « Gestion des utilisateurs »: the ten actions, what they refuse, what they cost."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Member
from enterprises.states import MemberRole, MemberState
from tests.factories.enterprises import make_enterprise, make_member, make_rse, make_user
from tests.factories.secrets import PASSWORD

pytestmark = pytest.mark.django_db
EVA = {
    "first_name": "Éva",
    "last_name": "O'Neil",
    "email": "eva@exemple.ca",
    "phone": "",
    "language": "fr",
    "role": "user",
}


@pytest.fixture
def rse() -> Member:
    return make_rse()


@pytest.fixture
def user(rse: Member) -> Member:
    return make_member(rse.enterprise, MemberRole.USER, user=make_user(first_name="Léa", last_name="Côté-Roy"))


@pytest.fixture(autouse=True)
def signed_in(client: Client, rse: Member) -> None:
    client.force_login(rse.user)
    client.post(reverse("accounts:confirm"), {"password": PASSWORD})


def address(name: str, *args: object, **kwargs: object) -> str:
    return reverse(f"enterprises:{name}", args=args, kwargs=kwargs)


def body(answer: Any) -> str:
    return unescape(answer.content.decode())


SEED = [
    "Gestion du dossier d’un utilisateur",
    "Création du dossier d’un utilisateur",
    "Modification du dossier d’un utilisateur",
    "Consultation du dossier d’un utilisateur",
    "Suspension du dossier d’un utilisateur",
    "Réactivation du dossier d’un utilisateur",
    "Révocation du dossier d’un utilisateur",
    "Modification du mot de passe d’un utilisateur",
    "Gestion des procurations clicSÉQUR",
    "Consultation ou révocation d’une assignation",
]


def test_the_menu_has_the_ten_entries_of_the_seed_in_its_order(client: Client) -> None:
    page = body(client.get(address("members")))
    places = [page.index(f">{name}</a></h2>") for name in SEED]
    assert places == sorted(places)


def test_a_person_is_found_without_accents_or_hyphens(client: Client, user: Member) -> None:
    assert "Léa Côté-Roy" in body(client.get(address("member-list"), {"nom": "cote roy"}))
    assert "Léa Côté-Roy" in body(client.get(address("member-list"), {"nom": user.user.user_code.lower()}))
    assert "Aucun utilisateur ne correspond" in body(client.get(address("member-list"), {"nom": "zzz"}))
    assert "Léa Côté-Roy" not in body(client.get(address("member-list"), {"etat": "suspended"}))


def test_a_temporary_password_is_on_one_page_once(client: Client, rse: Member) -> None:
    made = client.post(address("member-create"), {**EVA, "delivery": "shown"})
    member = Member.objects.get(user__email="eva@exemple.ca")
    assert made.headers["Location"] == address("member-created", member.pk)
    shown = body(client.get(made.headers["Location"]))
    assert "Mot de passe temporaire" in shown
    assert member.user.user_code in shown
    assert "Mot de passe temporaire" not in body(client.get(made.headers["Location"]))
    assert "member_password" not in str(dict(client.session))


def test_a_shared_address_is_warned_of_once(client: Client, user: Member) -> None:
    shared = {**EVA, "email": user.user.email, "delivery": "link"}
    warned = client.post(address("member-create"), shared)
    assert "a déjà l’adresse" in body(warned)
    assert client.post(address("member-create"), {**shared, "seen_email": user.user.email}).status_code == 302


@pytest.mark.parametrize("typed", ["", "x" * 10_001, "🙂"])
def test_a_wrong_name_is_said_and_nothing_is_created(client: Client, typed: str) -> None:
    page = body(client.post(address("member-create"), {**EVA, "first_name": typed, "delivery": "link"}))
    assert "Un problème est survenu" in page
    assert Member.objects.count() == 1


def test_a_file_is_changed_and_a_stale_page_is_told(client: Client, user: Member) -> None:
    change = address("member-change", user.pk)
    done = client.post(change, {**EVA, "version": "0"}, follow=True)
    assert "Éva O’Neil" in body(done) or "Éva O'Neil" in body(done)
    stale = client.post(change, {**EVA, "first_name": "Eve", "version": "0"}, follow=True)
    assert "Ce dossier a changé" in body(stale)
    user.refresh_from_db()
    assert user.version == 1


def test_a_file_is_suspended_then_reactivated_then_revoked(client: Client, user: Member) -> None:
    said = {"reason": "absence", "note": "", "version": "0"}
    assert "Choisissez une raison" in body(client.post(address("member-suspend", user.pk), {"version": "0"}))
    assert "Le dossier est suspendu." in body(client.post(address("member-suspend", user.pk), said, follow=True))
    assert client.post(address("member-suspend", user.pk), said).status_code == 409
    assert "Le dossier est réactivé." in body(
        client.post(address("member-reactivate", user.pk), {"version": "1"}, follow=True)
    )
    sure = {**said, "version": "2"}
    assert "Cochez la case" in body(client.post(address("member-revoke", user.pk), sure))
    done = client.post(address("member-revoke", user.pk), {**sure, "is_sure": "on"}, follow=True)
    assert "Le dossier est révoqué." in body(done)
    user.refresh_from_db()
    assert user.state == MemberState.REVOKED


def test_a_password_is_renewed_by_link_or_shown_once(client: Client, user: Member) -> None:
    page = address("member-password", user.pk)
    shown = client.post(page, {"delivery": "shown", "version": "0"}, follow=True)
    assert "Mot de passe temporaire" in body(shown)
    linked = client.post(page, {"delivery": "link", "version": "0"}, follow=True)
    assert "lien valide sept jours" in body(linked)


@pytest.mark.parametrize("name", ["member-suspend", "member-reactivate", "member-revoke", "member-password"])
def test_the_page_of_an_act_that_is_not_possible_says_why(client: Client, rse: Member, name: str) -> None:
    answer = client.get(address(name, rse.pk))
    assert (answer.status_code, "votre propre dossier" in body(answer)) == (409, True)


@pytest.mark.parametrize(
    "name",
    ["member", "member-created", "member-change", "member-suspend", "member-reactivate", "member-revoke",
     "member-password"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_person_of_another_enterprise_does_not_exist(client: Client, name: str, method: str) -> None:
    stranger = make_member(make_enterprise(), MemberRole.USER)
    before = list(Member.objects.order_by("pk").values())
    assert getattr(client, method)(address(name, stranger.pk)).status_code in {404, 405}
    assert list(Member.objects.order_by("pk").values()) == before


def test_a_user_manages_nobody(client: Client, user: Member) -> None:
    client.force_login(user.user)
    for name in ("members", "member-list", "member-create"):
        assert client.get(address(name)).status_code == 403


ACTS = ["modification", "consultation", "suspension", "reactivation", "revocation", "mot-de-passe"]


@pytest.mark.parametrize("act", ACTS)
def test_the_picker_lists_who_the_act_suits(client: Client, user: Member, act: str) -> None:
    page = client.get(address("member-pick", act=act))
    assert ("Léa Côté-Roy" in body(page)) == (act != "reactivation")
    if act != "reactivation":
        assert "Choisissez un utilisateur" in body(client.post(address("member-pick", act=act), {}))
        led = client.post(address("member-pick", act=act), {"member": str(user.pk)})
        assert str(user.pk) in led.headers["Location"]


def test_an_unknown_act_is_not_found(client: Client) -> None:
    assert client.get(address("member-pick", act="promotion")).status_code == 404


def test_the_export_holds_every_person_and_no_formula(client: Client, rse: Member) -> None:
    make_member(rse.enterprise, MemberRole.USER, user=make_user(first_name="=1+1", last_name="Z"))
    answer = client.get(address("member-export"))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert (text.count("\r\n"), "'=1+1" in text) == (3, True)


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same_for_one_and_thirty(
    client: Client, rse: Member, many: int, django_assert_num_queries: Any
) -> None:
    for _turn in range(many):
        make_member(rse.enterprise, MemberRole.USER)
    client.get(address("members"))
    with django_assert_num_queries(5):  # session, account, membership, count, page
        client.get(address("member-list"))


@pytest.mark.parametrize("many", [1, 30])
def test_a_file_costs_the_same_whatever_was_done_of_it(
    client: Client, rse: Member, user: Member, many: int, django_assert_num_queries: Any
) -> None:
    client.get(address("members"))
    with django_assert_num_queries(6):  # session, account, membership, file, assignments, facts
        client.get(address("member", user.pk))
