"""The catalogue of what the journal records: one `Event` a fact, with its sentence."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CATALOGUE: Final[dict[str, "Event"]] = {}


@dataclass(frozen=True)
class Event:
    """A fact worth keeping: `code` for machines, `label` for the person, the firm and the agent who read it."""

    code: str
    label: str | Promise
    for_person: bool = True
    for_firm: bool = True

    def __post_init__(self) -> None:
        if self.code in _CATALOGUE:
            raise ValueError(f"Two events are named {self.code}.")
        _CATALOGUE[self.code] = self


def event_label(code: str) -> str | Promise:
    """Give the sentence of a recorded code; a code no longer in the catalogue stands for itself."""
    return _CATALOGUE[code].label if code in _CATALOGUE else code


def event_choices() -> list[tuple[str, str | Promise]]:
    return [(code, event.label) for code, event in sorted(_CATALOGUE.items())]


def codes_for_person() -> list[str]:
    """Give the codes a person may read in their own history."""
    return [code for code, event in sorted(_CATALOGUE.items()) if event.for_person]


def codes_for_firm() -> list[str]:
    """Give the codes an enterprise may read in its history."""
    return [code for code, event in sorted(_CATALOGUE.items()) if event.for_firm]


SIGNED_IN = Event("account.signed_in", _("Ouverture de session"))
SIGN_IN_STRENGTHENED = Event("account.sign_in_strengthened", _("Vérification de plus réussie"))
SIGN_IN_REFUSED = Event("account.sign_in_refused", _("Ouverture de session refusée"))
SIGN_IN_DENIED = Event("account.sign_in_denied", _("Accès signalé par le titulaire comme n’étant pas le sien"))
SIGNED_OUT = Event("account.signed_out", _("Fermeture de session"))
ACCOUNT_LOCKED = Event("account.locked", _("Trop de tentatives : accès bloqué pour un temps"))
ACCOUNT_UNLOCKED = Event("account.unlocked", _("Accès débloqué par un agent"))
PASSWORD_RESET_ASKED = Event("account.password_reset_asked", _("Demande d’un nouveau mot de passe"))
PASSWORD_CHANGED = Event("account.password_changed", _("Mot de passe modifié"))
USER_CODES_SENT = Event("account.user_codes_sent", _("Codes d’utilisateur envoyés par courriel"))
EMAIL_CHANGED = Event("account.email_changed", _("Adresse de courriel modifiée"))
EMAIL_CHANGE_ASKED = Event("account.email_change_asked", _("Nouvelle adresse de courriel demandée, avec un délai"))
EMAIL_CHANGE_UNDONE = Event("account.email_change_undone", _("Changement d’adresse de courriel annulé"))
ACCOUNT_PROTECTED = Event("account.protected", _("Mot de passe annulé et sessions fermées par précaution"))
SESSION_ENDED = Event("account.session_ended", _("Session fermée à distance"))
PROFILE_CHANGED = Event("account.profile_changed", _("Profil modifié"))
LANGUAGE_CHANGED = Event("account.language_changed", _("Langue des messages modifiée"))
TERMS_ACCEPTED = Event("account.terms_accepted", _("Conditions d’utilisation acceptées"))
TERMS_REFUSED = Event("account.terms_refused", _("Conditions d’utilisation refusées"))
SECOND_FACTOR_ADDED = Event("account.second_factor_added", _("Second facteur ajouté"))
SECOND_FACTOR_REMOVED = Event("account.second_factor_removed", _("Second facteur retiré"))
MESSAGE_READ = Event("account.message_read", _("Message lu"), for_firm=False)
MESSAGE_ARCHIVED = Event("account.message_archived", _("Message archivé"), for_firm=False)
MESSAGE_RESTORED = Event("account.message_restored", _("Message remis dans la boîte"), for_firm=False)
FILE_VIEWED = Event("agent.file_viewed", _("Dossier consulté par un agent"))
AGENT_CREATED = Event("agent.created", _("Compte d’agent créé"), for_firm=False)
AGENT_SIGNED_IN = Event("agent.signed_in", _("Ouverture de session d’un agent"), for_firm=False)
JOURNAL_EXPORTED = Event("journal.exported", _("Journal exporté"), for_firm=False)
CATALOGUE_CHANGED = Event("catalogue.changed", _("Catalogue modifié"), for_person=False, for_firm=False)
PURGED = Event("system.purged", _("Données échues effacées"), for_person=False, for_firm=False)
KEYS_ROTATED = Event("system.keys_rotated", _("Clés de scellement renouvelées"), for_person=False, for_firm=False)
