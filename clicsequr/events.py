"""What the journal records of the public pages."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

CONTACT_MESSAGE_RECEIVED = Event(
    "contact.message_received", _("Message au soutien reçu"), for_person=False, for_firm=False
)
