"""From the right password to an open session, the same for every portal; the portal has judged the state before."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse

from accounts.authentication_context import PASSWORD
from accounts.models import User
from accounts.pending_sign_in import forget_pending
from accounts.stages import PASSWORD_MARK, TERMS_ELSEWHERE, password_mark


def begin_session(
    request: HttpRequest,
    user: User,
    *,
    next_address: str = "",
    passkey: Authenticator | None = None,
    terms_elsewhere: bool = False,
    method: str = PASSWORD,
) -> HttpResponse:
    """Go through the stages still due, then open the session and go to `next_address` or the portal's home.

    `terms_elsewhere`: the portal asks for its conditions itself, after the sign-in (Clic Revenu enterprises).
    `method`: how the person is known to be the owner: `CREATION` for who has just chosen everything (C-18).
    """
    # What an earlier try in this browser left, stages passed included, says nothing of this one.
    clear_login(request)
    # A session id that somebody planted must not hold a half-done sign-in.
    if request.session.session_key:
        request.session.cycle_key()
    state = {TERMS_ELSEWHERE: terms_elsewhere, PASSWORD_MARK: password_mark(user)}
    login = Login(user=user, redirect_url=next_address, state=state)
    if passkey is not None:
        post_authentication(request, passkey, passwordless=True)
    else:
        record_authentication(request, user, method)
    response: HttpResponse = perform_login(request, login)
    forget_pending(response)
    return response
