"""L-01: the terms of clicSÉQUR, at the first visit of a Clic Revenu enterprise (seed)."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import TermsVersion
from accounts.queries.terms import current_terms
from accounts.states import Portal
from accounts.views.access import other_portal, sign_in_first
from clicsequr.kernel.errors import Unavailable
from clicsequr.kernel.pages import page
from enterprises.forms.legacy_terms import LegacyTermsForm
from enterprises.models import Member
from enterprises.queries.legacy import memberships_owing_terms
from enterprises.services.legacy_terms import accept_legacy_terms, refuse_legacy_terms


@page(audience="member")
def legacy_terms(request: HttpRequest) -> HttpResponseBase:
    """Accept or refuse; only the RSE may, other members are told whom to ask."""
    if not request.user.is_authenticated:
        return sign_in_first(request, portal=Portal.ENTERPRISES)
    if request.user.portal != Portal.ENTERPRISES:
        return other_portal(request, needed=Portal.ENTERPRISES)
    member = memberships_owing_terms(request.user).first()
    if member is None:
        # Accepted meanwhile, in another tab or by another RSE; that page leads others home.
        return redirect("enterprises:paper-form")
    if not member.is_rse:
        return render(request, "enterprises/legacy_terms_wait.html", {"enterprise": member.enterprise}, status=403)
    if request.method == "POST" and "refuse" in request.POST:
        refuse_legacy_terms(member, by=member.user)
        logout(request)
        return redirect("accounts:signed-out")
    return _answer(request, member)


def _answer(request: HttpRequest, member: Member) -> HttpResponse:
    version = current_terms(Portal.ENTERPRISES, on=timezone.localdate())
    if version is None:
        raise Unavailable("legacy.no_terms")
    is_this_text = request.POST.get("number") == version.number
    form = LegacyTermsForm(request.POST if is_this_text else None, initial={"number": version.number})
    if form.is_valid():
        accept_legacy_terms(member, number=version.number, by=member.user, now=timezone.now())
        return redirect("enterprises:paper-form")
    context = {"form": form, "version": version, "text": _text(version), "enterprise": member.enterprise}
    return render(request, "enterprises/legacy_terms.html", context)


def _text(version: TermsVersion) -> str:
    return version.text_en if get_language() == "en" else version.text_fr
