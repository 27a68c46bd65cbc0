"""Every form field of ours, from one place; here the identifiers and the amounts (screens.md §1)."""

from typing import Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel import amounts, identifiers
from clicsequr.kernel.contact_fields import EmailField, PersonNameField, PhoneField, PostalCodeField
from clicsequr.kernel.date_field import ThreePartDateField, ThreePartDateWidget
from clicsequr.kernel.identifier_field import IdentifierField, SecretInput

__all__ = [
    "AccessCodeField",
    "AmountField",
    "EmailCodeField",
    "EmailField",
    "IdentifierField",
    "NasField",
    "NeqField",
    "NoticeNumberField",
    "PersonNameField",
    "PhoneField",
    "PostalCodeField",
    "RqNumberField",
    "SecretInput",
    "ThreePartDateField",
    "ThreePartDateWidget",
]


class NeqField(IdentifierField):
    attributes: ClassVar = {"inputmode": "numeric"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le NEQ"),
        "invalid": _("Le NEQ doit compter 10 chiffres"),
        "prefix": _("Le NEQ commence par 11, 22, 33 ou 88"),
        "check_digit": _("Vérifiez le NEQ\u00a0: il contient une erreur"),
    }

    @staticmethod
    def normalise(value: str) -> str:
        return identifiers.normalise_neq(value, check_digit=settings.NEQ_CHECK_DIGIT)


class RqNumberField(IdentifierField):
    # No numeric keyboard: a file suffix such as TQ0001 may be typed.
    normalise = staticmethod(identifiers.normalise_rq_number)
    attributes: ClassVar = {"autocapitalize": "characters"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le numéro d’identification"),
        "invalid": _("Le numéro d’identification doit compter 10 chiffres"),
        "check_digit": _("Vérifiez le numéro d’identification\u00a0: il contient une erreur"),
        "suffix": _("Entrez seulement les 10 premiers chiffres du numéro d’identification"),
    }


class NasField(IdentifierField):
    widget = SecretInput
    attributes: ClassVar = {"inputmode": "numeric"}
    default_error_messages: ClassVar = {
        "required": _("Entrez votre numéro d’assurance sociale"),
        "invalid": _("Le numéro d’assurance sociale doit compter 9 chiffres"),
        "prefix": _("Vérifiez le numéro\u00a0: il contient une erreur"),
        "check_digit": _("Vérifiez le numéro\u00a0: il contient une erreur"),
    }

    @staticmethod
    def normalise(value: str) -> str:
        return identifiers.normalise_nas(value, allow_test=settings.NAS_ALLOW_TEST_NUMBERS)


class AccessCodeField(IdentifierField):
    widget = SecretInput
    normalise = staticmethod(identifiers.normalise_access_code)
    attributes: ClassVar = {"inputmode": "numeric"}
    default_error_messages: ClassVar = {
        "required": _("Entrez votre code d’accès"),
        "invalid": _("Le code d’accès compte 6 chiffres"),
    }


class EmailCodeField(IdentifierField):
    widget = SecretInput
    normalise = staticmethod(identifiers.normalise_email_code)
    attributes: ClassVar = {"inputmode": "numeric", "autocomplete": "one-time-code"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le code"),
        "invalid": _("Le code compte 6 chiffres"),
    }


class NoticeNumberField(IdentifierField):
    widget = SecretInput
    normalise = staticmethod(identifiers.normalise_notice_number)
    attributes: ClassVar = {"autocapitalize": "characters"}
    default_error_messages: ClassVar = {
        "required": _("Entrez le numéro d’avis"),
        "invalid": _("Le numéro d’avis ne contient que des lettres et des chiffres"),
        "length": _("Le numéro d’avis compte 11 lettres ou chiffres (vous en avez entré %(length)d)"),
    }


class AmountField(IdentifierField):
    """Gives a Decimal to the cent, or None. The amounts of this site are shared secrets: they are not shown again."""

    widget = SecretInput
    normalise = staticmethod(amounts.parse_amount)
    # No numeric keyboard: on several phones it has neither comma nor minus.
    default_error_messages: ClassVar = {
        "required": _("Entrez le montant"),
        "invalid": _("Entrez un montant comme 45\u00a0321,10"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_value=None, **kwargs)
