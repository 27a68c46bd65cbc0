"""What an RSE types of a procuration and of its assignments (screens.md §10)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import NeqField, ThreePartDateField
from clicsequr.kernel.forms import BaseForm
from enterprises.forms.registration_fields import LineField
from enterprises.rules.procurations import Days, days_fault, fault_sentence
from ministry_services.models import OnlineService

INTERNAL, EXTERNAL = "internal", "external"
UNRESTRICTED, RESTRICTED = "unrestricted", "restricted"
Choices = list[tuple[str, str]]


class ProcurationForm(BaseForm):
    """P-02: its name, for whom, which services."""

    name = LineField(
        label=_("Nom de la procuration"),
        max_length=80,
        help_text=_("Pour la reconnaître. Par exemple\u00a0: Comptabilité"),
        error_messages={"required": _("Donnez un nom à la procuration")},
    )
    kind = forms.ChoiceField(
        label=_("Pour qui?"),
        choices=[
            (INTERNAL, _("Pour des utilisateurs de votre entreprise")),
            (EXTERNAL, _("Pour une autre entreprise qui agit en votre nom, comme un comptable")),
        ],
        widget=forms.RadioSelect,
        initial=INTERNAL,
        error_messages={"required": _("Choisissez pour qui"), "invalid_choice": _("Choisissez pour qui")},
    )
    mandatary_neq = NeqField(
        label=_("NEQ de l’autre entreprise"),
        required=False,
        help_text=_("10 chiffres. Seulement pour une autre entreprise; elle pourra accepter ou décliner."),
    )
    services = forms.MultipleChoiceField(
        label=_("Services confiés"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choisissez au moins un service"),
            "invalid_choice": _("Choisissez des services de la liste"),
        },
    )

    def __init__(self, data: Any = None, *, services: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["services"].choices = services  # type: ignore[attr-defined]
        # Asked of one kind alone: not a matter of choice, which « (facultatif) » would say.
        self.fields["mandatary_neq"].is_conditional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == EXTERNAL and not cleaned.get("mandatary_neq") and "mandatary_neq" not in self.errors:
            self.add_error("mandatary_neq", _("Entrez le NEQ de l’autre entreprise"))
        if cleaned.get("kind") == INTERNAL:
            cleaned["mandatary_neq"] = ""
        return cleaned


class DaysForm(BaseForm):
    """The first and the last day, both included."""

    starts_on = ThreePartDateField(
        label=_("Premier jour"),
        help_text=_("Par exemple 27 3 2027"),
        earliest=timezone.localdate,
        error_messages={"required": _("Entrez le premier jour")},
    )
    ends_on = ThreePartDateField(
        label=_("Dernier jour"),
        help_text=format_lazy(_("Au plus {years} ans après le premier jour"), years=settings.PROCURATION_YEARS),
        earliest=timezone.localdate,
        error_messages={"required": _("Entrez le dernier jour")},
    )

    def clean(self) -> dict[str, Any]:
        """Say beside the date what the service would refuse pages later."""
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on:
            days, today = Days(starts_on, ends_on), timezone.localdate()
            fault = days_fault(days, today=today, years=settings.PROCURATION_YEARS)
            if fault is not None:
                self.add_error("ends_on", fault_sentence(fault, years=settings.PROCURATION_YEARS))
        return cleaned


class AccessForm(DaysForm):
    """P-02 and P-03: for each service that has tasks, all of it or some; then the days."""

    def __init__(self, data: Any = None, *, services: Iterable[OnlineService], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.restrictable = []
        for service in services:
            tasks = [(task.code, str(task)) for task in service.tasks.all() if not task.retired]
            if tasks:
                self.restrictable.append(service)
                self.fields |= self._fields_of(service, tasks)
                self.fields[f"tasks_{service.pk}"].is_conditional = True  # type: ignore[attr-defined]
        self.order_fields([*(name for name in self.fields if name not in _DAYS), *_DAYS])

    @staticmethod
    def _fields_of(service: OnlineService, tasks: Choices) -> dict[str, forms.Field]:
        return {
            f"access_{service.pk}": forms.ChoiceField(
                label=service.name,
                choices=[
                    (UNRESTRICTED, _("Accès sans restriction\u00a0: toutes les tâches")),
                    (RESTRICTED, _("Accès avec restriction\u00a0: les tâches choisies")),
                ],
                widget=forms.RadioSelect,
                initial=UNRESTRICTED,
                error_messages={"required": _("Choisissez un accès"), "invalid_choice": _("Choisissez un accès")},
            ),
            f"tasks_{service.pk}": forms.MultipleChoiceField(
                label=_("Tâches permises (%(service)s)") % {"service": service.name},
                choices=tasks,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Seulement pour un accès avec restriction"),
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for service in self.restrictable:
            restricted = cleaned.get(f"access_{service.pk}") == RESTRICTED
            if restricted and not cleaned.get(f"tasks_{service.pk}"):
                self.add_error(f"tasks_{service.pk}", _("Choisissez au moins une tâche"))
        return cleaned

    @property
    def tasks(self) -> dict[str, list[str]]:
        """Give the tasks of each service whose access is restricted."""
        return {
            service.slug: self.cleaned_data[f"tasks_{service.pk}"]
            for service in self.restrictable
            if self.cleaned_data[f"access_{service.pk}"] == RESTRICTED
        }


_DAYS = ("starts_on", "ends_on")


class EndForm(BaseForm):
    ends_on = ThreePartDateField(
        label=_("Dernier jour"),
        earliest=timezone.localdate,
        help_text=_("Les assignations qui dureraient plus longtemps finissent le même jour"),
        error_messages={"required": _("Entrez le dernier jour")},
    )


class AssignmentForm(DaysForm):
    """P-04: which procuration, to whom, which days."""

    procuration = forms.ChoiceField(
        label=_("Procuration"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une procuration"),
            "invalid_choice": _("Choisissez une procuration de la liste"),
        },
    )
    members = forms.MultipleChoiceField(
        label=_("Utilisateurs"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choisissez au moins un utilisateur"),
            "invalid_choice": _("Choisissez des utilisateurs de la liste"),
        },
    )
    field_order = ("procuration", "members", *_DAYS)

    def __init__(self, data: Any = None, *, procurations: Choices, members: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["procuration"].choices = procurations  # type: ignore[attr-defined]
        self.fields["members"].choices = members  # type: ignore[attr-defined]
