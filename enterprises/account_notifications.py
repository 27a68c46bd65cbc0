"""What an enterprise learns of its users' accounts. Each function is an outbox handler."""

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import OutboxMessage, User
from accounts.services.secure_messages import deposit_message
from enterprises.models import Member
from enterprises.states import MemberRole, MemberState


def user_email_changed(message: OutboxMessage, *, user_id: str) -> None:
    """Tell each active RSE that a user of theirs changed address (screens.md G-03); an RSE's own is their own."""
    user = User.objects.get(pk=user_id)
    for rse in responsible_for(user):
        with translation.override(rse.user.language):
            name = user.full_name or user.user_code
            deposit_message(
                rse.user,
                source_key=f"{message.pk} {rse.pk}",
                sender="clicSÉQUR",
                subject=_("Un utilisateur a changé d’adresse de courriel"),
                body=_(
                    "%(name)s a changé l’adresse de courriel de son compte. Si vous ne l’attendiez pas, "
                    "parlez-en avec cette personne. Au besoin, suspendez son dossier."
                )
                % {"name": name},
            )


def responsible_for(user: User) -> QuerySet[Member]:
    """Give the active RSE of the enterprises where this person is a user, except the person."""
    theirs = Member.objects.filter(user=user, role=MemberRole.USER).exclude(state=MemberState.REVOKED)
    return (
        Member.objects.filter(enterprise__in=theirs.values("enterprise"), role=MemberRole.RSE, state=MemberState.ACTIVE)
        .exclude(user=user)
        .select_related("user")
        .order_by("created_at", "pk")
    )
