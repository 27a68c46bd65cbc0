"""What an agent types to find a file or a fact."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.events import event_choices
from clicsequr.kernel.fields import ThreePartDateField
from clicsequr.kernel.forms import BaseForm
from enterprises.rules.agent_help import SearchReason

_WIDE = {"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}


class SearchForm(BaseForm):
    typed = forms.CharField(
        label=_("Numéro, code ou référence"),
        help_text=_("NEQ, numéro d’identification, code d’utilisateur ou numéro de référence, au complet"),
        max_length=40,
        error_messages={"required": _("Entrez un numéro, un code ou une référence")},
        widget=forms.TextInput(attrs=_WIDE),
    )
    reason = forms.ChoiceField(
        label=_("Motif de la consultation"),
        choices=SearchReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez le motif de la consultation")},
    )


class JournalForm(BaseForm):
    """Filters of the journal; all together narrow it."""

    actor = forms.CharField(
        label=_("Code de la personne ou de l’agent"), max_length=40, required=False, widget=forms.TextInput(attrs=_WIDE)
    )
    action = forms.ChoiceField(label=_("Action"), required=False)
    subject = forms.CharField(
        label=_("Entreprise"),
        help_text=_("NEQ, numéro d’identification, code d’utilisateur ou numéro de référence, au complet"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs=_WIDE),
    )
    since = ThreePartDateField(label=_("À partir du"), required=False)
    until = ThreePartDateField(label=_("Jusqu’au"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(((code, str(label)) for code, label in event_choices()), key=lambda choice: choice[1])
        self.fields["action"].choices = [("", _("Toutes")), *choices]  # type: ignore[attr-defined]  # declared above
