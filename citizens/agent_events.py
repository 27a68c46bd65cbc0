"""What the journal records of an agent's help to a person."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

ACTIVATION_RESENT = Event(
    "account.activation_resent", _("Confirmation du compte renvoyée par un agent"), for_firm=False
)
ACCOUNT_SUSPENDED = Event("account.suspended", _("Compte suspendu par un agent"), for_firm=False)
ACCOUNT_REACTIVATED = Event("account.reactivated", _("Compte réactivé par un agent"), for_firm=False)
