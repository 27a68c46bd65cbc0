"""The mail with user codes (N-05). An outbox handler: it gets the row and ids, and reads the rest."""

from accounts import events
from accounts.actors import VISITOR
from accounts.mail import send_notice
from accounts.models import OutboxMessage, User
from accounts.services.journal import record
from accounts.states import Portal


def user_codes_asked(message: OutboxMessage, *, user_ids: list[str]) -> None:
    """Send the codes in full to the confirmed address of their owner: masked, they would be of no use.

    The request recorded the first account, as it records nobody for an unknown address; the others are recorded here,
    so that their number does not change what the page costs.
    """
    found = {str(user.pk): user for user in User.objects.filter(pk__in=user_ids).exclude(email="")}
    users = [found[pk] for pk in user_ids if pk in found]
    if not users:
        return
    # An address may have changed since: codes go to one mailbox, each account's own.
    together = [user for user in users if user.email.casefold() == users[0].email.casefold()]
    for user in together:
        if str(user.pk) != user_ids[0]:
            record(events.USER_CODES_SENT, by=VISITOR, subject=user)
    codes = sorted(user.user_code for user in together)
    context = {"codes": codes, "portal_name": Portal(users[0].portal).label}
    send_notice(message, "accounts/user_codes", to=users[0].email, language=users[0].language, context=context)
