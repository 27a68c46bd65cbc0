"""What a live check names: a service of the caller, a person of the caller's sector; one statement each."""

from accounts.models import User
from clicsequr.kernel.statements import Lookup
from ministry_services.models import OnlineService, PairwiseSubject, RelyingParty

_SERVES = RelyingParty.services.through._meta.db_table  # noqa: SLF001 - _meta is public
_SERVICE = Lookup(
    OnlineService,
    f"JOIN {_SERVES} s ON s.onlineservice_id = t.id WHERE s.relyingparty_id = %s AND t.slug = %s",
    planned=True,
)
_PERSON = Lookup(
    User,
    f"JOIN {PairwiseSubject._meta.db_table} s ON s.user_id = t.id WHERE s.sector = %s AND s.subject = %s",  # noqa: SLF001
    planned=True,
)


def service_of(client: RelyingParty, *, slug: str) -> OnlineService | None:
    """Give a service if the client serves it."""
    return _SERVICE.first(client.pk, slug)


def person_of(subject: str, *, sector: str) -> User | None:
    """Give the person that a sector knows by this name; another sector's name is nobody's."""
    return _PERSON.first(sector, subject)
