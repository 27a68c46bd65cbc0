"""Open a person's file, show their first password once, change the file (screens.md U-02, U-03)."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.confirmation import needs_confirmation
from clicsequr.kernel.errors import DomainError, StaleState
from clicsequr.kernel.sealed_cookies import SealedCookie
from enterprises.forms.members import MemberForm, NewMemberForm
from enterprises.queries.member_lists import colleagues_with
from enterprises.rules.members import Delivery
from enterprises.services.member_files import NewMember, change_member, create_member
from enterprises.states import MemberRole
from enterprises.views.access import MemberRequest, member_page, posted
from enterprises.views.members import file_or_404, summary_rows

# A temporary password crosses from the act to its page in the browser alone, and that page takes it away.
SHOWN_ONCE = SealedCookie(
    "member_password",
    purpose="enterprises.member_password",
    lasts=timedelta(minutes=5),
    holds=["member", "password"],
)


@member_page()
@needs_confirmation
def member_create(request: MemberRequest) -> HttpResponse:
    """U-02: a person's details, their role, and how they get in."""
    initial = {"language": get_language(), "role": MemberRole.USER}
    form = NewMemberForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid() and not _needs_a_second_look(request, form):
        delivery = Delivery(form.cleaned_data["delivery"])
        try:
            new = create_member(form.details, delivery=delivery, by=request.member, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return show_access(new, page="enterprises:member-created")
    context = {"form": form, "cancel_url": reverse("enterprises:members")}
    return render(request, "enterprises/member_create.html", context)


def show_access(new: NewMember, *, page: str) -> HttpResponse:
    """Lead to the page that says how the person gets in; a password to hand over is there once."""
    response = redirect(page, pk=new.member.pk)
    if new.password:
        content = {"member": str(new.member.pk), "password": new.password}
        SHOWN_ONCE.put(response, content, now=timezone.now())
    return response


@member_page(writes=())
def member_created(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show the user code, and the temporary password this one time; then the next step."""
    file = file_or_404(pk, rse=request.member)
    left = SHOWN_ONCE.read(request, now=timezone.now())
    password = left["password"] if left and left["member"] == str(pk) else ""
    context = {"file": file, "password": password, "rows": summary_rows(file.member)}
    response = render(request, "enterprises/member_created.html", context)
    SHOWN_ONCE.forget(response)
    return response


@member_page()
@needs_confirmation
def member_change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """U-03: the same fields, the code apart."""
    file = file_or_404(pk, rse=request.member)
    user = file.member.user
    initial = {name: getattr(user, name) for name in ("first_name", "last_name", "email", "phone", "language")}
    form = MemberForm(posted(request), initial={**initial, "role": file.member.role})
    if request.method == "POST" and form.is_valid():
        try:
            change_member(pk, details=form.details, version=version_of(request), by=request.member, now=timezone.now())
        except StaleState as stale:
            return changed_meanwhile(request, pk, stale)
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Le dossier est modifié."))
            return redirect("enterprises:member", pk=pk)
    version = request.POST.get("version", file.member.version)
    context = {"form": form, "file": file, "version": version, "cancel_url": reverse("enterprises:member", args=[pk])}
    return render(request, "enterprises/member_change.html", context)


def changed_meanwhile(request: MemberRequest, pk: UUID, stale: StaleState) -> HttpResponse:
    """« Ce dossier a changé »: show it as it is now."""
    messages.warning(request, str(stale.message))
    return redirect("enterprises:member", pk=pk)


def version_of(request: MemberRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _needs_a_second_look(request: MemberRequest, form: NewMemberForm) -> bool:
    """Warn once when a colleague already has this address: families and small firms share some."""
    email = form.cleaned_data["email"]
    if request.POST.get("seen_email") == email or not colleagues_with(email, enterprise=request.member.enterprise):
        return False
    form.shared_email = email  # type: ignore[attr-defined]  # shown by the page
    return True
