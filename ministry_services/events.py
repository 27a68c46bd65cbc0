"""What the journal records of the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

CATALOGUE_LOADED = Event("catalogue.loaded", _("Catalogue des services mis à jour"), for_person=False, for_firm=False)
