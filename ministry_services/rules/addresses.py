"""What an address of a ministry's application may be. Pure: nothing is resolved, nothing is called."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.errors import Sentence

LONGEST_ADDRESS = 500
MOST_ADDRESSES = 20
# Names of the answer (RFC 6749 §4.1.2, RFC 9207 §2): an address that carries one would answer for us.
ANSWER_PARAMETERS = {"code", "state", "iss", "error", "error_description", "error_uri", "response", "id_token"}
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_PLAIN = re.compile(r"[!-~]+\Z")  # visible ASCII: no space, no control, nothing a browser would rewrite
# The last label is a word: a number there is an IPv4 address.
_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
_DOTS = re.compile(r"(?:\.|%2e){1,2}\Z", re.IGNORECASE)


def address_fault(address: str, *, local: bool, longest: int = LONGEST_ADDRESS) -> Sentence | None:
    """Say what is wrong with an address, or nothing. `local`: plain http to this machine passes (demonstration).

    Compared character by character later (RFC 9700 §4.1.3), so all that a browser would rewrite is refused here.
    """
    if len(address) > longest:
        return _("L’adresse est trop longue.")
    if not _PLAIN.match(address) or set(address) & set('\\"<>^`{|}'):
        return _("L’adresse contient une espace ou un caractère qui n’est pas permis.")
    if "*" in address:
        return _("L’adresse doit être exacte\u00a0: l’astérisque n’est pas permis.")
    if "#" in address:
        return _("L’adresse ne doit pas avoir de fragment (#).")
    return _parts_fault(address, local=local)


def _parts_fault(address: str, *, local: bool) -> Sentence | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return _("L’adresse n’est pas complète. Écrivez-la en entier, par exemple https://service.exemple.ca/retour.")
    if "@" in parts.netloc:
        return _("L’adresse ne doit contenir ni nom d’utilisateur ni mot de passe.")
    here = local and parts.hostname in _LOCAL
    if not address.startswith(("https://", "http://") if here else "https://"):
        return _("L’adresse doit commencer par https://.")
    if parts.netloc != parts.netloc.lower() or parts.netloc.endswith(":") or port == 0:
        return _("Écrivez le nom de domaine en minuscules, sans port vide.")
    if not here and not _HOST.match(parts.hostname or ""):
        return _("L’adresse doit porter un nom de domaine complet.")
    return _path_fault(parts.path, parts.query)


def _path_fault(path: str, query: str) -> Sentence | None:
    if any(_DOTS.match(step) for step in path.split("/")):
        return _("Le chemin de l’adresse ne doit pas contenir «\u00a0.\u00a0» ni «\u00a0..\u00a0».")
    if {name for name, _value in parse_qsl(query, keep_blank_values=True)} & ANSWER_PARAMETERS:
        return _("L’adresse contient un paramètre réservé à la réponse (code, state, iss ou error).")
    return None


def address_faults(addresses: Iterable[str], *, local: bool) -> Iterator[Sentence]:
    """Say what is wrong with a list of addresses, each fault with the line it is about."""
    listed = list(addresses)
    if len(listed) > MOST_ADDRESSES:
        yield _("Il y a trop d’adresses\u00a0: 20 au plus.")
        return
    if len(set(listed)) != len(listed):
        yield _("Une adresse est écrite deux fois.")
    for number, address in enumerate(listed, start=1):
        if fault := address_fault(address, local=local):
            yield _("Ligne %(number)s\u00a0: %(fault)s") % {"number": number, "fault": fault}
