"""Acts on one file: pick the person, say why, confirm (screens.md U-05 to U-08)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.capped_paginator import page_of
from accounts.confirmation import needs_confirmation
from clicsequr.kernel.errors import DomainError, StaleState
from clicsequr.kernel.forms import BaseForm
from enterprises.forms.members import DeliveryForm, MemberPickForm, RevocationForm, SuspensionForm
from enterprises.queries.member_lists import MemberFile, members_by_name, members_for
from enterprises.rules.members import REFUSALS, Delivery, MemberAct, refusal_of
from enterprises.services.member_passwords import renew_password
from enterprises.services.member_states import reactivate_member, revoke_member, suspend_member
from enterprises.views.access import MemberRequest, member_page, posted
from enterprises.views.member_files import changed_meanwhile, show_access, version_of
from enterprises.views.member_menu import ACT_ADDRESSES, CONSULT
from enterprises.views.members import file_or_404, summary_rows

_PAGES = {CONSULT: "enterprises:member"} | {
    address: f"enterprises:member-{act}" for address, act in ACT_ADDRESSES.items()
}


@member_page()
def member_pick(request: MemberRequest, act: str) -> HttpResponse:
    """Search a person by name or code, choose one, go on to the act."""
    if act not in _PAGES:
        raise Http404
    words = request.GET.get("nom", "").strip()[:100]
    page = page_of(_people(request, act, words), number=request.GET.get("page"))
    choices = [(str(one.pk), f"{one.user.full_name} ({one.user.user_code})") for one in page]
    form = MemberPickForm(posted(request), choices=choices)
    if request.method == "POST" and form.is_valid():
        return redirect(_PAGES[act], pk=form.cleaned_data["member"])
    context = {"form": form, "page": page, "words": words, "act": act, "cancel_url": reverse("enterprises:members")}
    return render(request, "enterprises/member_pick.html", context)


def _people(request: MemberRequest, act: str, words: str) -> Any:
    if act == CONSULT:
        return members_by_name(request.member.enterprise, words=words)
    return members_for(ACT_ADDRESSES[act], rse=request.member, words=words)


@member_page()
@needs_confirmation
def member_suspend(request: MemberRequest, pk: UUID) -> HttpResponse:
    """U-05: why, and until when if that is known."""

    def save(form: BaseForm) -> None:
        said = {name: form.cleaned_data[name] for name in ("reason", "note", "until")}
        suspend_member(pk, **said, version=version_of(request), by=request.member, now=timezone.now())

    return _act(request, pk, MemberAct.SUSPEND, SuspensionForm(posted(request)), save, _("Le dossier est suspendu."))


@member_page()
@needs_confirmation
def member_reactivate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """U-06: the summary, and the confirmation."""

    def save(_form: BaseForm) -> None:
        reactivate_member(pk, version=version_of(request), by=request.member, now=timezone.now())

    form = BaseForm(posted(request))
    return _act(request, pk, MemberAct.REACTIVATE, form, save, _("Le dossier est réactivé."))


@member_page()
@needs_confirmation
def member_revoke(request: MemberRequest, pk: UUID) -> HttpResponse:
    """U-07: for good."""

    def save(form: BaseForm) -> None:
        said = {name: form.cleaned_data[name] for name in ("reason", "note")}
        revoke_member(pk, **said, version=version_of(request), by=request.member, now=timezone.now())

    return _act(request, pk, MemberAct.REVOKE, RevocationForm(posted(request)), save, _("Le dossier est révoqué."))


@member_page()
@needs_confirmation
def member_password(request: MemberRequest, pk: UUID) -> HttpResponse:
    """U-08: a link by default, or a temporary password shown once; never the password that lasts."""
    file = file_or_404(pk, rse=request.member)
    form = DeliveryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        delivery = Delivery(form.cleaned_data["delivery"])
        try:
            new = renew_password(
                pk, delivery=delivery, version=version_of(request), by=request.member, now=timezone.now()
            )
        except StaleState as stale:
            return changed_meanwhile(request, pk, stale)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return show_access(new, page="enterprises:member-created")
    return _page(request, file, MemberAct.PASSWORD, form)


def _act(request: MemberRequest, pk: UUID, act: MemberAct, form: BaseForm, save: Any, done: str) -> HttpResponse:
    file = file_or_404(pk, rse=request.member)
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except StaleState as stale:
            return changed_meanwhile(request, pk, stale)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, done)
            return redirect("enterprises:member", pk=pk)
    return _page(request, file, act, form)


def _page(request: MemberRequest, file: MemberFile, act: MemberAct, form: BaseForm) -> HttpResponse:
    person = file.member
    refusal = refusal_of(act, is_oneself=person.pk == request.member.pk, role=person.role, state=person.state)
    context = {
        "form": form,
        "file": file,
        "rows": summary_rows(person),
        "refusal": REFUSALS[refusal] if refusal else "",
        "version": request.POST.get("version", person.version),
        "cancel_url": reverse("enterprises:member", args=[person.pk]),
        "danger": act == MemberAct.REVOKE,
    }
    return render(request, f"enterprises/member_{act}.html", context, status=409 if refusal else 200)
