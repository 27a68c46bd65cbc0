"""X-13: telephone, hours, and a form that goes to the support team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from accounts.actors import VISITOR
from accounts.middleware import client_network
from clicsequr.forms import ContactForm
from clicsequr.kernel.errors import Throttled
from clicsequr.kernel.pages import page
from clicsequr.services.contact_messages import Typed, receive_contact_message
from clicsequr.support import support_hours


@page()
def contact(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _contact_page(request, form)
    typed = Typed(**form.cleaned_data, language=get_language() or "fr")
    author = request.user if request.user.is_authenticated else VISITOR
    try:
        receive_contact_message(typed, address=client_network(request), now=timezone.now(), by=author)
    except Throttled as refusal:
        form.add_error(None, str(refusal.message))
        return _contact_page(request, form, status=429)
    return redirect("contact-sent")


@page(writes=())
def contact_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "public/contact_sent.html")


def _contact_page(request: HttpRequest, form: ContactForm, *, status: int = 200) -> HttpResponse:
    return render(request, "public/contact.html", {"form": form, "hours": support_hours()}, status=status)
