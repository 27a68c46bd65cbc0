"""What the journal records of the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

CATALOGUE_LOADED = Event("catalogue.loaded", _("Catalogue des services mis à jour"), for_person=False, for_firm=False)
MINISTRY_GIVEN = Event("agent.ministry_given", _("Ministère confié à un agent"), for_firm=False)
MINISTRY_TAKEN_BACK = Event("agent.ministry_taken_back", _("Ministère retiré à un agent"), for_firm=False)
