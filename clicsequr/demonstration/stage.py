"""Set the whole stage: registers, agents, then each firm and person at its stage. Gives the accounts to try."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.agents import Agent, agent_of
from accounts.models import User
from accounts.services.agents import change_temporary_password, create_agent
from accounts.services.sign_in import Source, WrongCredentials, check_credentials
from accounts.states import AgentRole, Portal
from clicsequr.demonstration import enrolments, legacy, registrations
from clicsequr.demonstration.cast import AGENTS, PASSWORD, DemoAgent, Firm, firms, write_register
from clicsequr.demonstration.citizens import set_citizens
from clicsequr.demonstration.refused_users import set_refused_users, share_clerk
from clicsequr.demonstration.users import set_users
from enterprises.models import Registration
from enterprises.services.register_import import import_enterprises
from enterprises.states import EnrolmentState, SecretKind
from ministry_services.models import Ministry, MinistryAgent

Person = dict[str, str]

NOTES = {
    "free": "à inscrire",
    "struck_off": "radiée au registre : l’inscription s’arrête là",
    "draft": "inscription enregistrée, à reprendre avec sa référence",
    "waiting": "inscription reçue, à activer par un agent",
    "taken": "inscription prise en charge par AGENT1",
    "checked": "deux secrets concordent, prête à activer",
    "frozen": "gelée après trois échecs",
    "mandate": "attend la désignation sur papier",
    "refused": "inscription refusée",
    "expired": "inscription expirée",
    "activated": "activée, sans inscription aux services",
    "in_progress": "inscription aux services en traitement",
    "enrolled": "inscrite à deux services",
    "enrolled_all": "inscrite aux cinq services du ministère",
    "enrolment_refused": "inscription aux services refusée",
    "deactivated": "inscriptions désactivées",
    "accountant": "cabinet comptable, mandataire d’une autre entreprise",
    "overdue": "réponse en retard de plus de 24 heures",
    "locked": "accès bloqué après huit mots de passe inexacts",
    "legacy_terms": "Clic Revenu avant 2007, conditions à accepter",
    "legacy_to_send": "Clic Revenu avant 2007, LEW-4 à transmettre",
    "legacy_received": "Clic Revenu avant 2007, LEW-4 reçu",
    "legacy_refused": "Clic Revenu avant 2007, LEW-4 refusé",
    "legacy_processed": "Clic Revenu avant 2007, LEW-4 traité",
}

SAID = {
    SecretKind.QST_PAYMENTS: "deux derniers paiements de TVQ",
    SecretKind.ACCESS_CODE: "code d’accès",
    SecretKind.INVITATION_NUMBER: "numéro d’invitation",
}


def set_the_stage(folder: Path) -> list[Person]:
    """Call the services, firm after firm, then the citizens; give who can be tried, with codes and papers."""
    now = timezone.now()
    cast = firms()
    import_enterprises(write_register(folder / "demo_register.csv"), by=SYSTEM, progress=lambda _counts: None)
    people = [_hire(agent, now=now) for agent in AGENTS]
    clerk = User.objects.get(username=f"{Portal.AGENTS}:AGENT1")
    ministry = agent_of(User.objects.get(username=f"{Portal.AGENTS}:MINIST1"))
    legacy.carry_over([firm for firm in cast if firm.is_legacy], folder=folder)
    for firm in cast:
        code = legacy.play(firm, by=clerk, now=now) if firm.is_legacy else _play(firm, clerk, ministry, now)
        people.append(_person(firm, code))
    at = {firm.stage: firm for firm in cast}
    users = set_users(at["enrolled"], at["accountant"], now=now) + set_refused_users(at["enrolled_all"], now=now)
    share_clerk(at["enrolled_all"], at["accountant"], now=now)
    return people + users + set_citizens(folder, clerk=clerk, now=now)


def _hire(agent: DemoAgent, *, now: datetime) -> Person:
    provision = create_agent(agent.user_code, roles=list(agent.roles), by=SYSTEM, now=now)
    change_temporary_password(provision.user, password=PASSWORD, by=provision.user)
    if agent.ministry:
        MinistryAgent.objects.get_or_create(ministry=Ministry.objects.get(code=agent.ministry), user=provision.user)
    key = parse_qs(urlsplit(provision.otp_uri).query)["secret"][0]
    return {
        "who": ", ".join(str(AgentRole(role).label) for role in agent.roles),
        "portal": Portal.AGENTS.value,
        "code": agent.user_code,
        "password": PASSWORD,
        "totp": key,
        "note": "",
    }


def _play(firm: Firm, clerk: User, ministry: Agent, now: datetime) -> str:
    """Bring a firm to its stage; give its user code, none while it has no account."""
    of_registration: dict[str, Callable[[], Registration]] = {
        "draft": lambda: registrations.draft(firm, now=now),
        "waiting": lambda: registrations.submitted(firm, now=now),
        "mandate": lambda: registrations.submitted(firm, now=now),
        "taken": lambda: registrations.taken(firm, by=clerk, now=now),
        "checked": lambda: registrations.checked(firm, by=clerk, now=now),
        "frozen": lambda: registrations.frozen(firm, by=clerk, now=now),
        "refused": lambda: registrations.refused(firm, by=clerk, now=now),
        "expired": lambda: registrations.expired(firm, now=now),
    }
    if firm.stage in {"free", "struck_off"}:
        return ""
    if firm.stage in of_registration:
        registration = of_registration[firm.stage]()
        return registration.user_code if registration.rse_user_id else ""
    registration = registrations.activated(firm, by=clerk, now=now)
    accepted, refused = EnrolmentState.ACTIVE, EnrolmentState.REFUSED
    reason = "Le numéro du lieu n’est pas celui de l’entreprise."
    of_enrolment: dict[str, Callable[[], object]] = {
        "activated": lambda: None,
        "accountant": lambda: None,
        "locked": lambda: _lock(registration.user_code, now=now),
        "in_progress": lambda: enrolments.asked(registration, now=now),
        "overdue": lambda: enrolments.overdue(registration, now=now),
        "deactivated": lambda: enrolments.deactivated(registration, by=ministry, now=now),
        "enrolled": lambda: enrolments.answered(registration, outcome=accepted, text="", by=ministry, now=now),
        "enrolled_all": lambda: enrolments.enrolled_everywhere(registration, by=ministry, now=now),
        "enrolment_refused": lambda: enrolments.answered(
            registration, outcome=refused, text=reason, by=ministry, now=now
        ),
    }
    of_enrolment[firm.stage]()
    return registration.user_code


def _lock(user_code: str, *, now: datetime) -> None:
    """Eight wrong passwords from this machine: its address waits, another one would not."""
    for _try in range(8):
        try:
            source = Source(address="127.0.0.1")
            check_credentials(f"{Portal.ENTERPRISES}:{user_code}", password="inexact", source=source, now=now)  # noqa: S106
        except WrongCredentials:
            continue


def _person(firm: Firm, code: str) -> Person:
    """Say what a newcomer needs: the account where there is one, the papers where there is none."""
    said = f"NEQ {firm.neq}, numéro d’identification {firm.rq_number}"
    if firm.stage == "draft":
        said += f", référence {Registration.objects.get(neq=firm.neq).reference}, courriel {firm.email}"
    if firm.stage in {"free", "waiting", "taken"}:
        said = ", ".join([said, *(f"{SAID[kind]} {value}" for kind, value in firm.secrets.items())])
    return {
        "who": firm.name,
        "portal": Portal.ENTERPRISES.value,
        "code": code,
        "password": PASSWORD if code else "",
        "note": f"{NOTES[firm.stage]} ({said})",
        "stage": firm.stage,
    }
