"""Take a copy of one’s own data (screens.md K-03): what is in it, then the file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from accounts.confirmation import needs_confirmation
from citizens.queries.export import export_lines
from citizens.services.export import note_export
from citizens.views.access import CitizenRequest, citizen_page


@citizen_page(writes=())
@needs_confirmation
def export(request: CitizenRequest) -> HttpResponse:
    return render(request, "citizens/export.html")


@citizen_page(writes=(), journals=True)
@needs_confirmation
def export_file(request: CitizenRequest) -> HttpResponseBase:
    note_export(request.user, by=request.user)
    key = request.session.session_key or ""
    lines = export_lines(request.user, session_key=key, language=get_language() or "fr", now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="clicsequr.json"'}
    return StreamingHttpResponse(lines, content_type="application/json", headers=headers)
