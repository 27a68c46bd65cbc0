"""What the journal records of persons. A person of the register is named by its reference, never by a number."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

REGISTER_IMPORTED = Event("persons.register_imported", _("Registre importé"), for_person=False, for_firm=False)

IDENTITY_MATCHED = Event("identity.matched", _("Identité confirmée par Revenu Québec"), for_firm=False)
IDENTITY_MISMATCHED = Event("identity.mismatched", _("Renseignements d’identité non concordants"), for_firm=False)
IDENTITY_BLOCKED = Event("identity.blocked", _("Vérifications d’identité bloquées"), for_firm=False)
IDENTITY_PROVEN = Event("identity.proven", _("Identité prouvée pour le compte"), for_firm=False)
ACCESS_CODE_SHOWN = Event("access_code.shown", _("Code d’accès de Revenu Québec affiché"), for_firm=False)
ACCESS_CODE_MISMATCHED = Event("access_code.mismatched", _("Demande de code d’accès non concordante"), for_firm=False)
ACCESS_CODE_BLOCKED = Event("access_code.blocked", _("Demandes de code d’accès bloquées"), for_firm=False)

SECURITY_IMAGE_CHOSEN = Event("security.image_chosen", _("Image de sécurité choisie"), for_firm=False)
SECURITY_PHRASE_CHOSEN = Event("security.phrase_chosen", _("Phrase personnelle choisie"), for_firm=False)
SECURITY_QUESTION_CHOSEN = Event("security.question_chosen", _("Question de sécurité choisie"), for_firm=False)
SECURITY_OPTIONS_CHOSEN = Event("security.options_chosen", _("Image, phrase et questions choisies"), for_firm=False)
SECURITY_ANSWER_REFUSED = Event("security.answer_refused", _("Réponse de sécurité inexacte"), for_firm=False)
