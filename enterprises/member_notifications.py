"""What the acts of an RSE on people's files send (N-13). Each function is an outbox handler."""

from django.conf import settings
from django.urls import reverse

from accounts.mail import send_notice
from accounts.models import OutboxMessage, PasswordReset
from accounts.notifications import in_language
from accounts.queries.password_links import link_token
from enterprises.models import Member
from enterprises.queries.enrolments import active_rses
from enterprises.secure_notices import put_notice
from enterprises.states import MemberState


def member_invited(message: OutboxMessage, *, member_id: str) -> None:
    """Send a person their code and the link by which they choose a password; the newest link alone serves."""
    member = _member(member_id)
    user = member.user
    if member.state == MemberState.REVOKED or not user.email or user.password_expires_at is None:
        return
    reset, _created = PasswordReset.objects.get_or_create(
        pk=message.pk, defaults={"user": user, "expires_at": user.password_expires_at}
    )
    path = reverse("accounts:new-password", args=[link_token(reset)])
    _mail(
        message,
        "enterprises/member_invited",
        member,
        link=f"{settings.PUBLIC_URL}{in_language(user.language, path)}",
        until=user.password_expires_at,
    )


def member_created(message: OutboxMessage, *, member_id: str) -> None:
    """Tell a person that an account waits for them; the RSE hands over the code and the temporary password."""
    _mail(message, "enterprises/member_created", _member(member_id))


def role_given(message: OutboxMessage, *, member_id: str) -> None:
    """Tell every RSE of the enterprise that there is another one (U-02: a second notice)."""
    member = _member(member_id)
    for rse in active_rses(member.enterprise_id):
        put_notice(
            rse,
            "rse_added",
            source_key=f"{message.pk}:{rse.pk}",
            sender=member.enterprise.name,
            target_url_name="enterprises:members",
            context={"member": member},
        )


def member_state_changed(message: OutboxMessage, *, member_id: str, state: str) -> None:
    """Tell a person that their file is suspended, active again or revoked."""
    _mail(message, "enterprises/member_state_changed", _member(member_id), state=state)


def _member(member_id: str) -> Member:
    return Member.objects.select_related("user", "enterprise").get(pk=member_id)


def _mail(message: OutboxMessage, template: str, member: Member, **context: object) -> None:
    if member.user.email:
        shown = {"member": member, "enterprise": member.enterprise, **context}
        send_notice(message, template, to=member.user.email, language=member.user.language, context=shown)
