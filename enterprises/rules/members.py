"""What an RSE may do with a person's file (domain.md 1.3, screens.md §9)."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from accounts.reasons import name_reasons
from enterprises.states import MemberRole, MemberState, MemberStateReason

LONGEST_NAME = 150
_JOURNALLED = "member_"
name_reasons(MemberStateReason, prefix=_JOURNALLED)


class Delivery(StrEnum):
    """How a person gets in: a link by e-mail, or a temporary password that the RSE hands over."""

    LINK = "link"
    SHOWN = "shown"


@dataclass(frozen=True)
class PersonDetails:
    """What an RSE says of a person."""

    first_name: str
    last_name: str
    email: str
    phone: str
    language: str
    role: str = MemberRole.USER


class MemberAct(StrEnum):
    """The acts on an existing file, in the order of the seed's menu."""

    CHANGE = "change"
    SUSPEND = "suspend"
    REACTIVATE = "reactivate"
    REVOKE = "revoke"
    PASSWORD = "password"  # noqa: S105  the name of an act


class MemberRefusal(StrEnum):
    ONESELF = "oneself"
    FELLOW_RSE = "fellow_rse"
    REVOKED = "revoked"
    NOT_SUSPENDED = "not_suspended"
    ALREADY_SUSPENDED = "already_suspended"
    SUSPENDED = "suspended"


REFUSALS = {
    MemberRefusal.ONESELF: _(
        "Vous ne pouvez pas faire cette action sur votre propre dossier. Passez par votre profil."
    ),
    MemberRefusal.FELLOW_RSE: _(
        "Un responsable peut seulement suspendre ou réactiver le dossier d’un autre responsable."
    ),
    MemberRefusal.REVOKED: _("Ce dossier est révoqué pour toujours. Créez-en un autre au besoin."),
    MemberRefusal.NOT_SUSPENDED: _("Seul un dossier suspendu peut être réactivé."),
    MemberRefusal.ALREADY_SUSPENDED: _("Ce dossier est déjà suspendu."),
    MemberRefusal.SUSPENDED: _("Ce dossier est suspendu. Réactivez-le d’abord."),
}

# One RSE only suspends or reactivates another (domain.md 1.3).
_TO_A_FELLOW = {MemberAct.SUSPEND, MemberAct.REACTIVATE}
_FINAL = {MemberState.REVOKED}
_CLOSED_BY = {
    (MemberAct.SUSPEND, MemberState.SUSPENDED): MemberRefusal.ALREADY_SUSPENDED,
    (MemberAct.REACTIVATE, MemberState.CREATED): MemberRefusal.NOT_SUSPENDED,
    (MemberAct.REACTIVATE, MemberState.ACTIVE): MemberRefusal.NOT_SUSPENDED,
    (MemberAct.PASSWORD, MemberState.SUSPENDED): MemberRefusal.SUSPENDED,
}


def refusal_of(act: MemberAct, *, is_oneself: bool, role: str, state: str) -> MemberRefusal | None:
    """Say why an active RSE may not do this to a file of their enterprise; nothing when they may."""
    if is_oneself:
        return MemberRefusal.ONESELF
    if role == MemberRole.RSE and act not in _TO_A_FELLOW:
        return MemberRefusal.FELLOW_RSE
    return _CLOSED_BY.get((act, MemberState(state))) or (MemberRefusal.REVOKED if state in _FINAL else None)


def recorded_reason(reason: str) -> str:
    """Give a reason of MemberStateReason as the journal names it, apart from the agents' lists."""
    return f"{_JOURNALLED}{reason}"


def allowed_acts(*, is_oneself: bool, role: str, state: str) -> list[MemberAct]:
    return [act for act in MemberAct if refusal_of(act, is_oneself=is_oneself, role=role, state=state) is None]


def sorted_name(first_name: str, last_name: str, *, user_code: str) -> str:
    """Give the text by which a person is sorted and found: no accents, no capitals, family name first."""
    return plain_letters(f"{last_name} {first_name} {user_code}")[:LONGEST_NAME]


def plain_letters(text: str) -> str:
    """Give a text as it is searched: « O’Neil-Côté » is « oneil cote »."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    spaced = (" " if character in "- \u00a0" else character for character in letters)
    return " ".join("".join(character for character in spaced if character == " " or character.isalnum()).split())
