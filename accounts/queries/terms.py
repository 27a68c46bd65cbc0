"""Conditions of use: which are in force, and whether a person has accepted them."""

from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import TermsAcceptance, TermsVersion, User


def terms_in_force(portal: str, *, on: date) -> QuerySet[TermsVersion]:
    """Give the versions in force that day, the latest first: the one to accept."""
    return TermsVersion.objects.filter(portal=portal, in_force_on__lte=on).order_by("-in_force_on", "-pk")


def current_terms(portal: str, *, on: date) -> TermsVersion | None:
    """Give the version in force on a day; none before the first is loaded."""
    return terms_in_force(portal, on=on).first()


_IN_FORCE_ACCEPTED = """
SELECT EXISTS (SELECT 1 FROM accounts_termsacceptance a WHERE a.user_id = %s AND a.version_id = v.id)
FROM accounts_termsversion v WHERE v.portal = %s AND v.in_force_on <= %s ORDER BY v.in_force_on DESC, v.id DESC LIMIT 1
"""


def owes_terms(user: User, *, on: date) -> bool:
    """Say whether there are terms to accept, without reading their text: each sign-in asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE_ACCEPTED, [user.pk, user.portal, on])
        version = cursor.fetchone()
    return version is not None and not version[0]


def terms_to_accept(user: User, *, on: date) -> TermsVersion | None:
    """Give the version in force when this person has not accepted it yet."""
    accepted = Exists(TermsAcceptance.objects.filter(user=user, version=OuterRef("pk")))
    version = terms_in_force(user.portal, on=on).annotate(is_accepted=accepted).first()
    return None if version is None or version.is_accepted else version
