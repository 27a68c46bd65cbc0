"""« Courriel sécurisé » (B-01, B-02). Reading an address writes nothing: opening a message from the list is a POST."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SecureMessage
from accounts.queries.messages import ARCHIVED, UNREAD, folder_of, messages_of
from accounts.services.secure_messages import archive_message, open_message, restore_message
from accounts.views.access import AccountRequest, account_page

PAGE_SIZE = 25


@account_page(writes=())
def messages(request: AccountRequest) -> HttpResponse:
    """B-01: the list, all or unread or archived."""
    folder = request.GET.get("dossier", "")
    page = Paginator(folder_of(request.user, folder), PAGE_SIZE).get_page(request.GET.get("page"))
    folders = [("", _("Boîte de réception")), (UNREAD, _("Non lus")), (ARCHIVED, _("Archivés"))]
    return render(request, "accounts/messages.html", {"page": page, "folder": folder, "folders": folders})


@account_page(writes=())
def message(request: AccountRequest, pk: UUID) -> HttpResponse:
    """B-02: the body. Somebody else's message is not found."""
    found = get_object_or_404(messages_of(request.user), pk=pk)
    return render(request, "accounts/message.html", {"message": found, "target_url": _target(found)})


@account_page(reads=())
def message_open(request: AccountRequest, pk: UUID) -> HttpResponse:
    """Mark as read, then show."""
    found = get_object_or_404(messages_of(request.user), pk=pk)
    open_message(found, by=request.user, now=timezone.now())
    return redirect("accounts:message", pk=pk)


@account_page(reads=())
def message_archive(request: AccountRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(messages_of(request.user), pk=pk)
    archive_message(found, by=request.user, now=timezone.now())
    notices.success(request, _("Le message est archivé. Vous pouvez le remettre dans la boîte de réception."))
    return redirect("accounts:messages")


@account_page(reads=())
def message_restore(request: AccountRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(messages_of(request.user), pk=pk)
    restore_message(found, by=request.user)
    notices.success(request, _("Le message est de nouveau dans la boîte de réception."))
    return redirect("accounts:message", pk=pk)


def _target(found: SecureMessage) -> str:
    """Give the address the message speaks of; nothing when that page is gone since it was sent."""
    try:
        return reverse(found.target_url_name) if found.target_url_name else ""
    except NoReverseMatch:
        return ""
