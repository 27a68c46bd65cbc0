"""« Ce n’était pas moi »: whoever knows the password is shut out, and the owner chooses another one (R-03)."""

from django.db import transaction
from django.db.models.functions import Now

from accounts import events
from accounts.actors import OutsideActor
from accounts.models import User
from accounts.notifications import password_link_asked
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sessions import end_sessions


@transaction.atomic
def protect_account(user: User, *, by: User | OutsideActor) -> User:
    """End every session, make the present password and the links sent so far open nothing, and owe another link."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.set_unusable_password()
    locked.save(update_fields=["password"])
    end_sessions(locked)
    # The mail with the owner's link may wait; one sent to a thief's address must not serve meanwhile.
    locked.password_resets.filter(used_at=None).update(expires_at=Now())
    record(events.ACCOUNT_PROTECTED, by=by, subject=locked)
    enqueue(password_link_asked, user_id=str(locked.pk))
    return locked
