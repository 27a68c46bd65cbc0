"""What the profile of a person shows beside that of every account (screens.md K-03)."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from citizens.images import image_named
from citizens.models import CitizenProfile
from citizens.queries.services import proof_of


def profile_of(user: User) -> CitizenProfile | None:
    """Give what the person chose; nothing before the first choice."""
    return CitizenProfile.objects.filter(user=user).first()


def profile_parts(user: User) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Give the rows of a citizen's profile beside everybody's, and what else may be done with the account."""
    return _rows(user), _links()


def _rows(user: User) -> list[dict[str, Any]]:
    """Never an answer, never a number."""
    profile, proof = profile_of(user), proof_of(user)
    image = image_named(profile.image) if profile else None
    proven = _("Prouvée le %(day)s") % {"day": date_format(proof.verified_at, "DATE_FORMAT")} if proof else ""
    return [
        {
            "key": _("Image"),
            "value": image.text if image else _("À choisir"),
            "change_url": reverse("citizens:image-change"),
        },
        {
            "key": _("Phrase"),
            "value": (profile.phrase if profile else "") or _("À choisir"),
            "change_url": reverse("citizens:phrase-change"),
        },
        {
            "key": _("Questions de sécurité"),
            "value": _("Quatre questions et leurs réponses"),
            "change_url": reverse("citizens:questions-change"),
        },
        {
            "key": _("Identité"),
            "value": proven or _("Pas encore prouvée"),
            **({} if proof else {"change_url": reverse("citizens:proof"), "change_label": _("Prouver")}),
        },
    ]


def _links() -> list[dict[str, str]]:
    return [
        {"label": _("Télécharger mes renseignements"), "url": reverse("citizens:export")},
        {"label": _("Fermer mon compte"), "url": reverse("citizens:close")},
    ]
