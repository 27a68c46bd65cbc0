"""Conditions of use: load the reviewed texts, accept or refuse them."""

import tomllib
from pathlib import Path

from django.db import transaction

from accounts import events
from accounts.models import TermsAcceptance, TermsVersion, User
from accounts.services.journal import record

TEXTS = Path(__file__).resolve().parent.parent / "terms"


class TextChanged(Exception):
    """A version that people accepted is not rewritten: publish a new number instead."""


@transaction.atomic
def load_terms(folder: Path = TEXTS) -> int:
    """Load the versions named in `versions.toml`; give how many are new. Refuse (`TextChanged`) a rewritten one."""
    listed = tomllib.loads((folder / "versions.toml").read_text(encoding="utf-8"))["version"]
    return sum(_load(folder, version) for version in listed)


def _load(folder: Path, version: dict[str, str]) -> bool:
    texts = {
        f"text_{language}": (folder / version[language]).read_text(encoding="utf-8").strip()
        for language in ("fr", "en")
    }
    kept, created = TermsVersion.objects.get_or_create(
        portal=version["portal"],
        number=version["number"],
        defaults={"in_force_on": version["in_force_on"], **texts},
    )
    if any(getattr(kept, name) != text for name, text in texts.items()):
        raise TextChanged(str(kept))
    return created


@transaction.atomic
def accept_terms(user: User, *, version: TermsVersion, by: User) -> TermsAcceptance:
    """Record that a person accepts a version; a second time changes nothing."""
    acceptance, created = TermsAcceptance.objects.get_or_create(user=user, version=version)
    if created:
        record(events.TERMS_ACCEPTED, by=by, subject=user, version=version.number)
    return acceptance


@transaction.atomic
def refuse_terms(user: User, *, version: TermsVersion, by: User) -> None:
    """Record a refusal; the account stays as it is (S-06)."""
    record(events.TERMS_REFUSED, by=by, subject=user, version=version.number)
