"""Why a proposal is refused."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.forms import BaseForm
from clicsequr.kernel.secrecy import holds_nas, without_nas


class RefusalForm(BaseForm):
    reason = forms.CharField(
        label=_("Raison du refus"),
        help_text=_("La personne qui a écrit la proposition la lira. 300 caractères au plus."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Écrivez la raison du refus."),
            "max_length": _("La raison compte 300 caractères au plus."),
        },
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        """A number that may be a NAS is taken out of the page that shows the error."""
        typed = data.get("reason", "") if data else ""
        self.had_a_number = holds_nas(typed)
        if data and self.had_a_number:
            data = data.copy()
            data["reason"] = without_nas(typed)
        super().__init__(data)

    def clean_reason(self) -> str:
        if self.had_a_number:
            raise forms.ValidationError(_("Écrivez la raison du refus, sans aucun numéro d’assurance sociale."))
        return str(self.cleaned_data["reason"])
