"""What the journal records of recoveries by a person who shows more than a password or a mailbox."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

USER_CODES_SHOWN = Event(
    "recovery.user_codes_shown", _("Code d’utilisateur affiché après une preuve d’identité"), for_firm=False
)
OWNER_CONFIRMED = Event("recovery.owner_confirmed", _("Propriétaire du compte confirmé"), for_firm=False)
OWNER_REFUSED = Event("recovery.owner_refused", _("Récupération refusée à une autre personne"), for_firm=False)
OPTIONS_RECOVERED = Event(
    "recovery.options_chosen", _("Image, phrase et questions récupérées, sessions fermées"), for_firm=False
)
