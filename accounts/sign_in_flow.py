"""From the right password to an open session, the same for every portal; the portal has judged the state before."""

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.pending_sign_in import forget_pending
from accounts.stages import TERMS_ELSEWHERE


def begin_session(
    request: HttpRequest,
    user: User,
    *,
    next_address: str = "",
    passkey: Authenticator | None = None,
    terms_elsewhere: bool = False,
) -> HttpResponse:
    """Go through the stages still due, then open the session and go to `next_address` or the portal's home.

    `terms_elsewhere`: the portal asks for its conditions itself, after the sign-in (Clic Revenu enterprises).
    """
    # A session id that somebody planted must not hold a half-done sign-in.
    if request.session.session_key:
        request.session.cycle_key()
    login = Login(user=user, redirect_url=next_address, state={TERMS_ELSEWHERE: terms_elsewhere})
    if passkey is not None:
        post_authentication(request, passkey, passwordless=True)
        response: HttpResponse = perform_login(request, login)
    else:
        response = perform_password_login(request, {}, login)
    forget_pending(response)
    return response
