"""What the pages of « Une vérification de plus » share: what is asked, the ways a person has, the end of each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.assurance import acr_of, satisfies
from accounts.authentication_context import context_of
from accounts.models import User
from accounts.next_address import asked_next, in_present_language
from accounts.queries.second_factors import second_factors_of
from accounts.services.sign_in import note_step_up
from accounts.states import Acr
from accounts.views.access import AccountRequest, account_page

CODE, APPLICATION, PASSKEY = "accounts:step-up-code", "accounts:step-up-application", "accounts:step-up-passkey"
View = Callable[..., HttpResponseBase]


class Way(NamedTuple):
    """One way to prove more: the name of its page, and what is written on the link to it."""

    name: str
    label: str | Promise


@dataclass(frozen=True)
class StepUp:
    """`is_wish`: the service would like it (acr_values), and takes the person without it too."""

    wanted: Acr
    next: str
    is_wish: bool
    is_reached: bool
    ways: list[Way]
    context: dict[str, Any]

    @property
    def back(self) -> str:
        return in_present_language(self.next) or reverse("home")

    def at(self, name: str) -> str:
        """Give the address of a page of this step-up."""
        return _address(name, self.wanted, self.next, self.is_wish)


def asked_step_up(request: AccountRequest) -> StepUp:
    """Read what is asked; an unknown assurance is not found, an address that is not ours is forgotten."""
    if request.GET.get("acr") not in Acr.values:
        raise Http404
    wanted, target, is_wish = Acr(request.GET["acr"]), asked_next(request), "voeu" in request.GET
    is_reached = satisfies(acr_of(context_of(request).methods), wanted)
    ways = [] if is_reached else _ways_of(request.user, wanted)
    here = request.resolver_match.view_name if request.resolver_match else ""
    context = {
        "wanted": wanted,
        "waiting": import_string(settings.WAITING_REQUESTS)(target, now=timezone.now()),
        "other_ways": [(_address(way.name, wanted, target, is_wish), way.label) for way in ways if way.name != here],
        "without_url": f"{target}{'&' if '?' in target else '?'}sans=1" if is_wish and target else "",
        "add_query": urlencode({"next": request.get_full_path()}),
        "back_url": "",
    }
    return StepUp(wanted, target, is_wish, is_reached, ways, context)


def step_up_page(way: str) -> Callable[[View], View]:
    """Declare the page of a way; whoever has proven enough goes on, whoever lacks this way is led to one they have."""

    def declare(view: View) -> View:
        @account_page()
        @wraps(view)
        def entered(request: AccountRequest) -> HttpResponseBase:
            asked = asked_step_up(request)
            if asked.is_reached:
                return redirect(asked.back)
            if way not in [found.name for found in asked.ways]:
                return redirect(asked.at("accounts:step-up"))
            return view(request, asked)

        return entered

    return declare


def raised(request: AccountRequest, asked: StepUp, *, method: str) -> HttpResponse:
    """Go on in a session that has proven more; its former key stops opening it."""
    request.session.cycle_key()
    note_step_up(request.user, by=request.user, method=method)
    return redirect(asked.back)


def _ways_of(user: User, wanted: Acr) -> list[Way]:
    """Give the ways that reach an assurance, those most people have first."""
    ways = []
    if satisfies(Acr.TWO_STEPS, wanted):
        ways += [Way(*way) for way in settings.PORTAL_STEP_UPS.get(user.portal, [])]
        ways += [Way(CODE, _("Recevoir un code par courriel"))] if user.email else []
    kinds = {factor.type for factor in second_factors_of(user)}
    if satisfies(Acr.TOTP, wanted) and Authenticator.Type.TOTP in kinds:
        ways.append(Way(APPLICATION, _("Utiliser mon application d’authentification")))
    if Authenticator.Type.WEBAUTHN in kinds:
        ways.append(Way(PASSKEY, _("Utiliser une clé d’accès")))
    return ways


def _address(name: str, wanted: Acr, target: str, is_wish: bool) -> str:
    query = {"acr": wanted, **({"next": target} if target else {}), **({"voeu": "1"} if is_wish else {})}
    return f"{reverse(name)}?{urlencode(query)}"
