"""Is this password good enough for its owner? (screens.md V2)"""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from zxcvbn import zxcvbn
from zxcvbn.matching import add_frequency_lists

SHORTEST, LONGEST = 12, 128
TEMPORARY_PASSWORD_LASTS = timedelta(days=7)
# zxcvbn refuses more: what follows can only make the password better.
ESTIMATED = 72
# 3 of 4: more than 10^8 guesses by somebody who knows how people choose.
LEAST_SCORE = 3
# zxcvbn knows English and American lists only.
FRENCH_WORDS = """
    motdepasse mot passe secret bonjour soleil salut amour jetaime merci maison famille maman papa chien chat
    cheval chocolat musique princesse doudou loulou nounours coucou bisous cherie chouchou printemps automne hiver
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi
    vendredi samedi dimanche azerty azertyuiop qwertyuiop quebec montreal laval gatineau sherbrooke longueuil levis
    trois rivieres saguenay canada canadiens nordiques expos hockey poutine tabarnak tabernacle caribou clicsequr
    clic revenu entreprise entreprises compagnie bureau travail argent gouvernement impot taxe ministere bienvenue
    changeme changezmoi connexion ouvrir session admin administrateur utilisateur numero cheval bleu rouge vert noir
"""

add_frequency_lists({"french": list(dict.fromkeys(FRENCH_WORDS.split()))})


class PasswordFault(StrEnum):
    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    CODE = "code"


PASSWORD_MESSAGES = {
    PasswordFault.SHORT: _("Le mot de passe doit compter au moins 12 caractères"),
    PasswordFault.LONG: _("Le mot de passe compte 128 caractères au plus"),
    PasswordFault.COMMON: _("Ce mot de passe est trop courant. Ajoutez des mots ou choisissez une phrase"),
    PasswordFault.CODE: _("Le mot de passe ne doit pas contenir votre code d’utilisateur"),
}


def new_temporary_password() -> str:
    """Draw a password to be replaced at the first session: 96 bits."""
    return secrets.token_urlsafe(12)


def password_faults(password: str, *, user_code: str = "") -> Iterator[PasswordFault]:
    """Give what is wrong with a chosen password; nothing when it is good. Characters are kept as typed."""
    if len(password) < SHORTEST:
        yield PasswordFault.SHORT
    elif len(password) > LONGEST:
        yield PasswordFault.LONG
    elif user_code and user_code.casefold() in password.casefold():
        yield PasswordFault.CODE
    elif _is_common(password):
        yield PasswordFault.COMMON


@cache
def _common_passwords() -> CommonPasswordValidator:
    return CommonPasswordValidator()  # reads 20 000 passwords from a file


def _is_common(password: str) -> bool:
    try:
        _common_passwords().validate(password)
    except ValidationError:
        return True
    return bool(zxcvbn(password[:ESTIMATED])["score"] < LEAST_SCORE)
