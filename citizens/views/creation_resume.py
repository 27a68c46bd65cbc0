"""Take a creation up again: reference and address, then the code sent there (screens.md Z-09)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.actors import APPLICANT
from accounts.forms.profile import EmailCodeForm
from accounts.views.journeys import language_of_page
from citizens.forms.creation import ResumeForm
from citizens.rules.creation import CreationAnswers
from citizens.services.account_creation_email import ask_to_resume, resume_creation
from citizens.views.creation_session import COOKIE, go_to_step, hold_creation
from clicsequr.kernel.errors import DomainError, Throttled
from clicsequr.kernel.pages import page

ASKED = "creation_to_resume_id"


@page(audience="everyone")
def creation_resume(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("citizens:creation")
    form = ResumeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked, language = form.cleaned_data, language_of_page()
        try:
            found = ask_to_resume(asked["reference"], email=asked["email"], language=language, now=timezone.now())
        except Throttled as refusal:
            form.add_error(None, str(refusal.message))
        else:
            request.session[ASKED] = str(found)
            return redirect("citizens:creation-resume-code")
    context = {"form": form, "back_url": reverse("citizens:creation")}
    return render(request, "citizens/creation_resume.html", context)


@page(audience="everyone")
def creation_resume_code(request: HttpRequest) -> HttpResponse:
    asked = request.session.get(ASKED)
    if asked is None or request.user.is_authenticated:
        return redirect("citizens:creation-resume")
    form = EmailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            digits = form.cleaned_data["digits"]
            draft = resume_creation(UUID(asked), digits=digits, now=timezone.now(), by=APPLICANT)
        except DomainError as refusal:
            form.add_error("digits", str(refusal.message))
        else:
            hold_creation(request, draft)
            del request.session[ASKED]
            response = go_to_step(CreationAnswers(draft), returning=True)
            COOKIE.forget(response)
            return response
    context = {"form": form, "back_url": reverse("citizens:creation-resume")}
    return render(request, "citizens/creation_resume_code.html", context)
