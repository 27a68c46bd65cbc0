"""Recover an access by e-mail. The page says the same to everybody; what is true is told to the address on file."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.actors import VISITOR
from accounts.models import PasswordReset, User
from accounts.notifications import RESETTABLE, password_link_asked
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.passwords import change_password
from accounts.services.sign_in import canonical_username
from accounts.services.throttles import Limit, check_throttles, count_failure
from accounts.user_code_notifications import user_codes_asked
from clicsequr.kernel.errors import DomainError, Throttled

# Each request counts, right or wrong: an office of many people shares one address.
BY_ADDRESS = Limit(
    "recovery.address",
    tries=20,
    first_wait=timedelta(minutes=10),
    longest_wait=timedelta(hours=1),
    forget_after=timedelta(hours=1),
)
# Past five an hour for one mailbox, and what goes with it, no more mail leaves, without a word: those sent still serve.
# Counted apart by what was typed beside the address: who knows the address alone keeps its owner from no link.
BY_MAILBOX = Limit(
    "recovery.mailbox",
    tries=5,
    first_wait=timedelta(hours=1),
    longest_wait=timedelta(hours=1),
    forget_after=timedelta(hours=1),
)


class LinkRefused(DomainError):
    """Why a link no longer serves; nothing is said of the account."""


class LinkUnknown(LinkRefused):
    code = "password_link.unknown"
    message = _("Cette adresse est incomplète ou inexacte. Ouvrez le lien du courriel, ou demandez-en un autre.")


class LinkUsed(LinkRefused):
    code = "password_link.used"
    message = _("Ce lien a déjà servi. Pour changer encore de mot de passe, demandez-en un autre.")


class LinkExpired(LinkRefused):
    code = "password_link.expired"
    message = _("Ce lien était valide 30 minutes. Demandez-en un autre.")


class LinkSuperseded(LinkRefused):
    code = "password_link.superseded"
    message = _("Un lien plus récent vous a été envoyé. Ouvrez celui-là, ou demandez-en un autre.")


def _may_ask(email: str, *beside: str, address: str, now: datetime) -> bool:
    """Count a request; refuse an address that asks too much, and say whether the mailbox may get one more mail."""
    mailbox = (email.casefold(), *beside)
    check_throttles([(BY_ADDRESS, (address,))], now=now)
    count_failure(BY_ADDRESS, address, now=now)
    try:
        check_throttles([(BY_MAILBOX, mailbox)], now=now)
    except Throttled:
        return False
    count_failure(BY_MAILBOX, *mailbox, now=now)
    return True


@transaction.atomic
def ask_user_codes(users: Iterable[User], *, email: str, beside: str = "", address: str, now: datetime) -> None:
    """Owe the mail with the codes of these accounts (N-05); nobody, one and several cost the same statements.

    `beside` is what the person typed with the address, where the portal asks for more.
    """
    found = list(users)
    if not _may_ask(email, "codes", beside, address=address, now=now):
        return
    # A row without a saved account stands for nobody; the mail records the other accounts.
    record(events.USER_CODES_SENT, by=VISITOR, subject=next(iter(found), User()))
    enqueue(user_codes_asked, user_ids=[str(user.pk) for user in found])


@transaction.atomic
def ask_password_link(typed_code: str, *, portal: str, email: str, address: str, now: datetime) -> None:
    """Owe the mail with a link when the code and the address go together (R-03); the answer never tells.

    Refuses (`Throttled`) an address that asks too often.
    """
    username = canonical_username(typed_code, portal=portal)
    if not _may_ask(email, "link", username, address=address, now=now):
        return
    user = User.objects.filter(username=username).first()
    together = user is not None and bool(user.email) and user.email.casefold() == email.casefold()
    subject = user if user is not None and together else User()
    record(events.PASSWORD_RESET_ASKED, by=VISITOR, subject=subject)
    enqueue(password_link_asked, user_id=str(subject.pk))


class LinkOfClosedAccount(LinkRefused):
    code = "password_link.account"
    message = _("Le mot de passe de ce compte ne peut pas être changé maintenant. Téléphonez-nous.")


def usable_link(reset: PasswordReset | None, *, now: datetime) -> PasswordReset:
    """Give the link back when it still serves; refuse (`LinkRefused`) and say why."""
    if reset is None:
        raise LinkUnknown
    if reset.used_at is not None:
        raise LinkUsed
    if PasswordReset.objects.filter(user=reset.user_id, created_at__gt=reset.created_at).exists():
        raise LinkSuperseded
    if reset.expires_at <= now:
        raise LinkExpired
    if reset.user.state not in RESETTABLE:
        raise LinkOfClosedAccount
    return reset


@transaction.atomic
def use_password_link(reset: PasswordReset, *, password: str, now: datetime) -> User:
    """Choose a new password through a link, once; every session of the account ends. Refuses a spent link."""
    locked = PasswordReset.objects.select_for_update(of=("self",)).select_related("user").get(pk=reset.pk)
    usable_link(locked, now=now)
    locked.used_at = now
    locked.save(update_fields=["used_at"])
    return change_password(locked.user, password=password, by=locked.user, reason="link")
