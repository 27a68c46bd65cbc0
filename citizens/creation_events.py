"""What the journal records of the creation of an account."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

CREATION_STARTED = Event("creation.started", _("Création de compte commencée"), for_firm=False)
CREATION_STEP_SAVED = Event("creation.step_saved", _("Étape de la création enregistrée"), for_firm=False)
CREATION_PAUSED = Event("creation.paused", _("Création de compte mise de côté"), for_firm=False)
CREATION_RESUMED = Event("creation.resumed", _("Création de compte reprise"), for_firm=False)
CREATION_ABANDONED = Event(
    "creation.abandoned", _("Conditions refusées\u00a0: création de compte effacée"), for_firm=False
)
CREATION_EXPIRED = Event("creation.expired", _("Création de compte effacée après son délai"), for_firm=False)
ACCOUNT_CREATED = Event("account.created", _("Compte créé et activé"), for_firm=False)
