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

LETTER_ASKED = Event("letter.asked", _("Lettre avec un code demandée"), for_firm=False)
LETTER_MISMATCHED = Event("letter.mismatched", _("Demande de lettre non concordante"), for_firm=False)
LETTER_BLOCKED = Event("letter.blocked", _("Demandes de lettre bloquées"), for_firm=False)
LETTER_REPLACED = Event("letter.replaced", _("Lettre remplacée par une autre"), for_firm=False)
LETTER_PRINTED = Event("letter.printed", _("Lettre prise pour l’impression"), for_firm=False)
LETTER_FILE_TAKEN = Event("letter.file_taken", _("Lettre téléchargée pour l’impression"), for_firm=False)
LETTER_POSTED = Event("letter.posted", _("Lettre mise à la poste"), for_firm=False)
LETTER_CANCELLED = Event("letter.cancelled", _("Lettre annulée par un agent"), for_firm=False)
LETTER_EXPIRED = Event("letter.expired", _("Code de la lettre échu"), for_firm=False)
LETTER_CODE_MISMATCHED = Event("letter.code_mismatched", _("Code de lettre refusé"), for_firm=False)
LETTER_CODE_BLOCKED = Event("letter.code_blocked", _("Essais de code de lettre bloqués"), for_firm=False)
