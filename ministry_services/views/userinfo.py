"""What a service is told of the person, each time it asks (OIDC Core §5.3)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from clicsequr.kernel.pages import page
from ministry_services.claims import userinfo_claims
from ministry_services.protocol_errors import ProtocolError
from ministry_services.provider.presented_tokens import presented_token
from ministry_services.provider.program_requests import answer, refuse
from ministry_services.states import Scope


# A GET too may end the authorization whose right is gone.
@page(reads=(), writes=("GET", "POST"), atomic=False)
def userinfo(request: HttpRequest) -> HttpResponse:
    """Answer the claims that the scopes and the `claims` parameter let tell, to who holds the access token."""
    try:
        presented = presented_token(request, scope=Scope.OPENID, now=timezone.now())
    except ProtocolError as error:
        return refuse(error)
    return answer(userinfo_claims(presented.authorization, scope=presented.token.scope, access=presented.access))
