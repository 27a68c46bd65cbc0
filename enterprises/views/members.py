"""« Gestion des utilisateurs »: the menu of the seed, the list, one file (screens.md U-00, U-01, U-04)."""

from collections.abc import Iterator
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.capped_paginator import page_of
from clicsequr.kernel.csv_text import csv_text
from clicsequr.kernel.identifiers import format_phone
from enterprises.grant_rows import assignment_rows
from enterprises.models import Enterprise, Member
from enterprises.queries.history import history_rows
from enterprises.queries.member_lists import MemberFile, facts_of, member_file, members_by_name
from enterprises.queries.procurations import assignments_of
from enterprises.states import MemberState
from enterprises.views.access import MemberRequest, member_page
from enterprises.views.member_menu import MENU

GRANTS_SHOWN = 25


@member_page(writes=())
def members(request: MemberRequest) -> HttpResponse:
    """U-00: the ten entries, in the seed's words and order."""
    return render(request, "enterprises/members.html", {"entries": MENU})


@member_page(writes=())
def member_list(request: MemberRequest) -> HttpResponse:
    """U-01: search by name or code, filter by state."""
    words, state = request.GET.get("nom", "").strip()[:100], request.GET.get("etat", "")
    found = members_by_name(request.member.enterprise, words=words, state=state)
    context = {
        "page": page_of(found, number=request.GET.get("page")),
        "words": words,
        "state": state,
        "states": MemberState.choices,
    }
    return render(request, "enterprises/member_list.html", context)


@member_page(writes=())
def member(request: MemberRequest, pk: UUID) -> HttpResponse:
    """U-04: who it is, where the file stands, what they hold, what was done, what may be done."""
    file = file_or_404(pk, rse=request.member)
    grants = list(assignments_of(file.member)[:GRANTS_SHOWN])
    context = {
        "file": file,
        "rows": summary_rows(file.member),
        "grants": assignment_rows(grants, now=timezone.now()),
        "facts": history_rows(facts_of(file.member), enterprise=file.member.enterprise),
    }
    return render(request, "enterprises/member.html", context)


@member_page(writes=())
def member_export(request: MemberRequest) -> StreamingHttpResponse:
    """Every person of the enterprise, whatever the page showed."""
    lines = csv_text(_COLUMNS, _export_rows(request.member.enterprise))
    headers = {"Content-Disposition": 'attachment; filename="utilisateurs.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def file_or_404(pk: UUID, *, rse: Member) -> MemberFile:
    file = member_file(pk, rse=rse)
    if file is None:
        raise Http404
    return file


def summary_rows(person: Member, *, with_note: bool = True) -> list[dict[str, object]]:
    """Give the rows of a file's summary, the same on every page of it; a note stays within the enterprise."""
    user = person.user
    rows: list[dict[str, object]] = [
        {"key": _("Nom"), "value": user.full_name},
        {"key": _("Code d’utilisateur"), "value": user.user_code},
        {"key": _("Rôle"), "value": person.get_role_display()},
        {"key": _("État"), "value": person.get_state_display(), "state": person.state},
        {"key": _("Courriel"), "value": user.email},
        {"key": _("Téléphone"), "value": format_phone(user.phone) if user.phone else _("Aucun")},
        {"key": _("Dernière session"), "value": _moment(user.last_login) or _("Aucune")},
    ]
    if person.state_reason:
        note = person.state_note if with_note else ""
        rows.append({"key": _("Raison"), "value": f"{person.get_state_reason_display()}\n{note}".strip()})
    if person.suspended_until:
        rows.append({"key": _("Suspendu jusqu’au"), "value": date_format(person.suspended_until)})
    return rows


def _moment(moment: object) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""  # type: ignore[arg-type]


_COLUMNS = ("code", "nom", "prenom", "role", "etat", "courriel", "telephone", "langue", "derniere_session", "cree_le")


def _export_rows(enterprise: Enterprise) -> Iterator[list[object]]:
    for person in members_by_name(enterprise).iterator(chunk_size=2000):
        user = person.user
        yield [
            user.user_code,
            user.last_name,
            user.first_name,
            person.role,
            person.state,
            user.email,
            user.phone,
            user.language,
            user.last_login.isoformat() if user.last_login else "",
            person.created_at.isoformat(),
        ]
