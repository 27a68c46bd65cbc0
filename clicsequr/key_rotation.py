"""Sealing everything anew under the current key, a batch at a time (docs/operate.md, Keys)."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from psycopg import sql

from accounts.actors import OutsideActor
from accounts.events import KEYS_ROTATED
from accounts.models import User
from accounts.services.journal import record
from citizens.models import RegisteredPerson
from citizens.sealed_files import reseal_file as reseal_person
from citizens.services.register_import import REGISTER_LOCK as PERSONS_LOCK
from clicsequr.kernel.register_load import only_one
from clicsequr.kernel.sealing import SealBroken, SealedTextField, needs_resealing, seal, unseal_bytes
from enterprises.models import PaperForm, RegisteredEnterprise
from enterprises.sealed_files import reseal_file
from enterprises.services.paper_form_scans import reseal_scan, scan_is_under_former_key
from enterprises.services.register_import import REGISTER_LOCK

BATCH = 500
MFA_PURPOSE = "allauth.mfa"

# From the values read of a row, the new value of the first one; None when it is already under the current key.
Renew = Callable[[Sequence[Any]], Any]


@dataclass(frozen=True)
class SealedColumn:
    model: type[models.Model]
    columns: tuple[str, ...]  # the sealed one first, then what its purpose needs
    renew: Renew
    lock: int = REGISTER_LOCK  # held while it is renewed

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.columns[0]}"  # noqa: SLF001 - _meta is public


@dataclass(frozen=True)
class Renewal:
    """What was found in one column: rows looked at, sealed anew, and those that no key opens."""

    looked_at: int = 0
    renewed: int = 0
    unreadable: tuple[str, ...] = ()


def sealed_columns() -> Iterator[SealedColumn]:
    """Give every column of the database that holds sealed values."""
    for model in apps.get_models():
        for field in model._meta.local_fields:  # noqa: SLF001
            if isinstance(field, SealedTextField):
                yield SealedColumn(model, (str(field.column),), _renew_text(field.purpose))
    yield SealedColumn(RegisteredEnterprise, ("sealed_file", "neq", "rq_number"), _renew_file)
    yield SealedColumn(RegisteredPerson, ("sealed_file", "nas_index"), _renew_person, PERSONS_LOCK)
    yield SealedColumn(Authenticator, ("data",), _renew_second_factor)


def rotate_column(
    column: SealedColumn, *, by: User | OutsideActor, progress: Callable[[Renewal], None], write: bool = True
) -> Renewal:
    """Seal anew what is under a former key, in batches that each commit: a run that stops goes on where it was.

    Refuse while a register is imported. With `write=False` only count.
    """
    done = Renewal()
    with only_one(column.lock):
        last: Any = None
        while True:
            with transaction.atomic():
                rows = _read(column, after=last, lock=write)
                if not rows:
                    break
                found = _renew_rows(column, rows, write=write)
            last = rows[-1][0]
            unreadable = done.unreadable + found.unreadable
            done = Renewal(done.looked_at + len(rows), done.renewed + found.renewed, unreadable)
            progress(done)
        if write and done.renewed:
            _record(column.model, column.columns[0], done, by=by)
    return done


def rotate_scans(*, by: User | OutsideActor, progress: Callable[[Renewal], None], write: bool = True) -> Renewal:
    """Seal anew the files of the scans, each in its own commit. With `write=False` only count."""
    done = Renewal()
    for form in PaperForm.objects.exclude(scan="").order_by("pk").iterator(chunk_size=BATCH):
        try:
            renewed = reseal_scan(form) if write else scan_is_under_former_key(form)
        except (SealBroken, FileNotFoundError):
            done = Renewal(done.looked_at + 1, done.renewed, (*done.unreadable, str(form.pk)))
        else:
            done = Renewal(done.looked_at + 1, done.renewed + renewed, done.unreadable)
        progress(done)
    if write and done.renewed:
        _record(PaperForm, "scan", done, by=by)
    return done


@transaction.atomic
def _record(model: type[models.Model], column: str, done: Renewal, *, by: User | OutsideActor) -> None:
    # The subject is the whole table: no row of it is number 0.
    whole, key_id = model(pk=0), next(iter(settings.SEALING_KEYS))
    record(KEYS_ROTATED, by=by, subject=whole, column=column, rows=done.renewed, key_id=key_id)


def _read(column: SealedColumn, *, after: Any, lock: bool) -> list[tuple[Any, ...]]:
    key = str(column.model._meta.pk.column)  # noqa: SLF001
    query = sql.SQL("SELECT {} FROM {} WHERE {} IS NOT NULL {} ORDER BY {} LIMIT {} {}").format(
        sql.SQL(", ").join(map(sql.Identifier, (key, *column.columns))),
        sql.Identifier(column.model._meta.db_table),  # noqa: SLF001
        sql.Identifier(column.columns[0]),
        sql.SQL("AND {} > %s").format(sql.Identifier(key)) if after is not None else sql.SQL(""),
        sql.Identifier(key),
        sql.Literal(BATCH),
        sql.SQL("FOR UPDATE") if lock else sql.SQL(""),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [after] if after is not None else [])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _renew_rows(column: SealedColumn, rows: Sequence[tuple[Any, ...]], *, write: bool) -> Renewal:
    changes, unreadable = [], []
    for pk, *values in rows:
        try:
            renewed = column.renew(values)
        except SealBroken:
            unreadable.append(str(pk))
            continue
        if renewed is not None:
            changes.append((renewed, pk))
    if write and changes:
        update = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(
            sql.Identifier(column.model._meta.db_table),  # noqa: SLF001
            sql.Identifier(column.columns[0]),
            sql.Identifier(str(column.model._meta.pk.column)),  # noqa: SLF001
        )
        with connection.cursor() as cursor:
            cursor.executemany(update, changes)
    return Renewal(len(rows), len(changes), tuple(unreadable))


def _renew_text(purpose: str) -> Renew:
    def renew(values: Sequence[Any]) -> bytes | None:
        token = bytes(values[0])
        return seal(unseal_bytes(token, purpose=purpose), purpose=purpose) if needs_resealing(token) else None

    return renew


def _renew_file(values: Sequence[Any]) -> bytes | None:
    token, neq, rq_number = bytes(values[0]), values[1], values[2]
    return reseal_file(token, neq=neq, rq_number=rq_number) if needs_resealing(token) else None


def _renew_person(values: Sequence[Any]) -> bytes | None:
    token, index = bytes(values[0]), bytes(values[1])
    return reseal_person(token, index=index) if needs_resealing(token) else None


def _renew_second_factor(values: Sequence[Any]) -> str | None:
    """Renew the texts that accounts.adapter seals inside allauth's JSON: TOTP secret, seed and codes of recovery."""
    data = json.loads(values[0]) if isinstance(values[0], str) else values[0]
    sealed = {name: value for name, value in data.items() if name in {"secret", "seed", "migrated_codes"}}
    renewed = {name: _renew_encoded(value) for name, value in sealed.items()}
    return json.dumps(data | renewed) if renewed != sealed else None


def _renew_encoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_renew_encoded(item) for item in value]
    token = base64.b64decode(value)
    if not needs_resealing(token):
        return value
    return base64.b64encode(seal(unseal_bytes(token, purpose=MFA_PURPOSE), purpose=MFA_PURPOSE)).decode()
