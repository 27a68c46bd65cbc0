"""The way back to the application that asked."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render


class SeeOther(HttpResponseRedirect):
    """303: what follows is a GET, whatever this request was (RFC 9700 §4.12)."""

    status_code = 303


def to_application(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser to the application with its answer; `address` comes from provider/answers.py.

    From a page of ours it goes by a page that moves on by itself: Chromium and WebKit hold the whole chain of
    redirects after a form to `form-action`, those of the application itself included.
    """
    if not _is_from_our_pages(request):
        return SeeOther(address)
    site = urlsplit(address).netloc
    return render(request, "ministry_services/authorization_return.html", {"address": address, "site": site})


def _is_from_our_pages(request: HttpRequest) -> bool:
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from == "same-origin"
    return urlsplit(request.headers.get("Referer", "")).netloc == urlsplit(settings.PUBLIC_URL).netloc
