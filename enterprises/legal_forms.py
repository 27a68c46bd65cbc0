"""Legal forms of the entities the seed names, and the function of their authorized representative."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LegalForm(TextChoices):
    SELF_EMPLOYED = "self_employed", _("Travailleur autonome")
    CORPORATION = "corporation", _("Société (personne morale)")
    PARTNERSHIP = "partnership", _("Société de personnes")
    INSTITUTION = "institution", _("Institution")
    GOVERNMENT = "government", _("Autorité gouvernementale")
    TRUST = "trust", _("Fiducie")
    COOPERATIVE = "cooperative", _("Coopérative ou association")
    OTHER = "other", _("Autre entité juridique")


class RepresentativeFunction(TextChoices):
    """By position, or by mandate: a mandate needs a document (domain.md 1.3)."""

    OWNER = "owner", _("Propriétaire")
    PRESIDENT = "president", _("Président ou présidente")
    VICE_PRESIDENT = "vice_president", _("Vice-président ou vice-présidente")
    SECRETARY = "secretary", _("Secrétaire")
    TREASURER = "treasurer", _("Trésorier ou trésorière")
    SOLE_DIRECTOR = "sole_director", _("Administrateur ou administratrice unique")
    PARTNER = "partner", _("Associé ou associée")
    TRUSTEE = "trustee", _("Fiduciaire")
    GENERAL_MANAGER = "general_manager", _("Directeur général ou directrice générale")
    MANDATE = "mandate", _("Par mandat (procuration ou résolution)")


_FUNCTIONS = {
    LegalForm.SELF_EMPLOYED: ["owner"],
    LegalForm.CORPORATION: ["president", "vice_president", "secretary", "treasurer", "sole_director"],
    LegalForm.PARTNERSHIP: ["partner"],
    LegalForm.INSTITUTION: ["general_manager", "president", "secretary"],
    LegalForm.GOVERNMENT: ["general_manager", "secretary", "treasurer"],
    LegalForm.TRUST: ["trustee"],
    LegalForm.COOPERATIVE: ["president", "vice_president", "secretary", "treasurer", "general_manager"],
    LegalForm.OTHER: ["president", "general_manager", "secretary", "treasurer"],
}


def functions_of(legal_form: str) -> list[RepresentativeFunction]:
    """Give the functions that make a representative for this form, the mandate last."""
    return [RepresentativeFunction(value) for value in [*_FUNCTIONS[LegalForm(legal_form)], "mandate"]]
