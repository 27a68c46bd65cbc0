"""The letters with a code at the desk: a queue to print and post, and the life of one (screens.md C-14, A-11)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.agent_pages import FILE_POLICY, AgentRequest, AgentTab, agent_page
from accounts.capped_paginator import page_of
from accounts.events import FILE_VIEWED
from accounts.forms.reasons import ReasonForm
from accounts.opened_files import opening_reason
from accounts.services.journal import record
from citizens.admin.letter_file import letter_context, queue_line
from citizens.letter_documents import letters_file_name, letters_pdf
from citizens.queries.letters import letter_contents, letter_files, letter_queue, printed_batch
from citizens.rules.agent_help import CancellationReason
from citizens.services.letter_posting import (
    DESK,
    PRINTERS,
    Printing,
    cancel_letter,
    note_file_taken,
    post_letters,
    print_letters,
)
from clicsequr.kernel.errors import DomainError

SHOWN = {
    "to_print": gettext_lazy("À imprimer"),
    "printed": gettext_lazy("Imprimées, à poster"),
    "overdue": gettext_lazy("En retard"),
}
PRINT, PRINT_AGAIN, POST = "print", "again", "post"
MOST = 50  # a page of the queue has fewer; nothing longer is set in one file


@agent_page(roles=DESK)
def letters(request: AgentRequest) -> HttpResponse:
    """Show the queue; its buttons act on the letters that are checked, or on all those of the page."""
    if request.method == "POST":
        return _act(request)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWN else "to_print"
    now = timezone.now()
    page, batch = page_of(letter_queue(show, now=now), number=request.GET.get("page")), _batch(request)
    context = {
        "page": page,
        "rows": [queue_line(letter, now=now, batch=batch) for letter in page],
        "filters": [{"value": value, "label": label, "is_current": value == show} for value, label in SHOWN.items()],
        "show": show,
        "may_print": request.agent.has_role(*PRINTERS),
        "batch": batch,
    }
    return render(request, "agents/letters.html", context)


def _act(request: AgentRequest) -> HttpResponse:
    """Print, print again or post what was checked; each says how many it took, and what it left."""
    chosen, act = _chosen(request), request.POST.get("act", "")
    shown = "to_print" if act == PRINT else "printed"
    if not chosen:
        messages.warning(request, _("Cochez au moins une lettre."))
        return redirect(f"{reverse('agents:letters')}?show={shown}")
    try:
        if act == POST:
            _say_posted(request, post_letters(chosen, by=request.agent.user, now=timezone.now()))
            return redirect(f"{reverse('agents:letters')}?show=printed")
        printing = print_letters(chosen, by=request.agent.user, now=timezone.now(), again=act == PRINT_AGAIN)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect(f"{reverse('agents:letters')}?show={shown}")
    return _printed(request, printing, asked_for=len(chosen))


def _batch(request: AgentRequest) -> UUID | None:
    """Give the batch that was just printed; nothing for an address written by hand."""
    try:
        return UUID(request.GET.get("batch", ""))
    except ValueError:
        return None


def _chosen(request: AgentRequest) -> list[UUID]:
    ids = []
    for typed in request.POST.getlist("letter")[:MOST]:
        try:
            ids.append(UUID(typed))
        except ValueError:
            continue
    return ids


def _printed(request: AgentRequest, printing: Printing, *, asked_for: int) -> HttpResponse:
    for number in printing.without_address:
        messages.error(
            request,
            _("La personne de la lettre %(number)s n’a plus d’adresse au registre. Annulez la lettre.")
            % {"number": number},
        )
    if left := asked_for - printing.letters - len(printing.without_address):
        messages.warning(
            request,
            ngettext(
                "%(count)d lettre n’a pas été prise\u00a0: elle l’était déjà.",
                "%(count)d lettres n’ont pas été prises\u00a0: elles l’étaient déjà.",
                left,
            )
            % {"count": left},
        )
    batch = f"&batch={printing.batch}" if printing.letters else ""
    return redirect(f"{reverse('agents:letters')}?show=printed{batch}")


def _say_posted(request: AgentRequest, posted: int) -> None:
    if not posted:
        messages.warning(request, _("Ces lettres étaient déjà notées, ou n’attendent plus."))
        return
    said = ngettext(
        "%(count)d lettre est notée comme postée. Ses jours commencent.",
        "%(count)d lettres sont notées comme postées. Leurs jours commencent.",
        posted,
    )
    messages.success(request, said % {"count": posted})


@agent_page(roles=PRINTERS, writes=(), journals=True)
def letters_file(request: AgentRequest, batch: UUID) -> HttpResponse:
    """Give the letters of a batch that are not posted yet as one PDF; who took their codes stays in the journal."""
    found = printed_batch(batch)
    contents = letter_contents(found)
    if not contents:
        raise Http404
    note_file_taken(found, by=request.agent.user)
    # Shown, not saved: the codes are to be on paper alone.
    headers = {
        "Content-Security-Policy": FILE_POLICY,
        "Content-Disposition": f'inline; filename="{letters_file_name(contents)}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(letters_pdf(contents), content_type="application/pdf", headers=headers)


@agent_page(roles=DESK, writes=(), journals=True)
def letter(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Show the life of one letter: neither its code nor its address; the accounts only to who gave a reason."""
    found = get_object_or_404(letter_files(), pk=pk)
    reason = opening_reason(request, pk)
    record(FILE_VIEWED, by=request.agent.user, subject=found, reason=reason or "", page="letter")
    return render(request, "agents/letter.html", letter_context(found, is_opened=reason is not None))


@agent_page(roles=DESK)
def letter_cancel(request: AgentRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(letter_files(), pk=pk)
    form = ReasonForm(request.POST or None, reasons=CancellationReason)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_letter(found, by=request.agent.user, reason=form.cleaned_data["reason"], now=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("La lettre est annulée\u00a0: son code ne servira pas."))
        return redirect("agents:letter", pk=pk)
    context: dict[str, Any] = {"form": form, "caption": found.number, "danger": True}
    return render(request, "agents/letter_cancel.html", context | {"back_url": reverse("agents:letter", args=[pk])})


agent_tab = AgentTab(25, gettext_lazy("Lettres"), "agents:letters", DESK)
agent_urls = [
    path("lettres/", letters, name="letters"),
    path("lettres/impression/<uuid:batch>/", letters_file, name="letters-file"),
    path("lettres/<uuid:pk>/", letter, name="letter"),
    path("lettres/<uuid:pk>/annuler/", letter_cancel, name="letter-cancel"),
]
