"""What stands between the right password and the session: second factor, temporary password, new terms.

The engine is allauth's: a stage lets the sign-in pass, or leads to its page, whose view ends with `stage.exit()`.
A portal adds its own stage by its dotted name in the setting SIGN_IN_STAGES; a stage lets pass the other portals.
"""

from contextlib import suppress
from typing import ClassVar

from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from accounts.devices import device_of
from accounts.models import User
from accounts.queries.second_factors import has_second_factor
from accounts.queries.terms import owes_terms
from accounts.services.sign_in import send_sign_in_code
from accounts.states import UserState
from clicsequr.kernel.errors import Throttled

TERMS_ELSEWHERE = "terms_elsewhere"
PASSWORD_MARK = "password_mark"  # noqa: S105  the name of a value
SIGNS_IN = {UserState.ACTIVE, UserState.CLOSING}


class PageStage(LoginStage):
    """A stage with a page: `is_due` says whether this sign-in has to see it."""

    key: ClassVar[str]
    urlname: ClassVar[str]

    def is_due(self) -> bool:
        raise NotImplementedError

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        return (redirect(self.urlname) if self.is_due() else None), True

    def exit(self) -> HttpResponse:
        response: HttpResponse = super().exit()
        return response


class SecondFactorStage(PageStage):
    key = "second_factor"
    urlname = "accounts:second-factor"

    def is_due(self) -> bool:
        # A passkey is two factors by itself: the device, and the finger or code that unlocks it.
        if did_use_passwordless_login(self.request, self.login.user):
            return False
        return has_second_factor(self.login.user)


class EmailCodeStage(PageStage):
    """S-04: a code by e-mail on a device not seen before, where the setting asks for it and nothing stronger is set."""

    key = "email_code"
    urlname = "accounts:sign-in-code"

    def is_due(self) -> bool:
        user = self.login.user
        if not settings.SIGN_IN_CODE_ON_NEW_DEVICE or not user.email or user.last_login is None:
            return False
        if device_of(self.request).knows(user.username) or did_use_passwordless_login(self.request, user):
            return False
        return not has_second_factor(user)

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        response, goes_on = super().handle()
        if response is not None:
            # A code sent a moment ago still serves; the page offers another one.
            with suppress(Throttled):
                send_sign_in_code(self.login.user, by=self.login.user, now=timezone.now())
        return response, goes_on


class TemporaryPasswordStage(PageStage):
    key = "temporary_password"
    urlname = "accounts:temporary-password"

    def is_due(self) -> bool:
        return self.login.user.password_expires_at is not None


class TermsStage(PageStage):
    key = "terms"
    urlname = "accounts:new-terms"

    def is_due(self) -> bool:
        if self.login.state.get(TERMS_ELSEWHERE):
            return False
        return owes_terms(self.login.user, on=timezone.localdate())


def stage_of(request: HttpRequest, kind: type[PageStage]) -> PageStage | None:
    """Give the stage a running sign-in waits at, if it is of this kind.

    Nothing once it timed out, or once the account was suspended, closed or deleted meanwhile; nor once its password is
    another one: who chose it, or said « ce n’était pas moi », shuts out whoever waits here with the former one.
    """
    stage = None if request.user.is_authenticated else LoginStageController.enter(request, kind.key)
    if not isinstance(stage, kind) or stage.login.user is None:
        return None
    if stage.login.state.get(PASSWORD_MARK) != password_mark(stage.login.user):
        return None
    return stage if stage.login.user.state in SIGNS_IN else None


def password_mark(user: User) -> str:
    """Give what changes with the password, and says nothing of it."""
    return str(user.get_session_auth_hash())[:16]
