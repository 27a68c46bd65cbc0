"""Names and e-mail addresses: normalise and check (screens.md V3, V14)."""

import re
import unicodedata

from django.core.validators import EmailValidator

from clicsequr.kernel.typed import HYPHENS, INVISIBLE, Fault, InvalidIdentifier, bounded

LONGEST_NAME = 60
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without its angle brackets

# Word turns the apostrophe into « ’ »; the data keep the straight one, as the registers do.
_PLAIN = dict.fromkeys(map(ord, "‘’ʼ′`´＇"), "'") | dict.fromkeys(map(ord, HYPHENS), "-")
_PLAIN |= dict.fromkeys(map(ord, INVISIBLE + "\u00ad"), "")
_LOCAL_PART = EmailValidator.user_regex
_DOMAIN = EmailValidator.domain_regex


def normalise_person_name(value: str) -> str:
    """Give 1 to 60 letters of any alphabet, apostrophes, hyphens and single spaces."""
    # Longer than an identifier may be: two 60-letter names pasted together still deserve « 60 au plus ».
    name = " ".join(unicodedata.normalize("NFC", bounded(value).translate(_PLAIN)).split())
    if not name:
        raise InvalidIdentifier(Fault.EMPTY)
    if not all(_is_letter(character) or character in "'- " for character in name) or not any(map(_is_letter, name)):
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(name))
    if len(name) > LONGEST_NAME:
        raise InvalidIdentifier(Fault.LENGTH, length=len(name))
    return name


def _is_letter(character: str) -> bool:
    # Marks too: some letters of Indigenous languages have no single code point.
    return unicodedata.category(character)[0] in "LM"


def normalise_email(value: str) -> str:
    """Give the address with its domain in lower case; accents are welcome in the domain only."""
    if len(value) > 2 * LONGEST_EMAIL:
        raise InvalidIdentifier(Fault.LENGTH, length=len(value))
    email = unicodedata.normalize("NFC", value.translate(dict.fromkeys(map(ord, INVISIBLE))).strip())
    if not email:
        raise InvalidIdentifier(Fault.EMPTY)
    local, _at, domain = email.rpartition("@")
    if not re.fullmatch(_LOCAL_PART, local) or local.startswith('"') or not _DOMAIN.match(domain):
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(email))
    try:
        sent = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(email)) from error
    if len(local) > 64 or len(sent) > LONGEST_EMAIL:
        raise InvalidIdentifier(Fault.LENGTH, length=len(email))
    return f"{local}@{domain.lower()}"
