"""« Ce n’était pas moi », from the link of a mail: undo what whoever knew the password did, and shut them out."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.actors import OutsideActor
from accounts.models import EmailChange, User
from accounts.queries.denials import Denial, is_denied_since
from accounts.queries.second_factors import second_factors_of
from accounts.services.email_changes import undo_change
from accounts.services.journal import record
from accounts.services.protection import protect_account
from accounts.services.second_factors import remove_second_factor
from accounts.states import UserState
from clicsequr.kernel.errors import DomainError


class DenialRefused(DomainError):
    """Why the link no longer serves."""


class DenialUnknown(DenialRefused):
    code = "denial.unknown"
    message = _("Cette adresse est incomplète ou inexacte. Ouvrez le lien du courriel que nous vous avons envoyé.")


class DenialTooLate(DenialRefused):
    code = "denial.too_late"
    message = _("Ce lien est trop ancien. Si quelqu’un se sert de votre compte, téléphonez-nous tout de suite.")


class AlreadyDenied(DenialRefused):
    code = "denial.already_made"
    message = _(
        "C’est déjà fait\u00a0: les sessions ont été fermées et le mot de passe annulé. "
        "Demandez un lien pour en choisir un autre."
    )


def usable_denial(denial: Denial | None, *, now: datetime) -> Denial:
    """Give what the link stands for while it serves; refuse (`DenialRefused`) and say why."""
    if denial is None or denial.user.state == UserState.CLOSED:
        raise DenialUnknown
    if now - denial.at > settings.SIGN_IN_DENIAL_LASTS:
        raise DenialTooLate
    if is_denied_since(denial.user, at=denial.at):
        raise AlreadyDenied
    return denial


@transaction.atomic
def deny_sign_in(denial: Denial, *, by: OutsideActor, now: datetime) -> User:
    """Undo the changes of address and the second factors since that moment, end every session, void the password.

    The owner gets the link to choose another one, at the address they had. Refuses as `usable_denial` does.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=denial.user.pk)
    usable_denial(Denial(user, denial.at), now=now)
    record(events.SIGN_IN_DENIED, by=by, subject=user)
    for factor in second_factors_of(user).filter(created_at__gte=denial.at):
        remove_second_factor(factor, by=by)
    change = _first_change_since(user, denial.at, now=now)
    if change is None:
        return protect_account(user, by=by)
    undo_change(change, by=by, now=now)
    # A change that only waited protects nothing by being undone.
    return user if change.done_at else protect_account(user, by=by)


def _first_change_since(user: User, at: datetime, *, now: datetime) -> EmailChange | None:
    since = user.email_changes.filter(asked_at__gte=at, undone_at=None, undo_until__gt=now)
    first: EmailChange | None = since.order_by("asked_at", "pk").first()
    return first
