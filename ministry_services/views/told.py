"""What a service is told, in words people read."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Row = dict[str, object]

_LANGUAGES = {"fr-CA": gettext_lazy("français"), "en-CA": gettext_lazy("anglais")}
_ROLES = {"rse": gettext_lazy("Responsable des services électroniques"), "user": gettext_lazy("Utilisateur")}


def person_rows(told: Mapping[str, Any]) -> list[Row]:
    """Give a row for each thing that is told of the person; a name in one piece and in two is one thing."""
    name = told.get("name") or " ".join(part for part in (told.get("given_name"), told.get("family_name")) if part)
    rows = [
        (_("Votre nom"), name),
        (_("Votre langue"), _LANGUAGES.get(told.get("locale", ""))),
        (_("Votre courriel"), told.get("email")),
        (_("Votre téléphone"), told.get("phone_number")),
        (_("La preuve de votre identité"), _proof(told)),
        (_("Un numéro propre à cet organisme"), _("tiré au sort; aucun autre ne peut vous reconnaître par lui")),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def enterprise_rows(details: Mapping[str, Any], tasks: Iterable[object]) -> list[Row]:
    """Give the rows of an object of `authorization_details`; `tasks` are those it names, where it is restricted."""
    enterprise = details["enterprise"]
    allowed = [str(task) for task in tasks]
    rows = [
        (_("Entreprise"), enterprise["name"]),
        (_("NEQ"), enterprise["neq"]),
        (_("Votre rôle"), _ROLES.get(details["role"])),
        (_("Procuration numéro"), details["procuration"]),
        (_("Tâches permises"), "\n".join(allowed) if details["tasks"] is not None else _("toutes celles du service")),
        (_("Jusqu’au"), date_format(date.fromisoformat(details["until"])) if details["until"] else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _proof(told: Mapping[str, Any]) -> str:
    if "identity_verified" not in told:
        return ""
    if not told["identity_verified"]:
        return _("pas encore faite")
    proven_at = timezone.localtime(datetime.fromtimestamp(told["identity_verified_at"], tz=UTC))
    return _("faite le %(day)s") % {"day": date_format(proven_at)}
