"""The ten entries of « Gestion des utilisateurs », in the seed's words and order, and where each begins."""

from dataclasses import dataclass

from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.rules.members import MemberAct


@dataclass(frozen=True)
class Entry:
    name: str | Promise
    line: str | Promise
    url: str | Promise


def _pick(act: str) -> Promise:
    return reverse_lazy("enterprises:member-pick", kwargs={"act": act})


# What each act is called in an address, and on its pages.
ACT_ADDRESSES = {
    "modification": MemberAct.CHANGE,
    "suspension": MemberAct.SUSPEND,
    "reactivation": MemberAct.REACTIVATE,
    "revocation": MemberAct.REVOKE,
    "mot-de-passe": MemberAct.PASSWORD,
}
CONSULT = "consultation"

MENU = (
    Entry(
        _("Gestion du dossier d’un utilisateur"),
        _("Trouver un utilisateur et voir ce que vous pouvez faire de son dossier."),
        reverse_lazy("enterprises:member-list"),
    ),
    Entry(
        _("Création du dossier d’un utilisateur"),
        _("Donner à une personne un code d’utilisateur de votre entreprise."),
        reverse_lazy("enterprises:member-create"),
    ),
    Entry(
        _("Modification du dossier d’un utilisateur"),
        _("Changer son nom, ses coordonnées ou son rôle."),
        _pick("modification"),
    ),
    Entry(
        _("Consultation du dossier d’un utilisateur"),
        _("Voir son état, ses accès et l’historique de son dossier."),
        _pick(CONSULT),
    ),
    Entry(
        _("Suspension du dossier d’un utilisateur"),
        _("Fermer son accès pour un temps; ses procurations restent."),
        _pick("suspension"),
    ),
    Entry(
        _("Réactivation du dossier d’un utilisateur"),
        _("Rouvrir l’accès d’une personne suspendue."),
        _pick("reactivation"),
    ),
    Entry(
        _("Révocation du dossier d’un utilisateur"),
        _("Fermer son accès pour toujours."),
        _pick("revocation"),
    ),
    Entry(
        _("Modification du mot de passe d’un utilisateur"),
        _("Lui envoyer un lien, ou lui remettre un mot de passe temporaire."),
        _pick("mot-de-passe"),
    ),
    Entry(
        _("Gestion des procurations clicSÉQUR"),
        _("Créer, consulter, prolonger ou révoquer une procuration; répondre à celles qu’on vous offre."),
        reverse_lazy("enterprises:procurations"),
    ),
    Entry(
        _("Consultation ou révocation d’une assignation"),
        _("Voir qui peut agir, et retirer une procuration à une personne."),
        reverse_lazy("enterprises:assignments"),
    ),
)
