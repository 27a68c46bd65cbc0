"""What agents type on a registration's file. Words of the caller never come back to a page."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clicsequr.kernel.fields import AccessCodeField, AmountField, IdentifierField, NoticeNumberField, SecretInput
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.typed import compact
from enterprises.forms.agent_notes import NotesForm
from enterprises.models import CallNote, Registration
from enterprises.rules.activation import RefusalReason, UnfreezeReason
from enterprises.states import SecretKind


class FileForm(BaseForm):
    """An act on the file as its page showed it: a version that changed since is refused by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class InvitationNumberField(IdentifierField):
    widget = SecretInput
    normalise = staticmethod(compact)
    default_error_messages: ClassVar = {
        "invalid": _("Le numéro d’invitation ne contient que des lettres et des chiffres")
    }


_SAID = {"required": _("Entrez ce que la personne vous dit")}


def _short() -> SecretInput:
    return SecretInput(attrs={"class": "govuk-input--width-10"})


_FIELDS: dict[str, dict[str, Any]] = {
    SecretKind.QST_PAYMENTS: {
        "first": lambda: AmountField(label=_("Premier montant"), error_messages=_SAID, widget=_short()),
        "second": lambda: AmountField(label=_("Second montant"), error_messages=_SAID, widget=_short()),
    },
    SecretKind.ACCESS_CODE: {
        "said": lambda: AccessCodeField(
            label=_("Code d’accès"), help_text=_("6 chiffres"), error_messages=_SAID, widget=_short()
        )
    },
    SecretKind.INVITATION_NUMBER: {
        "said": lambda: InvitationNumberField(label=_("Numéro d’invitation"), error_messages=_SAID)
    },
    SecretKind.SOURCE_DEDUCTION: {
        "said": lambda: AmountField(label=_("Montant du versement"), error_messages=_SAID, widget=_short())
    },
    SecretKind.NOTICE_NUMBER: {
        "said": lambda: NoticeNumberField(
            label=_("Numéro d’avis"), help_text=_("11 lettres ou chiffres"), error_messages=_SAID
        )
    },
}


class SecretForm(FileForm):
    """The words of the caller for one kind of secret; the two QST amounts are one secret."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {name: make() for name, make in _FIELDS[kind].items()}

    @property
    def said(self) -> Any:
        values = [value for name, value in self.cleaned_data.items() if name != "version"]
        return values if len(values) > 1 else values[0]


class ActivateForm(FileForm):
    told = forms.ChoiceField(
        label=_("Comment la personne est-elle avisée?"),
        choices=[("phone", _("Par téléphone\u00a0: c’est fait")), ("email", _("Par courriel, maintenant"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites comment la personne est avisée")},
    )


class RefuseForm(NotesForm, FileForm):
    notes = ("text", "note")
    reason = forms.ChoiceField(
        label=_("Motif"),
        choices=RefusalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un motif")},
    )
    text = forms.CharField(
        label=_("Texte envoyé à la personne"),
        help_text=_("Dites ce qui manque et quoi faire. N’y mettez aucun secret."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Entrez le texte à envoyer à la personne")},
    )
    note = forms.CharField(
        label=_("Note interne"),
        help_text=_("Lue par les agents seulement."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CallForm(NotesForm):
    notes = ("caller", "note")
    caller = forms.CharField(
        label=_("Nom de la personne"), max_length=120, error_messages={"required": _("Entrez le nom de la personne")}
    )
    outcome = forms.ChoiceField(
        label=_("Résultat de l’appel"),
        choices=CallNote.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le résultat de l’appel")},
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("N’y mettez aucun secret."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UnfreezeForm(FileForm):
    reason = forms.ChoiceField(
        label=_("Motif du dégel"),
        choices=UnfreezeReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un motif")},
    )


class ReassignForm(FileForm):
    """`agents` are those who may work on the file."""

    agent = forms.ModelChoiceField(
        label=_("Agent"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Personne\u00a0: rendre à la file"),
    )

    def __init__(self, *args: Any, agents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents  # type: ignore[attr-defined]  # declared above


def told_initial(registration: Registration) -> str:
    """Give the answer that the applicant wished for."""
    return registration.contact_by or Registration.Contact.EMAIL
