"""The forms of the public pages: contact, search."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.contact_fields import EmailField, PersonNameField
from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.secrecy import without_nas

HOLDS_NAS = _(
    "Nous avons effacé un numéro qui ressemble à un numéro d’assurance sociale. Rien n’a été envoyé. "
    "Relisez votre texte, puis envoyez-le sans ce numéro."
)
LONGEST_MESSAGE = 2000


class ContactForm(BaseForm):
    """Who writes, about what; `message_id` is the number that makes a second sending harmless."""

    message_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = PersonNameField(label=_("Votre nom"), autocomplete="name")
    email = EmailField(label=_("Votre adresse de courriel"), help_text=_("Nous vous répondrons à cette adresse."))
    subject = forms.CharField(
        label=_("Sujet"),
        max_length=100,
        error_messages={
            "required": _("Entrez le sujet de votre message"),
            "max_length": _("Le sujet compte 100 caractères au plus"),
        },
    )
    body = forms.CharField(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "2\u00a0000 caractères au plus. N’écrivez ni votre numéro d’assurance sociale ni votre mot de passe."
        ),
        error_messages={
            "required": _("Entrez votre message"),
            "max_length": _("Le message compte 2\u00a0000 caractères au plus"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message_id"].initial = uuid.uuid4

    def clean_message_id(self) -> uuid.UUID:
        return self.cleaned_data["message_id"] or uuid.uuid4()

    def clean_subject(self) -> str:
        return self._without_nas("subject")

    def clean_body(self) -> str:
        return self._without_nas("body")

    def _without_nas(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        kept = without_nas(text)
        if kept != text:
            # The page shows the text again, never the number.
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a posted form or a dict: both have it
            self.data[name] = kept  # type: ignore[index]
            raise ValidationError(HOLDS_NAS, code="holds_nas")
        return text


class SearchForm(BaseForm):
    q = forms.CharField(
        label=_("Que cherchez-vous?"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={
            "required": _("Entrez un ou plusieurs mots"),
            "max_length": _("La recherche compte 100 caractères au plus"),
        },
    )
