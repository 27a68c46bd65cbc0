"""Steps of the attacks on the provider: a session of a service, and whether anything of it still works."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from enterprises.models import Assignment, Enterprise, Member, Procuration, ServiceEnrolment
from enterprises.states import EnrolmentState, MemberRole
from ministry_services.models import OnlineService, RelyingParty
from tests.accounts.sign_in_steps import sign_in as sign_in_member
from tests.citizens.identity_road import signed_in
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_member, make_rse
from tests.factories.procurations import assign, make_procuration
from tests.factories.relying_parties import make_relying_party
from tests.ministry_services.authorizing import agree, begin, brought_back
from tests.ministry_services.programs import basic, post, redeem, refresh


@dataclass
class Session:
    """Somebody in a service: their browser at clicSÉQUR, the application, and the tokens that it holds."""

    browser: Client
    user: User
    application: RelyingParty
    service: OnlineService
    tokens: dict[str, Any]
    enterprise: Enterprise | None = None

    def works(self) -> dict[str, bool]:
        """What each door answers; a refresh that works turns the tokens."""
        asked = {"sub": self.subject, "service": self.service.slug}
        if self.enterprise:
            asked["enterprise"] = self.enterprise.neq
        live = Client().get(reverse("openid:access"), asked, headers={"Authorization": basic(self.application)})
        shown = post("introspect", {"token": self.tokens["access_token"]}, authorization=basic(self.application))
        doors = {
            "userinfo": bool(self.userinfo()),
            "introspection": shown.json()["active"],
            "live check": live.json()["decision"] == "ALLOWED",
        }
        turned = refresh(self.application, self.tokens["refresh_token"])
        assert turned.status_code in {200, 400}, turned.content
        if turned.status_code == 200:
            self.tokens = turned.json()
        return doors | {"refresh": turned.status_code == 200}

    def userinfo(self) -> dict[str, Any] | None:
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        answer = Client().get(reverse("openid:userinfo"), headers=headers)
        assert answer.status_code in {200, 401}, answer.content
        return answer.json() if answer.status_code == 200 else None

    @property
    def subject(self) -> str:
        return str(self.user.subjects.get(sector=self.application.sector).subject)


def open_service(browser: Client, application: RelyingParty, *, scope: str) -> dict[str, Any]:
    """Go from the application to its tokens, for who is signed in."""
    answer = brought_back(agree(browser, begin(browser, application, scope=scope)))
    redeemed = redeem(application, answer["code"])
    assert redeemed.status_code == 200, redeemed.content
    return dict(redeemed.json())


def citizen_session() -> Session:
    browser = Client()
    user = signed_in(browser, first_name="Odile", last_name="Tremblay")
    service = make_service(portal="C")
    application = make_relying_party(service)
    return Session(browser, user, application, service, open_service(browser, application, scope="openid profile"))


@dataclass
class Firm:
    rse: Member
    clerk: Member
    enrolment: ServiceEnrolment
    procuration: Procuration
    assignment: Assignment


def clerk_session(*, mandatary: bool = False) -> tuple[Session, Firm]:
    """A user of a firm, or of the firm that it gave a procuration to, in a service by an assignment."""
    rse, service = make_rse(), make_service()
    enrolment = make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    receiver = make_enterprise(name="Comptables associés") if mandatary else rse.enterprise
    clerk = make_member(receiver, MemberRole.USER)
    procuration = make_procuration(rse, service, mandatary=receiver if mandatary else None)
    firm = Firm(rse, clerk, enrolment, procuration, assign(procuration, clerk))
    browser, application = Client(), make_relying_party(service)
    sign_in_member(browser, clerk.user.user_code)
    tokens = open_service(browser, application, scope="openid enterprise")
    return Session(browser, clerk.user, application, service, tokens, rse.enterprise), firm
