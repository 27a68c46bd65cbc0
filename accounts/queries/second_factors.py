"""Second factors, starting from the person. They are rows of allauth.mfa."""

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import QuerySet

from accounts.models import User


def second_factors_of(user: User) -> QuerySet[Authenticator]:
    """Give the applications and passkeys of a person, oldest first."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=kinds).order_by("pk")
    return factors


def has_second_factor(user: User) -> bool:
    """Say whether a sign-in of this person has to be confirmed: each one asks it."""
    kinds = [str(Authenticator.Type.TOTP), str(Authenticator.Type.WEBAUTHN)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM mfa_authenticator WHERE user_id = %s AND type = ANY(%s))", [user.pk, kinds]
        )
        return bool(cursor.fetchone()[0])


def recovery_codes_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
