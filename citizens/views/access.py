"""Who reaches a page of the portal: `@citizen_page` on top of the kernel's `@page`."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.states import Portal
from accounts.views.access import other_portal, sign_in_first
from clicsequr.kernel.pages import page

View = Callable[..., HttpResponseBase]


class CitizenRequest(HttpRequest):
    """What a citizen's page receives: a person of this portal is signed in."""

    user: User


def citizen_page(
    *, reads: Iterable[str] = ("GET",), writes: Iterable[str] = ("POST",), journals: bool = False
) -> Callable[[View], View]:
    """Declare a page for a signed-in person: a visitor signs in first, a session of the other portal is told so."""
    reads = tuple(reads)

    def declare(view: View) -> View:
        @page(reads, writes, journals=journals, audience="citizen")
        @wraps(view)
        def entered(request: CitizenRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request, portal=Portal.CITIZENS, is_read="GET" in reads)
            if request.user.portal != Portal.CITIZENS:
                return other_portal(request, needed=Portal.CITIZENS)
            return view(request, *args, **kwargs)

        return entered

    return declare
