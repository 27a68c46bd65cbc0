"""What each page of the creation of an account asks (screens.md C-02 to C-05, C-17, Z-09)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citizens.rules.creation import USER_CODE_MESSAGES, UserCodeFault, normalise_user_code, user_code_fault
from clicsequr.kernel.fields import EmailField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.reference_field import ReferenceField
from ministry_services.models import OnlineService

NO_SERVICE = "aucun"


class ServiceForm(BaseForm):
    """C-17."""

    service = forms.ChoiceField(
        label=_("À quel service voulez-vous accéder?"),
        help_text=_("Les renseignements demandés dépendent du service. Votre compte servira pour tous."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un service, ou «\u00a0Aucun pour l’instant\u00a0»"),
            "invalid_choice": _("Choisissez un service, ou «\u00a0Aucun pour l’instant\u00a0»"),
        },
    )

    def __init__(self, *args: Any, services: Iterable[OnlineService], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {service.slug: service for service in services}
        offered = [(slug, service.name) for slug, service in self.services.items()]
        self.fields["service"].choices = [*offered, (NO_SERVICE, _("Aucun pour l’instant"))]  # type: ignore[attr-defined]  # declared above

    @property
    def chosen(self) -> OnlineService | None:
        return self.services.get(self.cleaned_data["service"])


class NewUserCodeForm(BaseForm):
    """C-02; whether the code is free is the service's to say."""

    user_code = forms.CharField(
        label=_("Créez votre code d’utilisateur"),
        help_text=_(
            "De 8 à 20 lettres ou chiffres, sans accent. Le premier caractère est une lettre; le point, le trait "
            "d’union et le trait de soulignement sont permis. Les majuscules ne comptent pas."
        ),
        error_messages={"required": USER_CODE_MESSAGES[UserCodeFault.EMPTY]},
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20",
                "autocomplete": "username",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def clean_user_code(self) -> str:
        code = normalise_user_code(self.cleaned_data["user_code"])
        fault = user_code_fault(code)
        if fault:
            raise ValidationError(USER_CODE_MESSAGES[fault], code=fault)
        return code


class EmailForm(BaseForm):
    """C-04."""

    email = EmailField(label=_("Adresse de courriel"), help_text=_("Nous y enverrons un code."))
    message_language = forms.ChoiceField(
        label=_("Langue de nos messages"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        error_messages={"required": _("Choisissez une langue"), "invalid_choice": _("Choisissez une langue")},
    )


class ResumeForm(BaseForm):
    """Z-09."""

    reference = ReferenceField(
        prefix="CRE",
        label=_("Numéro de référence"),
        help_text=_("Il est dans le courriel que nous vous avons envoyé."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    email = EmailField(label=_("Adresse de courriel"), help_text=_("Celle que vous avez donnée pour votre compte."))
