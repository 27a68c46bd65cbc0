"""Agents of the desk: their account, their password, their second factor (screens.md A-01)."""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.actors import VISITOR, OutsideActor
from accounts.backends import UserCodeBackend
from accounts.models import AgentDevice, User
from accounts.passwords import TEMPORARY_PASSWORD_LASTS, new_temporary_password
from accounts.services.journal import record
from accounts.services.throttles import (
    Limit,
    check_throttle,
    check_throttles,
    count_failure,
    forget_all_about,
    forget_failures,
    take_turn,
)
from accounts.states import Portal, UserState
from clicsequr.kernel.errors import DomainError, NotAllowed

# By code and address together, so that nobody locks an agent out from elsewhere (architecture.md 2.10).
AGENT_PASSWORD = Limit("agent-password", tries=5, first_wait=timedelta(minutes=15))
AGENT_ADDRESS = Limit("agent-address", tries=30, first_wait=timedelta(minutes=15))
# Only who holds the password gets here: by account alone.
AGENT_SECOND_FACTOR = Limit("agent-second-factor", tries=5, first_wait=timedelta(minutes=15))


class WrongCredentials(DomainError):
    code = "agent.wrong_credentials"
    message = _("Code d’agent ou mot de passe inexact. Vérifiez-les, puis réessayez.")


class AgentClosed(DomainError):
    code = "agent.closed"
    message = _("Ce compte d’agent n’est pas actif. Adressez-vous à votre superviseur.")


class TemporaryPasswordExpired(DomainError):
    code = "agent.temporary_password_expired"
    message = _("Votre mot de passe temporaire est expiré. Adressez-vous à votre superviseur pour en obtenir un autre.")


class WrongSecondFactor(DomainError):
    code = "agent.wrong_second_factor"
    message = _("Code inexact ou déjà utilisé. Attendez le code suivant de votre application, puis entrez-le.")


class SamePassword(DomainError):
    code = "agent.same_password"
    message = _("Choisissez un autre mot de passe que celui qu’on vous a remis")


@dataclass(frozen=True)
class Provision:
    """What a new agent needs once: shown by the command, kept nowhere."""

    user: User
    password: str
    otp_uri: str


def check_agent_password(user_code: str, *, password: str, address: str, now: datetime) -> User:
    """Give the agent whose password it is; refuse the rest in one sentence, counted (`WrongCredentials`, `Throttled`).

    The state of the account is said only after the right password. The caller catches, so that the count commits.
    """
    username = f"{Portal.AGENTS}:{''.join(user_code.split()).upper()}"
    take_turn(AGENT_PASSWORD, username, address)
    check_throttles([(AGENT_ADDRESS, address), (AGENT_PASSWORD, (username, address))], now=now)
    user = UserCodeBackend().authenticate(None, username=username, password=password)
    if user is None:
        count_failure(AGENT_ADDRESS, address, now=now)
        count_failure(AGENT_PASSWORD, username, address, now=now)
        raise WrongCredentials
    forget_failures(AGENT_PASSWORD, username, address)
    if user.state != UserState.ACTIVE or not hasattr(user, "agent_device"):
        raise AgentClosed
    if user.password_expires_at is not None and user.password_expires_at <= now:
        raise TemporaryPasswordExpired
    return user


def check_second_factor(user_id: UUID | str, *, digits: str, now: datetime) -> AgentDevice:
    """Use up a code of the agent's application; refuse a wrong or used one, counted (`WrongSecondFactor`)."""
    with transaction.atomic():
        # The device is locked first: one code sent twice at once opens one session.
        device: AgentDevice | None = (
            AgentDevice.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(user_id=user_id, user__state=UserState.ACTIVE, confirmed=True)
            .first()
        )
        if device is None:
            raise AgentClosed
        check_throttle(AGENT_SECOND_FACTOR, user_id, now=now)
        step = device.step_of(digits, now=now)
        if step is None:
            count_failure(AGENT_SECOND_FACTOR, user_id, now=now)
            record(events.SIGN_IN_REFUSED, by=VISITOR, subject=device.user)
        else:
            device.last_step = step
            device.save(update_fields=["last_step"])
            forget_failures(AGENT_SECOND_FACTOR, user_id)
            record(events.AGENT_SIGNED_IN, by=device.user, subject=device.user)
    if step is None:
        raise WrongSecondFactor
    return device


@transaction.atomic
def change_temporary_password(user: User, *, password: str, by: User) -> User:
    """Give the agent a password of their own and end the temporary one; refuse it again, and any other change."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk, portal=Portal.AGENTS)
    if locked.password_expires_at is None:
        raise NotAllowed
    if locked.check_password(password):
        raise SamePassword
    locked.set_password(password)
    locked.password_expires_at = None
    locked.save(update_fields=["password", "password_expires_at"])
    record(events.PASSWORD_CHANGED, by=by, subject=locked)
    return locked


@transaction.atomic
def create_agent(user_code: str, *, roles: list[str], by: OutsideActor, now: datetime, email: str = "") -> Provision:
    """Create an agent, or give a known one new roles, a new password and a new second factor.

    The only way back for an agent who lost one of them: there is no self-recovery (A-01).
    """
    code = "".join(user_code.split()).upper()
    password = new_temporary_password()
    key = b32encode(secrets.token_bytes(20)).decode()
    user, _created = User.objects.select_for_update(of=("self",)).get_or_create(
        username=f"{Portal.AGENTS}:{code}", defaults={"portal": Portal.AGENTS, "user_code": code, "email": email}
    )
    user.state = UserState.ACTIVE
    user.set_password(password)
    user.password_expires_at = now + TEMPORARY_PASSWORD_LASTS
    user.save(update_fields=["state", "password", "password_expires_at"])
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    AgentDevice.objects.update_or_create(user=user, defaults={"name": "TOTP", "key": key, "last_step": -1})
    forget_all_about(user.username)
    forget_all_about(user.pk)
    record(events.AGENT_CREATED, by=by, subject=user, roles=sorted(roles))
    return Provision(user=user, password=password, otp_uri=_otp_uri(code, key))


def _otp_uri(code: str, key: str) -> str:
    issuer = settings.BRAND_NAME.replace(":", "")
    return f"otpauth://totp/{quote(f'{issuer}:{code}')}?{urlencode({'secret': key, 'issuer': issuer})}"
