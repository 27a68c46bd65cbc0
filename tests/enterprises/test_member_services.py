"""What an RSE does with people's files: what changes, who is told, and that a refusal changes nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import AllocatedUserCode, JournalEntry, OutboxMessage, User
from accounts.services.email_changes import UndoRefused, usable_undo
from accounts.services.recovery import LinkRefused, usable_link
from accounts.services.sign_in import Source, check_credentials
from clicsequr.kernel.errors import DomainError
from enterprises.models import Assignment, Member
from enterprises.rules.members import Delivery, MemberAct, MemberRefusal, PersonDetails, allowed_acts, refusal_of
from enterprises.services.member_files import change_member, create_member
from enterprises.services.member_passwords import renew_password
from enterprises.services.member_states import end_suspension, reactivate_member, revoke_member, suspend_member
from enterprises.states import AssignmentState, MemberRole, MemberState
from enterprises.tasks import run_due
from tests.factories.enrolments import deliver_outbox, make_service
from tests.factories.enterprises import make_member, make_rse
from tests.factories.procurations import assign, make_procuration, today

NOW = timezone.now()
EVA = PersonDetails("Éva", "O’Neil", "eva@exemple.ca", "4185550123", "fr")


@pytest.fixture
def rse() -> Member:
    return make_rse()


@pytest.fixture
def user(rse: Member) -> Member:
    return make_member(rse.enterprise, MemberRole.USER)


def everything() -> dict[str, Any]:
    return {
        "members": list(Member.objects.order_by("pk").values()),
        "users": list(User.objects.order_by("pk").values()),
        "assignments": list(Assignment.objects.order_by("pk").values()),
        "codes": AllocatedUserCode.objects.count(),
        "journal": JournalEntry.objects.count(),
        "outbox": OutboxMessage.objects.count(),
    }


def refused(code: str, call: Any, *args: Any, **kwargs: Any) -> None:
    before = everything()
    with pytest.raises(DomainError) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    assert everything() == before


def suspend(member: Member, *, by: Member, **changes: Any) -> Member:
    values = {"reason": "absence", "note": "", "until": None, "version": member.version, "now": NOW, **changes}
    return suspend_member(member.pk, by=by, **values)


def revoke(member: Member, *, by: Member, **changes: Any) -> Member:
    values = {"reason": "departure", "note": "", "version": member.version, "now": NOW, **changes}
    return revoke_member(member.pk, by=by, **values)


def actions() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("action", flat=True))


U, R = MemberRole.USER, MemberRole.RSE
ALL = list(MemberAct)
CHANGE, SUSPEND, REACTIVATE, REVOKE, PASSWORD = ALL


@pytest.mark.parametrize(
    ("role", "state", "acts"),
    [
        (U, MemberState.CREATED, [CHANGE, SUSPEND, REVOKE, PASSWORD]),
        (U, MemberState.ACTIVE, [CHANGE, SUSPEND, REVOKE, PASSWORD]),
        (U, MemberState.SUSPENDED, [CHANGE, REACTIVATE, REVOKE]),
        (U, MemberState.REVOKED, []),
        (R, MemberState.CREATED, [SUSPEND]),
        (R, MemberState.ACTIVE, [SUSPEND]),
        (R, MemberState.SUSPENDED, [REACTIVATE]),
        (R, MemberState.REVOKED, []),
    ],
)
def test_what_an_rse_may_do_depends_on_the_role_and_the_state(role: str, state: str, acts: list[MemberAct]) -> None:
    assert allowed_acts(is_oneself=False, role=role, state=state) == acts
    assert allowed_acts(is_oneself=True, role=role, state=state) == []


def test_each_refusal_says_what_is_wrong() -> None:
    assert refusal_of(REVOKE, is_oneself=True, role=U, state="active") == MemberRefusal.ONESELF
    assert refusal_of(REVOKE, is_oneself=False, role=R, state="active") == MemberRefusal.FELLOW_RSE
    assert refusal_of(PASSWORD, is_oneself=False, role=U, state="suspended") == MemberRefusal.SUSPENDED


@pytest.mark.django_db
def test_a_temporary_password_is_shown_once_and_lasts_seven_days(rse: Member) -> None:
    new = create_member(EVA, delivery=Delivery.SHOWN, by=rse, now=NOW)
    user = new.member.user
    assert (new.member.state, new.member.role) == (MemberState.CREATED, MemberRole.USER)
    assert user.password_expires_at == NOW + timedelta(days=7)
    assert check_credentials(user.username, password=new.password, source=Source("192.0.2.1"), now=NOW) == user
    assert actions() == ["member.created"]
    deliver_outbox()
    assert [(message.to, new.password in message.body, user.user_code in message.body) for message in mail.outbox] == [
        (["eva@exemple.ca"], False, False)
    ]


@pytest.mark.django_db
def test_a_link_needs_no_password_that_anybody_has_seen(rse: Member) -> None:
    new = create_member(EVA, delivery=Delivery.LINK, by=rse, now=NOW)
    assert (new.password, new.member.user.has_usable_password()) == ("", False)
    deliver_outbox()
    reset = new.member.user.password_resets.get()
    assert reset.expires_at == NOW + timedelta(days=7)
    assert "/recuperation/lien/" in mail.outbox[0].body
    assert new.member.user.user_code in mail.outbox[0].body


@pytest.mark.django_db
def test_the_same_click_twice_opens_one_file(rse: Member) -> None:
    create_member(EVA, delivery=Delivery.SHOWN, by=rse, now=NOW)
    refused("member.just_created", create_member, EVA, delivery=Delivery.SHOWN, by=rse, now=NOW)


@pytest.mark.django_db
def test_every_rse_learns_of_a_new_one(rse: Member) -> None:
    create_member(PersonDetails("Éva", "Roy", "eva@exemple.ca", "", "fr", R), delivery=Delivery.SHOWN, by=rse, now=NOW)
    deliver_outbox()
    assert list(rse.user.secure_messages.values_list("target_url_name", flat=True)) == ["enterprises:members"]


@pytest.mark.django_db
def test_an_enterprise_has_no_more_users_than_permitted(rse: Member, user: Member, settings: Any) -> None:
    settings.ENTERPRISE_MEMBERS_LIMIT = 2
    refused("member.too_many", create_member, EVA, delivery=Delivery.SHOWN, by=rse, now=NOW)
    revoke(user, by=rse)
    create_member(EVA, delivery=Delivery.SHOWN, by=rse, now=NOW)


@pytest.mark.django_db
def test_a_change_of_details_is_kept_and_told_to_both_addresses(rse: Member, user: Member) -> None:
    former = user.user.email
    changed = change_member(user.pk, details=EVA, version=0, by=rse, now=NOW)
    assert (changed.user.full_name, changed.user.email, changed.version) == ("Éva O’Neil", "eva@exemple.ca", 1)
    deliver_outbox()
    assert {message.to[0] for message in mail.outbox} >= {former, "eva@exemple.ca"}
    refused("domain.stale_state", change_member, user.pk, details=EVA, version=0, by=rse, now=NOW)


@pytest.mark.django_db
def test_a_user_of_another_enterprise_does_not_exist(rse: Member) -> None:
    stranger = make_member(role=MemberRole.USER)
    refused("domain.not_found", suspend, stranger, by=rse)
    refused("domain.not_found", revoke, stranger, by=rse)
    refused("domain.not_found", change_member, stranger.pk, details=EVA, version=0, by=rse, now=NOW)


@pytest.mark.django_db
def test_rse_cannot_revoke_a_fellow_rse(rse: Member) -> None:
    fellow = make_rse(rse.enterprise)
    refused("member.fellow_rse", revoke, fellow, by=rse)
    refused("member.fellow_rse", change_member, fellow.pk, details=EVA, version=0, by=rse, now=NOW)
    refused("member.fellow_rse", renew_password, fellow.pk, delivery=Delivery.LINK, version=0, by=rse, now=NOW)


@pytest.mark.django_db
def test_rse_suspends_and_reactivates_a_fellow_rse(rse: Member) -> None:
    fellow = make_rse(rse.enterprise)
    suspended = suspend(fellow, by=rse)
    assert suspended.state == MemberState.SUSPENDED
    refused("rse.member_suspended", suspend, rse, by=fellow)
    fellow.user.last_login = NOW
    fellow.user.save()
    assert reactivate_member(fellow.pk, version=1, by=rse, now=NOW).state == MemberState.ACTIVE


@pytest.mark.django_db
def test_nobody_acts_on_their_own_file(rse: Member) -> None:
    refused("member.oneself", suspend, rse, by=rse)
    refused("member.oneself", revoke, rse, by=rse)


@pytest.mark.django_db
def test_a_suspension_ends_by_itself_after_its_last_day(rse: Member, user: Member) -> None:
    refused("member.suspension_ends_in_the_past", suspend, user, by=rse, until=today() - timedelta(days=1))
    suspend(user, by=rse, until=today())
    refused("domain.already_done", end_suspension, user.pk, now=NOW)
    assert end_suspension(user.pk, now=NOW + timedelta(days=1)).state == MemberState.CREATED
    assert actions()[-1] == "member.reactivated"


@pytest.mark.django_db
def test_a_revoked_file_is_final_and_ends_its_assignments(rse: Member, user: Member) -> None:
    assignment = assign(make_procuration(rse, make_service()), user)
    revoked = revoke(user, by=rse)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.revocation) == (AssignmentState.REVOKED, "member")
    refused("member.revoked", revoke, revoked, by=rse)
    refused("member.revoked", reactivate_member, user.pk, version=1, by=rse, now=NOW)
    deliver_outbox()
    assert [message.to for message in mail.outbox] == [[user.user.email]]


@pytest.mark.django_db
def test_an_assignment_expired_during_a_suspension_does_not_revive(rse: Member, user: Member) -> None:
    assignment = assign(make_procuration(rse, make_service()), user, ends_on=today())
    suspend(user, by=rse)
    reactivate_member(user.pk, version=1, by=rse, now=NOW + timedelta(days=2))
    assignment.refresh_from_db()
    assert assignment.ends_on == today()


@pytest.mark.django_db
def test_a_user_may_manage_nobody(rse: Member, user: Member) -> None:
    refused("rse.role_needed", create_member, EVA, delivery=Delivery.SHOWN, by=user, now=NOW)
    refused("rse.role_needed", suspend, rse, by=user)


@pytest.mark.django_db
def test_a_renewed_password_ends_the_former_one(rse: Member, user: Member) -> None:
    shown = renew_password(user.pk, delivery=Delivery.SHOWN, version=0, by=rse, now=NOW)
    account = User.objects.get(pk=user.user_id)
    assert account.check_password(shown.password)
    assert account.password_expires_at == NOW + timedelta(days=7)
    suspend(user, by=rse)
    refused("member.suspended", renew_password, user.pk, delivery=Delivery.LINK, version=1, by=rse, now=NOW)


@pytest.mark.django_db
def test_the_first_session_makes_the_file_active(rse: Member, client: Any) -> None:
    new = create_member(EVA, delivery=Delivery.SHOWN, by=rse, now=NOW)
    client.post("/fr/entreprises/session/", {"user_code": new.member.user.user_code})
    led = client.post("/fr/entreprises/session/mot-de-passe/", {"password": new.password})
    assert led.headers["Location"] == "/fr/session/nouveau-mot-de-passe/"
    new.member.refresh_from_db()
    assert new.member.state == MemberState.CREATED
    client.post(led.headers["Location"], {"password": "sept-lièvres-au-bord-de-l-eau"})
    new.member.refresh_from_db()
    assert (new.member.state, new.member.version) == (MemberState.ACTIVE, 1)
    assert "member.joined" in actions()


@pytest.mark.django_db
def test_what_is_due_is_done_once(rse: Member, user: Member) -> None:
    suspend(user, by=rse, until=today())
    make_procuration(rse, make_service(), ends_on=today() + timedelta(days=29))
    make_procuration(rse, make_service(), ends_on=today() + timedelta(days=40))
    run_due()
    run_due()
    assert actions().count("procuration.expiry_told") == 1
    deliver_outbox()
    assert rse.user.secure_messages.count() == 1


@pytest.mark.django_db
def test_an_address_typed_by_mistake_gets_no_power_over_the_account(rse: Member) -> None:
    new = create_member(EVA, delivery=Delivery.LINK, by=rse, now=NOW)
    deliver_outbox()
    stray = new.member.user.password_resets.get()
    right = replace(EVA, email="eva.oneil@exemple.ca")
    change_member(new.member.pk, details=right, version=0, by=rse, now=timezone.now())
    mail.outbox.clear()
    deliver_outbox()
    told = {message.to[0]: message.body for message in mail.outbox if "/recuperation/" in message.body}
    assert list(told) == ["eva.oneil@exemple.ca"]
    with pytest.raises(LinkRefused):
        usable_link(stray, now=timezone.now())
    with pytest.raises(UndoRefused):
        usable_undo(new.member.user.email_changes.get(), now=timezone.now())


@pytest.mark.django_db
def test_a_renewed_password_ends_the_links_sent_before(rse: Member) -> None:
    new = create_member(EVA, delivery=Delivery.LINK, by=rse, now=NOW)
    deliver_outbox()
    renew_password(new.member.pk, delivery=Delivery.SHOWN, version=0, by=rse, now=NOW)
    with pytest.raises(LinkRefused):
        usable_link(new.member.user.password_resets.get(), now=timezone.now())
