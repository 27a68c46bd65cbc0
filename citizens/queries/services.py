"""What one account opens (screens.md K-02): every service of the portal."""

from django.db.models import QuerySet

from accounts.models import User
from accounts.states import Portal
from citizens.models import IdentityProof
from ministry_services.models import OnlineService
from ministry_services.queries.catalogue import all_services


def citizens_services() -> QuerySet[OnlineService]:
    """Give the services of the portal by body, in the order of the catalogue."""
    return all_services().filter(portal=Portal.CITIZENS)


def proof_of(user: User) -> IdentityProof | None:
    """Give the account's proof of identity; nothing while there is none."""
    return IdentityProof.objects.filter(user=user).first()
