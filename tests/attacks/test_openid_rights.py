"""A right taken away while its holder is in the service: nothing of what the application holds works any more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from accounts.models import Session as OpenSession
from accounts.services.passwords import change_password
from accounts.services.sessions import end_sessions
from citizens.services.closing import close_account
from enterprises.services.assignments import revoke_assignment
from enterprises.services.enrolment_endings import deactivate_enrolment
from enterprises.services.enterprise_states import suspend_enterprise
from enterprises.services.member_states import reactivate_member, revoke_member, suspend_member
from enterprises.services.procurations import revoke_procuration
from ministry_services.models import Authorization
from tests.attacks.openid_steps import Firm, Session, citizen_session, clerk_session
from tests.factories.agents import make_agent
from tests.factories.secrets import NEW_PASSWORD
from tests.ministry_services.programs import basic, post, refresh

pytestmark = pytest.mark.django_db

EVERYTHING = {"userinfo": True, "introspection": True, "live check": True, "refresh": True}
NOTHING = dict.fromkeys(EVERYTHING, False)
# The right itself stands: only this session of the service is over.
SESSION_OVER = NOTHING | {"live check": True}


def assignment_revoked(firm: Firm) -> None:
    revoke_assignment(firm.assignment.pk, by=firm.rse, now=timezone.now())


def procuration_revoked(firm: Firm) -> None:
    revoke_procuration(firm.procuration.pk, version=firm.procuration.version, by=firm.rse, now=timezone.now())


def enrolment_deactivated(firm: Firm) -> None:
    deactivate_enrolment(firm.enrolment.pk, by=firm.rse, now=timezone.now())


def file_revoked(firm: Firm) -> None:
    firm.clerk.refresh_from_db()
    boss = firm.clerk.enterprise.members.filter(role="rse").first() or firm.rse
    revoke_member(firm.clerk.pk, reason="departure", note="", version=firm.clerk.version, by=boss, now=timezone.now())


def enterprise_suspended(firm: Firm) -> None:
    suspend_enterprise(firm.rse.enterprise_id, reason="fraud", by=make_agent().user)


@pytest.mark.parametrize(
    "take_away",
    [assignment_revoked, procuration_revoked, enrolment_deactivated, file_revoked, enterprise_suspended],
)
def test_a_right_taken_from_a_clerk_ends_the_session_of_the_service(take_away: Callable[[Firm], None]) -> None:
    session, firm = clerk_session()
    assert session.works() == EVERYTHING
    take_away(firm)
    assert session.works() == NOTHING


@pytest.mark.parametrize("take_away", [assignment_revoked, procuration_revoked, enrolment_deactivated])
def test_a_right_given_by_another_firm_ends_with_it(take_away: Callable[[Firm], None]) -> None:
    session, firm = clerk_session(mandatary=True)
    assert session.works() == EVERYTHING
    if take_away is assignment_revoked:
        firm.assignment.delete()
    else:
        take_away(firm)
    assert session.works() == NOTHING


def test_a_procuration_ends_the_session_on_the_night_of_its_last_day() -> None:
    session, firm = clerk_session()
    firm.procuration.ends_on = firm.assignment.ends_on = timezone.localdate()
    firm.procuration.save(update_fields=["ends_on"])
    firm.assignment.save(update_fields=["ends_on"])
    assert session.works() == EVERYTHING
    Authorization.objects.update(ends_at=timezone.now() + timedelta(days=3))
    OpenSession.objects.update(expire_date=timezone.now() + timedelta(days=3))
    with freeze_time(timezone.now() + timedelta(days=1)):
        assert session.works() == NOTHING


def test_a_right_given_back_does_not_wake_the_session_of_the_service() -> None:
    session, firm = clerk_session()
    suspend_member(
        firm.clerk.pk, reason="leave", note="", until=None, version=firm.clerk.version, by=firm.rse, now=timezone.now()
    )
    assert session.works() == NOTHING
    firm.clerk.refresh_from_db()
    reactivate_member(firm.clerk.pk, version=firm.clerk.version, by=firm.rse, now=timezone.now())
    assert session.works() == SESSION_OVER


def signed_out(session: Session) -> None:
    session.browser.post(reverse("accounts:sign-out"))


def sessions_ended(session: Session) -> None:
    end_sessions(session.user)


def password_changed(session: Session) -> None:
    change_password(session.user, password=NEW_PASSWORD, by=session.user)


@pytest.mark.parametrize("end", [signed_out, sessions_ended, password_changed])
def test_a_session_that_ends_takes_that_of_the_service_along(end: Callable[[Session], None]) -> None:
    session = citizen_session()
    assert session.works() == EVERYTHING
    end(session)
    assert session.works() == SESSION_OVER


def account_closed(session: Session) -> None:
    close_account(session.user, by=session.user, now=timezone.now())


def service_closed(session: Session) -> None:
    session.service.state = "closed"
    session.service.save(update_fields=["state"])


def service_taken_away(session: Session) -> None:
    session.application.services.clear()


def more_proof_asked(session: Session) -> None:
    session.service.needs_identity_proof = True
    session.service.save(update_fields=["needs_identity_proof"])


@pytest.mark.parametrize("end", [account_closed, service_closed, more_proof_asked])
def test_what_a_citizen_loses_ends_the_session_of_the_service(end: Callable[[Session], None]) -> None:
    session = citizen_session()
    end(session)
    assert session.works() == NOTHING


def test_an_application_without_its_service_keeps_nothing() -> None:
    session = citizen_session()
    service_taken_away(session)
    assert session.userinfo() is None


def test_a_suspended_application_is_nobody() -> None:
    session = citizen_session()
    session.application.state = "suspended"
    session.application.save(update_fields=["state"])
    assert session.userinfo() is None
    for door in ("introspect", "revoke"):
        shown = post(door, {"token": session.tokens["access_token"]}, authorization=basic(session.application))
        assert (shown.status_code, shown.json()["error"]) == (401, "invalid_client")
    assert refresh(session.application, session.tokens["refresh_token"]).status_code == 401
