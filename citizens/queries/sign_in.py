"""What the pages of a sign-in show besides the person's own choices."""

from accounts.next_address import kwargs_of
from ministry_services.models import OnlineService
from ministry_services.queries.catalogue import service_named


def service_asked(address: str) -> OnlineService | None:
    """Give the online service somebody came for, read in the address they go on to; no question without one."""
    slug = kwargs_of(address).get("slug")
    return service_named(slug) if slug else None
