"""What persons leave behind (docs/operate.md, Keep)."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.actors import OutsideActor
from accounts.models import User
from citizens.models import AccountClosure, AccountCreation, CodeLetter
from citizens.queries.closing import closures_to_erase
from citizens.queries.creations import drafts_to_purge
from citizens.services.account_creation import purge_creation
from citizens.services.closing import erase_account
from citizens.states import CreationState
from clicsequr.kernel.purging import Category

KEEP_CREATIONS = timedelta(days=7)  # its last page may be opened again
KEEP_LETTERS = timedelta(days=90)  # somebody may call about a letter that did not come


def _erase(closure_id: UUID, *, now: datetime, by: User | OutsideActor) -> bool:
    return erase_account(AccountClosure.objects.get(pk=closure_id), now=now, by=by)


CATEGORIES = (
    Category("closed accounts", lambda now: closures_to_erase(now=now), end=_erase),
    Category("drafts of accounts", lambda now: drafts_to_purge(now=now), end=purge_creation),
    Category(
        "completed creations",
        lambda now: AccountCreation.objects.filter(state=CreationState.COMPLETED, updated_at__lt=now - KEEP_CREATIONS),
    ),
    Category("letters", lambda now: CodeLetter.objects.filter(closed_at__lt=now - KEEP_LETTERS)),
)
