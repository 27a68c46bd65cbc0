"""The history of the enterprise: who gave what to whom, by whom, when; read, filtered, exported."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from accounts.capped_paginator import page_of
from clicsequr.kernel.csv_text import csv_text
from enterprises.queries.history import KINDS, all_rows, history_of, history_rows
from enterprises.views.access import MemberRequest, member_page

_COLUMNS = ("date", "code", "action", "par", "objet", "jusqu_au", "motif")


@member_page(writes=())
def history(request: MemberRequest) -> HttpResponse:
    """Every fact of the enterprise in words, newest first, or those of one kind."""
    firm, kind = request.member.enterprise, request.GET.get("genre", "")
    page = page_of(history_of(firm, kind=kind), number=request.GET.get("page"))
    context = {
        "page": page,
        "rows": history_rows(page, enterprise=firm),
        "kind": kind,
        "kinds": [(value, label) for value, (label, _codes) in KINDS.items()],
    }
    return render(request, "enterprises/history.html", context)


@member_page(writes=())
def history_export(request: MemberRequest) -> StreamingHttpResponse:
    """The same, all of it, with the filter of the page."""
    lines = csv_text(_COLUMNS, _export_rows(request))
    headers = {"Content-Disposition": 'attachment; filename="historique.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _export_rows(request: MemberRequest) -> Iterator[list[object]]:
    firm = request.member.enterprise
    for row in all_rows(history_of(firm, kind=request.GET.get("genre", "")), enterprise=firm):
        yield [row.at.isoformat(), row.code, row.label, row.by, row.about, row.until, row.reason]
