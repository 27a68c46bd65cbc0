"""What the journal records of the life of a person's account."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

CLOSING_ASKED = Event("account.closing_asked", _("Fermeture du compte demandée"), for_firm=False)
ACCOUNT_REOPENED = Event("account.reopened", _("Compte gardé\u00a0: fermeture annulée"), for_firm=False)
ACCOUNT_ERASED = Event("account.erased", _("Compte fermé et renseignements effacés"), for_firm=False)
DATA_EXPORTED = Event("account.data_exported", _("Renseignements du compte téléchargés"), for_firm=False)
