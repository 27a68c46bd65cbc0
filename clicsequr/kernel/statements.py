"""Statements written once, for the paths that every sign-in takes (docs/performance.md).

The ORM writes a statement anew at each call, for five times the work of sending it and reading its answer.
"""

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, Generic, Self, TypeVar, cast

import psycopg
from django.db import connection
from django.db.backends.postgresql.psycopg_any import register_tzloader
from django.db.backends.utils import CursorWrapper
from django.db.models import AutoField, Field, ForeignKey, Model
from psycopg.pq import Format

Row = TypeVar("Row", bound=Model)
# Without a number psycopg plans nothing ahead; Django's own cursors never do.
PLANNED_AFTER = 5
TIMESTAMPTZ = psycopg.adapters.types["timestamptz"].oid


class Lookup(Generic[Row]):
    """Rows of `model`, written `t` in `rest`, the SQL after the tables; with `also`, a foreign key, the row it names
    comes along as `also` in SQL. `%s` stand for the values asked with. What is asked at every call is `planned`.
    """

    def __init__(self, model: type[Row], rest: str, *, also: str = "", planned: bool = False) -> None:
        self.model, self.rest, self.also, self.planned = model, rest, also, planned

    def all(self, *values: Any) -> list[Row]:
        with planned_cursor() if self.planned else connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            return [self._read(found) for found in cursor.fetchall()]

    def first(self, *values: Any) -> Row | None:
        return next(iter(self.all(*values)), None)

    @cached_property
    def _key(self) -> "ForeignKey[Any, Any] | None":
        key = self.model._meta.get_field(self.also) if self.also else None  # noqa: SLF001 - _meta is public
        return key if isinstance(key, ForeignKey) else None

    @cached_property
    def _columns(self) -> "_Columns":
        return _Columns(self.model)

    @cached_property
    def _columns_also(self) -> "_Columns":
        assert self._key is not None  # noqa: S101  asked for with a key only
        return _Columns(self._key.related_model)

    @cached_property
    def _sql(self) -> str:
        shown, tables = self._columns.written("t"), f'"{self._columns.table}" t'
        if self._key is not None:
            shown += f", {self._columns_also.written('also')}"
            tables += f' JOIN "{self._columns_also.table}" also ON also."{self._key.target_field.column}"'
            tables += f' = t."{self._key.column}"'
        return f"SELECT {shown} FROM {tables} {self.rest}"  # noqa: S608  names of our tables and of our own columns

    def _read(self, found: tuple[Any, ...]) -> Row:
        row: Row = self._columns.read(found)
        if self._key is not None:
            setattr(row, self.also, self._columns_also.read(found[len(self._columns.fields) :]))
        return row


class Joined:
    """Rows of several models in one statement, then the values of `facts`, which are SQL.

    In `rest` and in `facts` a model is written by its name in `models`; `{name}` is the name of its table.
    """

    def __init__(self, models: Mapping[str, type[Model]], rest: str, *, facts: tuple[str, ...] = ()) -> None:
        self.models, self.rest, self.facts = models, rest, facts

    def first(self, *values: Any) -> tuple[Any, ...] | None:
        with planned_cursor() as cursor:
            cursor.execute(self._sql, values)
            found = cursor.fetchone()
        if found is None:
            return None
        rows: list[Any] = []
        start = 0
        for columns in self._columns.values():
            rows.append(columns.read(found[start:]))
            start += len(columns.fields)
        return (*rows, *found[start:])

    @cached_property
    def _columns(self) -> "dict[str, _Columns]":
        return {name: _Columns(model) for name, model in self.models.items()}

    @cached_property
    def _sql(self) -> str:
        shown = [columns.written(name) for name, columns in self._columns.items()]
        tables = {name: f'"{columns.table}" {name}' for name, columns in self._columns.items()}
        return f"SELECT {', '.join([*shown, *self.facts])} FROM {self.rest.format(**tables)}"  # noqa: S608  as above


class PlannedCursor(psycopg.Cursor[Any]):
    """Statements that the server plans once a connection, then only carries out; their values travel apart."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **options | {"prepare": True})


def planned_cursor() -> CursorWrapper:
    """Give a cursor for statements whose text is always the same, asked too often to be planned at each call.

    Planning five joined tables costs five times what finding one row of them does.
    """
    connection.ensure_connection()
    connection.connection.prepare_threshold = PLANNED_AFTER
    cursor = PlannedCursor(connection.connection)
    if connection.connection.adapters.get_loader(TIMESTAMPTZ, Format.TEXT).timezone != connection.timezone:
        register_tzloader(connection.timezone, cursor)
    wrap: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return cast(CursorWrapper, wrap(cursor))


class _Columns:
    """The columns of a model, and how its fields read them."""

    def __init__(self, model: type[Model]) -> None:
        self.model, self.table = model, model._meta.db_table  # noqa: SLF001 - _meta is public
        self.fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)  # noqa: SLF001
        self.names = [field.attname for field in self.fields]
        readers = [(place, getattr(field, "from_db_value", None)) for place, field in enumerate(self.fields)]
        self.readers = [(place, reader) for place, reader in readers if reader is not None]

    def written(self, alias: str) -> str:
        return ", ".join(f'{alias}."{field.column}"' for field in self.fields)

    def read(self, found: tuple[Any, ...]) -> Any:
        values = list(found[: len(self.fields)])
        for place, reader in self.readers:
            values[place] = reader(values[place], None, connection)
        return self.model.from_db(connection.alias, self.names, values)


def insert(row: Model) -> None:
    """Insert a new row; what the database fills by itself (its number, its dates) is left to it and not read back."""
    sql, fields = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])


@cache
def _insertion(model: type[Model]) -> tuple[str, list["Field[Any, Any]"]]:
    meta = model._meta  # noqa: SLF001 - _meta is public
    fields = [field for field in meta.concrete_fields if not (isinstance(field, AutoField) or field.has_db_default())]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({marks})', fields  # noqa: S608  names of our own
