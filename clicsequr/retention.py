"""All that is kept for a time, in the order it ends (docs/operate.md, Keep)."""

from accounts.services.purge import CATEGORIES as OF_ACCOUNTS
from citizens.services.purge import CATEGORIES as OF_CITIZENS
from clicsequr.services.contact_messages import CATEGORIES as OF_CONTACT
from enterprises.services.purge import CATEGORIES as OF_ENTERPRISES
from ministry_services.services.purge import CATEGORIES as OF_SERVICES

CATEGORIES = (*OF_CITIZENS, *OF_ENTERPRISES, *OF_SERVICES, *OF_ACCOUNTS, *OF_CONTACT)
