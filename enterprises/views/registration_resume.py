"""Take a registration up again: reference and address, then the code sent there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.actors import APPLICANT
from accounts.views.journeys import language_of_page
from clicsequr.kernel.errors import DomainError, Throttled
from clicsequr.kernel.pages import page
from enterprises.forms.registration import EmailCodeForm
from enterprises.forms.registration_resume import ResumeForm
from enterprises.services.registration_email import ask_to_resume, resume_registration
from enterprises.views.registration_session import go_to_step, hold_registration

ASKED = "registration_to_resume_id"


@page(audience="everyone")
def registration_resume(request: HttpRequest) -> HttpResponse:
    form = ResumeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_to_resume(
                form.cleaned_data["reference"],
                email=form.cleaned_data["email"],
                language=language_of_page(),
                now=timezone.now(),
            )
        except Throttled as refusal:
            form.add_error(None, str(refusal.message))
        else:
            request.session[ASKED] = str(asked)
            return redirect("enterprises:registration-resume-code")
    context = {"form": form, "back_url": reverse("enterprises:registration-start")}
    return render(request, "enterprises/registration_resume.html", context)


@page(audience="everyone")
def registration_resume_code(request: HttpRequest) -> HttpResponse:
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("enterprises:registration-resume")
    form = EmailCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            digits = form.cleaned_data["code"]
            draft = resume_registration(UUID(asked), digits=digits, now=timezone.now(), by=APPLICANT)
        except DomainError as refusal:
            form.add_error("code", str(refusal.message))
        else:
            hold_registration(request, draft)
            del request.session[ASKED]
            return go_to_step(draft, returning=True)
    context = {"form": form, "back_url": reverse("enterprises:registration-resume")}
    return render(request, "enterprises/registration_resume_code.html", context)
