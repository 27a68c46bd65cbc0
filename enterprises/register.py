"""How the portal asks Revenu Québec's register of enterprises, whatever keeps it (architecture.md §3)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Protocol, cast

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.errors import Unavailable
from clicsequr.kernel.sealing import SealBroken, constant_time_equal
from clicsequr.kernel.typed import InvalidIdentifier
from enterprises.models import RegisteredEnterprise
from enterprises.sealed_files import RegisteredPerson, SealedFile, Typed, open_file, secret_values

logger = logging.getLogger(__name__)


class RegisterUnavailable(Unavailable):
    """The register does not answer: another thing than « does not match », and never a try."""

    code = "register.unavailable"
    message = _("Le registre de Revenu Québec ne répond pas. Rien n’a été perdu. Réessayez dans quelques minutes.")


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the portal may know of an enterprise of the register. `id` may change at the next import: do not keep it."""

    id: int
    neq: str
    rq_number: str
    name: str
    legal_form: str
    address_line: str
    city: str
    province: str
    postal_code: str
    status: str
    is_legacy: bool
    secret_kinds: tuple[str, ...]

    @property
    def is_active(self) -> bool:
        return self.status == RegisteredEnterprise.Status.ACTIVE


class EnterpriseRegister(Protocol):
    """Each method raises RegisterUnavailable when the register does not answer."""

    def find(self, *, neq: str = "", rq_number: str = "") -> RegisterEntry | None:
        """Find by one number or both; None when unknown, or when the two are not of one enterprise."""

    def entry(self, entry_id: int) -> RegisterEntry | None:
        """Give the entry again by its id."""

    def match_secret(self, entry_id: int, kind: str, value: Typed | Sequence[Typed]) -> bool:
        """Tell whether the value is the one the register holds; never what it holds."""

    def representatives(self, entry_id: int) -> list[RegisteredPerson]:
        """Give the persons who may speak for the enterprise, for agents."""


@lru_cache(maxsize=4)
def _instance(path: str) -> EnterpriseRegister:
    return cast(EnterpriseRegister, import_string(path)())


def register() -> EnterpriseRegister:
    """Give the register named by the setting ENTERPRISE_REGISTER."""
    return _instance(settings.ENTERPRISE_REGISTER)


class DatabaseRegister:
    """The register kept in PostgreSQL, filled by `manage.py import_register enterprises`."""

    def find(self, *, neq: str = "", rq_number: str = "") -> RegisterEntry | None:
        by_number = (Q(neq=neq) if neq else Q()) | (Q(rq_number=rq_number) if rq_number else Q())
        if not by_number:
            return None
        rows = _rows(by_number)
        # A number the register lacks contradicts nothing; one that it knows otherwise is another enterprise.
        if len(rows) != 1 or not _agrees(neq, rows[0].neq) or not _agrees(rq_number, rows[0].rq_number):
            return None
        return _entry(rows[0])

    def entry(self, entry_id: int) -> RegisterEntry | None:
        row = _row(entry_id)
        return _entry(row) if row else None

    def match_secret(self, entry_id: int, kind: str, value: Typed | Sequence[Typed]) -> bool:
        expected = _file(entry_id).secrets.get(kind, ())
        try:
            said = secret_values(kind, value)
        except InvalidIdentifier:
            return False
        return _same(said, expected) and bool(expected)

    def representatives(self, entry_id: int) -> list[RegisteredPerson]:
        return [RegisteredPerson(*person) for person in _file(entry_id).representatives]


def _agrees(asked: str, held: str) -> bool:
    return not asked or not held or asked == held


def _same(said: Sequence[str], expected: Sequence[str]) -> bool:
    # Digests have one length: the time tells neither the number of digits nor the first that differs.
    return constant_time_equal(_digest(said), _digest(expected))


def _digest(values: Sequence[str]) -> bytes:
    return sha256("\x1f".join(values).encode()).digest()


def _rows(condition: Q) -> list[RegisteredEnterprise]:
    try:
        return list(RegisteredEnterprise.objects.filter(condition)[:2])
    except DatabaseError as error:
        raise RegisterUnavailable from error


def _row(entry_id: int) -> RegisteredEnterprise | None:
    return next(iter(_rows(Q(pk=entry_id))), None)


def _file(entry_id: int) -> SealedFile:
    row = _row(entry_id)
    if row is None or row.sealed_file is None:
        return SealedFile()
    try:
        return open_file(bytes(row.sealed_file), neq=row.neq, rq_number=row.rq_number)
    except SealBroken as error:
        logger.exception("register.seal_broken", extra={"entry_id": entry_id})
        raise RegisterUnavailable from error


def _entry(row: RegisteredEnterprise) -> RegisterEntry:
    return RegisterEntry(
        id=row.pk,
        neq=row.neq,
        rq_number=row.rq_number,
        name=row.name,
        legal_form=row.legal_form,
        address_line=row.address_line,
        city=row.city,
        province=row.province,
        postal_code=row.postal_code,
        status=row.status,
        is_legacy=row.is_legacy,
        secret_kinds=tuple(row.secret_kinds),
    )
