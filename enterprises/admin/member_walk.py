"""The ten actions beside a caller: what they see, what is allowed for the person asked about, and why not (A-10)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Member
from enterprises.queries.members import memberships_of
from enterprises.rules.access import Reason, may_enter
from enterprises.rules.members import REFUSALS, MemberAct, refusal_of
from enterprises.states import MemberRole
from enterprises.views.member_menu import MENU

# What the caller sees of each entry, in the order of the menu; the act asks the rules about this person.
_SEEN: tuple[tuple[MemberAct | None, Promise], ...] = (
    (None, gettext_lazy("La liste des utilisateurs, avec une recherche. Le nom ouvre le dossier.")),
    (
        None,
        gettext_lazy("Un formulaire\u00a0: nom, courriel, langue, rôle, puis un lien ou un mot de passe temporaire."),
    ),
    (MemberAct.CHANGE, gettext_lazy("La liste, puis les mêmes champs déjà remplis. Le code ne change jamais.")),
    (None, gettext_lazy("La liste, puis le dossier\u00a0: état, procurations assignées, historique.")),
    (
        MemberAct.SUSPEND,
        gettext_lazy("La liste, une raison, un dernier jour facultatif, puis «\u00a0Suspendre\u00a0»."),
    ),
    (MemberAct.REACTIVATE, gettext_lazy("La liste des personnes suspendues, le résumé, puis «\u00a0Réactiver\u00a0».")),
    (MemberAct.REVOKE, gettext_lazy("La liste, une raison, une case à cocher\u00a0: c’est définitif.")),
    (
        MemberAct.PASSWORD,
        gettext_lazy("La liste, puis un lien par courriel ou un mot de passe affiché une seule fois."),
    ),
    (None, gettext_lazy("Les procurations données et reçues, et le bouton «\u00a0Créer une procuration\u00a0».")),
    (None, gettext_lazy("Qui a quelle procuration, et «\u00a0Révoquer\u00a0» à droite de chaque ligne.")),
)
_CLOSED = {
    Reason.LEW4_PENDING: gettext_lazy("Le formulaire LEW-4 de l’entreprise n’est pas encore traité."),
    Reason.ENTERPRISE_INACTIVE: gettext_lazy("L’entreprise est suspendue ou inactive."),
    Reason.ENTERPRISE_PENDING: gettext_lazy("L’inscription de l’entreprise attend son activation."),
}


@dataclass(frozen=True)
class Walked:
    """One entry; `why_not` is empty when the caller may do it."""

    name: str | Promise
    seen: str | Promise
    why_not: str


def walk(member: Member, *, caller: Member | None) -> Iterator[Walked]:
    """Give the ten entries as this caller has them; the rules that refuse the act speak here too."""
    closed = _closed_to(caller)
    for entry, (act, seen) in zip(MENU, _SEEN, strict=True):
        yield Walked(entry.name, seen, closed or _refused(member, act, caller))


def _closed_to(caller: Member | None) -> str:
    if caller is None:
        return _("L’entreprise n’a aucun responsable actif.")
    now = memberships_of(caller.user).get(pk=caller.pk)
    decision = may_enter(now, lew4_pending=now.lew4_pending, roles={MemberRole.RSE})  # type: ignore[attr-defined]  # annotated
    if decision.allowed:
        return ""
    return str(_CLOSED.get(decision.reason, _("Cette personne n’est pas un responsable actif.")))


def _refused(member: Member, act: MemberAct | None, caller: Member | None) -> str:
    if act is None or caller is None:
        return ""
    refusal = refusal_of(act, is_oneself=member.pk == caller.pk, role=member.role, state=member.state)
    return str(REFUSALS[refusal]) if refusal else ""
