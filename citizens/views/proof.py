"""The proof of an account that exists: asked for by a service, or by its owner (screens.md X-04, C-09)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.next_address import asked_next, in_present_language
from citizens.identity_check import CheckPurpose, begin_check, current_check, forget_check
from citizens.queries.identity import proof_of
from citizens.services.tries import identity_blocked_until
from citizens.views.access import CitizenRequest, citizen_page


@citizen_page(writes=())
def proof(request: CitizenRequest) -> HttpResponse:
    """Begin the check of the account in session; one that is proven already goes on at once."""
    target = asked_next(request)
    if proof_of(request.user):
        return redirect(in_present_language(target) or "citizens:proof-kept")
    if identity_blocked_until(request.user, now=timezone.now()):
        return redirect("citizens:identity-refused")
    return begin_check(request, purpose=CheckPurpose.PROOF, subject=str(request.user.pk), next_address=target)


@citizen_page(writes=())
def proof_kept(request: CitizenRequest) -> HttpResponse:
    """Go back to what asked for the proof, with the good news; without it, say so here."""
    kept = proof_of(request.user)
    if kept is None:
        return redirect("citizens:proof")
    check = current_check(request)
    if check and check.next_address:
        messages.success(request, _("Votre identité est prouvée, pour tous les services qui le demandent."))
        response: HttpResponse = redirect(in_present_language(check.next_address))
    else:
        response = render(request, "citizens/proof_kept.html", {"proof": kept})
    forget_check(response)
    return response
