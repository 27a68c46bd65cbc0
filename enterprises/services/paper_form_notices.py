"""Who is told that a signed paper was received, processed or refused (N-10): one outbox row a recipient."""

from accounts.services.outbox import enqueue
from enterprises.models import Member, PaperForm
from enterprises.paper_form_notifications import DesignationReader, designation_state_told, lew4_state_told
from enterprises.states import MemberRole, MemberState, PaperFormKind, PaperFormState
from enterprises.succession_notifications import succession_told_to_members, succession_told_to_representative


def owe_notices(paper_form: PaperForm) -> None:
    """Owe a secure message to each active RSE; for a designation, an e-mail to the two persons it names.

    For another RSE named, an e-mail to the representative; those who have an account read it in the portal.
    """
    told = {
        "paper_form_id": str(paper_form.pk),
        "state": paper_form.state,
        "refusal_code": paper_form.refusal_code,
    }
    if paper_form.kind == PaperFormKind.LEW4:
        active = Member.objects.filter(
            enterprise=paper_form.enterprise_id, role=MemberRole.RSE, state=MemberState.ACTIVE
        )
        for user_id in active.order_by("created_at", "pk").values_list("user_id", flat=True):
            enqueue(lew4_state_told, user_id=str(user_id), **told)
    elif paper_form.kind == PaperFormKind.SUCCESSION:
        enqueue(succession_told_to_representative, **told)
        if paper_form.state != PaperFormState.REFUSED:
            enqueue(succession_told_to_members, paper_form_id=told["paper_form_id"], state=paper_form.state)
    else:
        # The account still waits for its activation: it has no mailbox to read.
        for reader in _readers(paper_form):
            enqueue(designation_state_told, reader=reader, **told)


def _readers(paper_form: PaperForm) -> list[DesignationReader]:
    registration = paper_form.registration
    if registration is None:
        return []
    addresses = {
        DesignationReader.REPRESENTATIVE: registration.representative_email,
        DesignationReader.RSE: registration.rse_email,
    }
    # The same address twice is one person, or one box: told once.
    by_address = {address.casefold(): reader for reader, address in reversed(addresses.items()) if address}
    return sorted(by_address.values())
