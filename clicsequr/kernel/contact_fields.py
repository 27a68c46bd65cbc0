"""Form fields to reach and name a person (screens.md V3, V13, V14, V16)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel import contact, identifiers
from clicsequr.kernel.identifier_field import IdentifierField


class PostalCodeField(IdentifierField):
    normalise = staticmethod(identifiers.normalise_postal_code)
    attributes: ClassVar = {"autocomplete": "postal-code", "autocapitalize": "characters"}
    default_error_messages: ClassVar = {
        "required": _("Entrez un code postal comme G1R\u00a05V7"),
        "invalid": _("Entrez un code postal comme G1R\u00a05V7"),
    }


class PhoneField(IdentifierField):
    widget = forms.TextInput(attrs={"type": "tel"})
    normalise = staticmethod(identifiers.normalise_phone)
    attributes: ClassVar = {"autocomplete": "tel"}
    default_error_messages: ClassVar = {
        "required": _("Entrez un numéro de téléphone"),
        "invalid": _("Le numéro de téléphone doit compter 10 chiffres"),
        "prefix": _("Vérifiez le numéro de téléphone\u00a0: il contient une erreur"),
        "suffix": _("Le poste compte de 1 à 6 chiffres"),
    }


class PersonNameField(IdentifierField):
    """Say whose part of a name it is with `autocomplete`, such as « given-name »; without it, another person's."""

    normalise = staticmethod(contact.normalise_person_name)
    default_error_messages: ClassVar = {
        "required": _("Entrez le nom"),
        "invalid": _("Le nom ne contient que des lettres, des apostrophes, des traits d’union et des espaces"),
        "length": _("Le nom compte 60 caractères au plus"),
    }

    def __init__(self, *, autocomplete: str = "off", **kwargs: Any) -> None:
        self.autocomplete = autocomplete
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "autocomplete": self.autocomplete}


class EmailField(IdentifierField):
    # Not type="email": some browsers rewrite an accented domain there before it is sent.
    normalise = staticmethod(contact.normalise_email)
    attributes: ClassVar = {"inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
    default_error_messages: ClassVar = {
        "required": _("Entrez une adresse de courriel"),
        "invalid": _("Entrez une adresse comme nom@exemple.ca"),
    }
