"""Is this phrase fit to be shown to whoever types the code? (screens.md V9)"""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from citizens.rules.answers import comparable, words
from clicsequr.kernel.secrecy import holds_secret

SHORTEST, LONGEST = 5, 60
# With every space that a hand may add; the rest is cut, and what is left is still too long.
LONGEST_TYPED = 200
_LEAST_WORDS = 2
# A shorter name is a part of ordinary words: « Ève » in « rêve ».
_SHORTEST_NAME = 3


class PhraseFault(StrEnum):
    EMPTY = "empty"
    LENGTH = "length"
    WORDS = "words"
    CODE = "code"
    NAME = "name"
    SECRET = "secret"  # noqa: S105  the name of a fault
    PASSWORD = "password"  # noqa: S105


PHRASE_MESSAGES = {
    PhraseFault.EMPTY: _("Entrez une phrase"),
    PhraseFault.LENGTH: _("Entrez une phrase de 5 à 60 caractères"),
    PhraseFault.WORDS: _("Entrez une phrase d’au moins deux mots"),
    PhraseFault.CODE: _("La phrase ne doit pas contenir votre code d’utilisateur"),
    PhraseFault.NAME: _("La phrase ne doit pas contenir votre nom"),
    PhraseFault.SECRET: _("La phrase ne doit contenir ni numéro d’assurance sociale ni code d’accès"),
    PhraseFault.PASSWORD: _("La phrase ne doit pas être votre mot de passe"),
}


def normalise_phrase(typed: str) -> str:
    """Give the phrase on one line, single spaces, without characters that show nothing or turn the line around."""
    whole = unicodedata.normalize("NFC", typed[:LONGEST_TYPED])[:LONGEST_TYPED]
    visible = "".join(" " if character.isspace() else character for character in whole)
    kept = "".join(character for character in visible if unicodedata.category(character) not in {"Cc", "Cf", "Cs"})
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def phrase_fault(phrase: str, *, user_code: str, names: Iterable[str] = ()) -> PhraseFault | None:
    """Give what is wrong with a normalised phrase, nothing when it is fit; the password is the service's to compare."""
    if not phrase:
        return PhraseFault.EMPTY
    if not SHORTEST <= len(phrase) <= LONGEST:
        return PhraseFault.LENGTH
    if len(words(phrase)) < _LEAST_WORDS:
        return PhraseFault.WORDS
    if comparable(user_code) and comparable(user_code) in comparable(phrase):
        return PhraseFault.CODE
    if any(_holds_name(phrase, name) for name in names):
        return PhraseFault.NAME
    return PhraseFault.SECRET if holds_secret(phrase) else None


def _holds_name(phrase: str, name: str) -> bool:
    whole = words(name)
    if sum(map(len, whole)) < _SHORTEST_NAME:
        return False
    said = words(phrase)
    return any(said[start : start + len(whole)] == whole for start in range(len(said)))
