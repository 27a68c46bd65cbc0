"""What we use of allauth that it does not promise: a new release that moves it is seen here first (libraries.md 2)."""

import inspect

import allauth
from allauth.account.internal.flows import login as login_flow
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_the_release_is_the_one_that_was_read() -> None:
    assert allauth.__version__ == "65.21.1"


def test_the_flow_of_a_sign_in() -> None:
    assert parameters(login_flow.perform_password_login) == ["request", "credentials", "login"]
    assert parameters(login_flow.perform_login) == ["request", "login"]
    assert parameters(login_flow.get_authentication_records) == ["request", "user"]
    assert parameters(reauthenticate_by_password) == ["request"]
    assert parameters(clear_login) == ["request"]
    assert parameters(post_authentication) == ["request", "authenticator", "reauthenticated", "passwordless"]
    assert parameters(did_use_passwordless_login) == ["request", "user"]
    assert LOGIN_SESSION_KEY == "account_login"
    assert {"user", "redirect_url", "state"} <= set(parameters(Login.__init__))


def test_the_stages() -> None:
    assert parameters(LoginStageController.enter) == ["request", "stage_key"]
    assert parameters(LoginStage.exit) == ["self"]
    assert parameters(LoginStage.handle) == ["self"]


def test_the_second_factors() -> None:
    assert parameters(totp.hotp_value) == ["secret", "counter"]
    assert parameters(totp.format_hotp_value) == ["value"]
    assert parameters(totp.TOTP.activate) == ["user", "secret"]
    assert parameters(compare_user_code) == ["actual", "expected"]
    assert parameters(RecoveryCodes.validate_code) == ["self", "code"]
    assert parameters(RecoveryCodes.activate) == ["user"]
    assert totp.hotp_value("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1) == 287082  # RFC 4226, appendix D


def test_the_passkeys() -> None:
    assert parameters(webauthn.begin_registration) == ["user", "passwordless"]
    assert parameters(webauthn.complete_registration) == ["credential"]
    assert parameters(webauthn.begin_authentication) == ["user"]
    assert parameters(webauthn.complete_authentication) == ["user", "response"]
    assert parameters(webauthn.extract_user_from_response) == ["response"]
    assert parameters(webauthn.WebAuthn.add) == ["user", "name", "credential"]
