"""What a person gives to prove who they are: three numbers, one a page (screens.md C-10 to C-12, V5 to V7)."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import AccessCodeField, NasField, NoticeNumberField
from clicsequr.kernel.forms import BaseForm


class _NumberForm(BaseForm):
    """One number. One already given (`is_given`) may be left as it is: its page never shows it again."""

    name: ClassVar[str]

    def __init__(self, *args: Any, is_given: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_given = is_given
        self.fields[self.name].required = not is_given


class NasForm(_NumberForm):
    name = "nas"
    nas = NasField(label=_("Numéro d’assurance sociale"), help_text=_("9 chiffres, avec ou sans espaces"))
    nas.widget.attrs["class"] = "govuk-input--width-10"


class AccessCodeForm(_NumberForm):
    name = "access_code"
    access_code = AccessCodeField(
        label=_("Code d’accès Revenu Québec"),
        help_text=_("6 chiffres, attribué chaque année par Revenu Québec"),
    )
    access_code.widget.attrs["class"] = "govuk-input--width-5"


class NoticeForm(_NumberForm):
    name = "notice_number"
    notice_number = NoticeNumberField(
        label=_("Numéro d’avis de cotisation"),
        help_text=_("11 lettres ou chiffres, sur l’avis reçu en réponse à votre dernière déclaration"),
    )
    notice_number.widget.attrs["class"] = "govuk-input--width-20"
