"""How to reach the people who help: telephone, hours."""

from django.conf import settings
from django.utils.translation import get_language


def dialled(phone: str) -> str:
    """Give the number as a telephone dials it."""
    digits = "".join(character for character in phone if character.isdigit())
    return f"+{digits}" if digits.startswith("1") else f"+1{digits}"


def support_phone() -> dict[str, str]:
    return {"display": settings.SUPPORT_PHONE, "tel": dialled(settings.SUPPORT_PHONE)}


def support_hours() -> str:
    """Give the hours in the language of the page."""
    return settings.SUPPORT_HOURS["en" if get_language() == "en" else "fr"]
