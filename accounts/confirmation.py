"""« Confirmez que c’est vous » (X-12): the password again before an act that matters, when it was long ago."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.authentication_context import context_of

View = Callable[..., HttpResponseBase]
FRESH_FOR = timedelta(minutes=5)


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether the person proved who they are in the last five minutes, at the sign-in or since."""
    if not get_authentication_records(request, request.user):
        return False
    # An answer or a code given since then proves less than the password: it confirms nothing here.
    return timezone.now() - context_of(request).authenticated_at < FRESH_FOR


def needs_confirmation(view: View) -> View:
    """Put under the decorator that declares the page: it asks for the password, then comes back to the page."""

    @wraps(view)
    def confirmed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': request.get_full_path()})}")

    return confirmed
