"""Own history: what I did, and what was done about my account, for twelve months."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.activity import shown_activity
from accounts.queries.activity import activity_of
from accounts.views.access import AccountRequest, account_page

PAGE_SIZE = 25


@account_page(writes=())
def activity(request: AccountRequest) -> HttpResponse:
    page = Paginator(activity_of(request.user, now=timezone.now()), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [shown_activity(entry, reader=request.user) for entry in page]
    return render(request, "accounts/activity.html", {"page": page, "rows": rows})
