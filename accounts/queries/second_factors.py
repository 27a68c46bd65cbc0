"""Second factors, starting from the person. They are rows of allauth.mfa."""

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from accounts.models import User


def second_factors_of(user: User) -> QuerySet[Authenticator]:
    """Give the applications and passkeys of a person, oldest first."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=kinds).order_by("pk")
    return factors


def recovery_codes_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
