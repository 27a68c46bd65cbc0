"""An agent signs in: code and password, then the second factor, then their own password the first time (A-01)."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import login as otp_login

from accounts.agent_pages import AgentRequest, agent_page, verified_agent
from accounts.agent_site import agent_tabs
from accounts.forms.agents import AgentSignInForm, SecondFactorForm
from accounts.forms.password_field import NewPasswordForm
from accounts.middleware import client_network
from accounts.services.agents import change_temporary_password, check_agent_password, check_second_factor
from accounts.states import AgentRole
from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.pages import page

PENDING = "agent_sign_in"
PENDING_LASTS = timedelta(minutes=5)


@agent_page(roles=AgentRole.values, writes=())
def index(request: AgentRequest) -> HttpResponse:
    """Lead an agent to the first tab that their roles open."""
    first = next(tab for tab in agent_tabs() if request.agent.has_role(*tab.roles))
    return redirect(first.url_name)


@page(audience="visitor")
def sign_in(request: HttpRequest) -> HttpResponse:
    if verified_agent(request) is not None:
        return redirect("agents:index")
    form = AgentSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = check_agent_password(**form.cleaned_data, address=client_network(request), now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            until = timezone.now() + PENDING_LASTS
            request.session.cycle_key()  # an id that somebody planted must not hold a half-done sign-in
            request.session[PENDING] = {"user": str(user.pk), "until": until.isoformat(), "next": _next(request)}
            return redirect("agents:second-factor")
    minutes = int(settings.AGENT_IDLE_LIMIT.total_seconds() // 60)
    context = {"form": form, "session_was_ended": "ended" in request.GET, "idle_minutes": minutes}
    return render(request, "agents/sign_in.html", context)


@page(audience="visitor")
def second_factor(request: HttpRequest) -> HttpResponse:
    pending = _pending(request)
    if pending is None:
        return redirect("agents:sign-in")
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = check_second_factor(pending["user"], digits=form.cleaned_data["digits"], now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            del request.session[PENDING]
            login(request, device.user)
            otp_login(request, device)
            request.session.save()  # in the transaction of the page
            return redirect(pending["next"] or "agents:index")
    return render(request, "agents/second_factor.html", {"form": form, "back_url": reverse("agents:sign-in")})


@page(audience="agent with a temporary password")
def new_password(request: HttpRequest) -> HttpResponse:
    user = verified_agent(request)
    if user is None or user.password_expires_at is None:
        return redirect("agents:index")
    form = NewPasswordForm(request.POST or None, user_code=user.user_code)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_temporary_password(user, password=form.cleaned_data["password"], by=user)
        except DomainError as refusal:
            form.add_error("password", str(refusal.message))
        else:
            update_session_auth_hash(request, user)
            return redirect("agents:index")
    return render(request, "agents/new_password.html", {"form": form})


def _next(request: HttpRequest) -> str:
    """Only an address of the desk: a link elsewhere must not ride on the sign-in."""
    asked = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(reverse("agents:index"))
    return asked if safe else ""


def _pending(request: HttpRequest) -> dict[str, Any] | None:
    pending: dict[str, Any] | None = request.session.get(PENDING)
    if pending is None or datetime.fromisoformat(pending["until"]) <= timezone.now():
        return None
    return pending
