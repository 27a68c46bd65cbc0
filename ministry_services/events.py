"""What the journal records of the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

CATALOGUE_LOADED = Event("catalogue.loaded", _("Catalogue des services mis à jour"), for_person=False, for_firm=False)
MINISTRY_GIVEN = Event("agent.ministry_given", _("Ministère confié à un agent"), for_firm=False)
MINISTRY_TAKEN_BACK = Event("agent.ministry_taken_back", _("Ministère retiré à un agent"), for_firm=False)
RELYING_PARTY_REGISTERED = Event("relying_party.registered", _("Application créée"), for_person=False, for_firm=False)
AUTHORIZATION_GIVEN = Event("authorization.given", _("Accès à un service par son site"))
AUTHORIZATION_REFUSED = Event("authorization.refused", _("Accès à un service par son site refusé"))
CONSENT_GIVEN = Event("consent.given", _("Accord pour communiquer des renseignements à un service"))
AUTHORIZATION_ENDED = Event("authorization.ended", _("Accès d’un service terminé"))
SIGNING_KEYS_ROTATED = Event(
    "provider.signing_keys_rotated", _("Clés de signature renouvelées"), for_person=False, for_firm=False
)
CODE_REPLAYED = Event("authorization.code_replayed", _("Code d’accès d’un service présenté deux fois"))
REFRESH_TOKEN_REUSED = Event(
    "authorization.refresh_token_reused", _("Jeton de renouvellement d’un service présenté deux fois")
)
CLIENT_LOCKED = Event(
    "relying_party.locked",
    _("Partie utilisatrice : trop d’authentifications refusées"),
    for_person=False,
    for_firm=False,
)
CONSENT_WITHDRAWN = Event("consent.withdrawn", _("Accord retiré à un service"))
SIGN_OUT_NOTICE_ABANDONED = Event(
    "authorization.sign_out_notice_abandoned",
    _("Site d’un service impossible à prévenir d’une fermeture de session"),
    for_person=False,
    for_firm=False,
)
RELYING_PARTY_CHANGED = Event("relying_party.changed", _("Application modifiée"), for_person=False, for_firm=False)
RELYING_PARTY_SUSPENDED = Event("relying_party.suspended", _("Application suspendue"), for_person=False, for_firm=False)
SECRET_ROTATED = Event(
    "relying_party.secret_rotated", _("Secret d’application renouvelé"), for_person=False, for_firm=False
)
FORMER_SECRET_RETIRED = Event(
    "relying_party.former_secret_retired", _("Ancien secret d’application retiré"), for_person=False, for_firm=False
)
CHANGE_PROPOSED = Event("change.proposed", _("Changement proposé"), for_person=False, for_firm=False)
CHANGE_PUBLISHED = Event("change.published", _("Changement publié"), for_person=False, for_firm=False)
CHANGE_REFUSED = Event("change.refused", _("Changement refusé"), for_person=False, for_firm=False)
CHANGE_WITHDRAWN = Event("change.withdrawn", _("Proposition retirée"), for_person=False, for_firm=False)
