"""What enterprises leave behind (docs/operate.md, Keep)."""

from clicsequr.kernel.purging import Category
from enterprises.queries.registrations import drafts_to_purge
from enterprises.services.registration_lifecycle import purge_draft

CATEGORIES = (Category("drafts of registrations", lambda now: drafts_to_purge(now=now), end=purge_draft),)
