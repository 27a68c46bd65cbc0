"""Conditions of use: which are in force, and whether a person has accepted them."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import TermsAcceptance, TermsVersion, User


def terms_in_force(portal: str, *, on: date) -> QuerySet[TermsVersion]:
    """Give the versions in force that day, the latest first: the one to accept."""
    return TermsVersion.objects.filter(portal=portal, in_force_on__lte=on).order_by("-in_force_on", "-pk")


def current_terms(portal: str, *, on: date) -> TermsVersion | None:
    """Give the version in force on a day; none before the first is loaded."""
    return terms_in_force(portal, on=on).first()


def terms_to_accept(user: User, *, on: date) -> TermsVersion | None:
    """Give the version in force when this person has not accepted it yet."""
    version = current_terms(user.portal, on=on)
    if version is None or TermsAcceptance.objects.filter(user=user, version=version).exists():
        return None
    return version
