"""What an RSE types of a person of their enterprise (screens.md U-02, U-03, U-05, U-07, U-08)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailField, PersonNameField, PhoneField, ThreePartDateField
from clicsequr.kernel.forms import BaseForm
from enterprises.forms.registration_fields import LineField
from enterprises.rules.members import Delivery, PersonDetails
from enterprises.states import MemberRole, MemberStateReason


class MemberForm(BaseForm):
    """A person's details; `details` gives them to the service."""

    first_name = PersonNameField(label=_("Prénom"), error_messages={"required": _("Entrez le prénom")})
    last_name = PersonNameField(label=_("Nom de famille"), error_messages={"required": _("Entrez le nom de famille")})
    email = EmailField(label=_("Adresse de courriel"))
    phone = PhoneField(
        label=_("Téléphone"),
        required=False,
        help_text=_("Par exemple 418\u00a0555-0123"),
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )
    language = forms.ChoiceField(
        label=_("Langue des messages"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une langue"), "invalid_choice": _("Choisissez une langue")},
    )
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[(role.value, role.label) for role in (MemberRole.USER, MemberRole.RSE)],
        widget=forms.RadioSelect,
        help_text=_(
            "Un responsable a les mêmes droits que vous, dont celui de gérer les utilisateurs. Vous ne pourrez plus que"
            " suspendre ou réactiver son dossier."
        ),
        error_messages={"required": _("Choisissez un rôle"), "invalid_choice": _("Choisissez un rôle")},
    )

    @property
    def details(self) -> PersonDetails:
        names = ("first_name", "last_name", "email", "phone", "language", "role")
        return PersonDetails(**{name: self.cleaned_data[name] for name in names})


_DELIVERIES = [
    (Delivery.LINK.value, _("Par courriel\u00a0: la personne reçoit un lien pour choisir son mot de passe")),
    (Delivery.SHOWN.value, _("Par vous\u00a0: un mot de passe temporaire est affiché une seule fois")),
]


class DeliveryForm(BaseForm):
    delivery = forms.ChoiceField(
        label=_("Comment la personne recevra-t-elle son accès?"),
        choices=_DELIVERIES,
        widget=forms.RadioSelect,
        initial=Delivery.LINK.value,
        error_messages={"required": _("Choisissez une façon"), "invalid_choice": _("Choisissez une façon")},
    )


class NewMemberForm(MemberForm, DeliveryForm):
    field_order = ("first_name", "last_name", "email", "phone", "language", "role", "delivery")


class ReasonForm(BaseForm):
    """Why a file is suspended or revoked; the note stays within the enterprise."""

    reason = forms.ChoiceField(
        label=_("Raison"),
        choices=MemberStateReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une raison"), "invalid_choice": _("Choisissez une raison")},
    )
    note = LineField(
        label=_("Précision"), required=False, max_length=250, help_text=_("Pour vous et les autres responsables.")
    )


class SuspensionForm(ReasonForm):
    until = ThreePartDateField(
        label=_("Dernier jour de la suspension"),
        required=False,
        earliest=timezone.localdate,
        help_text=_("Le dossier redevient actif le lendemain. Par exemple 27 3 2027"),
    )


class RevocationForm(ReasonForm):
    is_sure = forms.BooleanField(
        label=_("Je comprends que c’est définitif"),
        error_messages={"required": _("Cochez la case pour révoquer le dossier")},
    )


class MemberPickForm(BaseForm):
    """One person among those of the page."""

    member = forms.ChoiceField(
        label=_("Utilisateur"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un utilisateur"), "invalid_choice": _("Choisissez un utilisateur")},
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["member"].choices = choices  # type: ignore[attr-defined]
