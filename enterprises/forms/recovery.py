"""What a business gives to recover its codes."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailField, IdentifierField, NeqField, RqNumberField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.typed import InvalidIdentifier


class BusinessNumberField(IdentifierField):
    """A NEQ or a Revenu Québec number: a self-employed person or a public body may have no NEQ."""

    attributes: ClassVar = {"autocapitalize": "characters"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le NEQ ou le numéro d’identification"),
        "invalid": _("Vérifiez le numéro\u00a0: il doit compter 10 chiffres, sans erreur"),
    }

    @staticmethod
    def normalise(value: str) -> str:
        try:
            return str(NeqField.normalise(value))
        except InvalidIdentifier:
            return str(RqNumberField.normalise(value))


class UserCodesForm(BaseForm):
    """R-02."""

    email = EmailField(label=_("Courriel"), help_text=_("L’adresse que vous avez confirmée pour ce compte."))
    number = BusinessNumberField(
        label=_("Numéro d’entreprise du Québec (NEQ) ou numéro d’identification"), help_text=_("10 chiffres")
    )
