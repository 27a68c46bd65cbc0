"""Conditions of use in force."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import TermsVersion


def terms_in_force(portal: str, *, on: date) -> QuerySet[TermsVersion]:
    """Give the versions in force that day, the latest first: the one to accept."""
    return TermsVersion.objects.filter(portal=portal, in_force_on__lte=on).order_by("-in_force_on", "-pk")
