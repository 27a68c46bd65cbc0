"""What a page may do: a read cannot write, a write is one transaction, a private page is kept by no cache."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]

JOURNAL_TABLE = "accounts_journalentry"
_PASSES = re.compile(r"[\s(]*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK|DECLARE|FETCH|CLOSE|SHOW|SET)\b", re.IGNORECASE)
# Row locks, and writes inside WITH or after a semicolon. A quoted name (`"update"`) is a column.
_WRITES = re.compile(r'(?<!")\b(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|FOR\s+(?:KEY\s+)?SHARE)\b', re.IGNORECASE)
_TARGET = re.compile(r'\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"([^"]+)"', re.IGNORECASE)


class WriteOnRead(Exception):
    """A page answering GET or HEAD tried to change the database: a fault of ours, never a refusal."""


@dataclass(frozen=True)
class Page:
    """What a view declares; a house test reads it."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]
    journals: bool
    audience: str

    @property
    def methods(self) -> list[str]:
        head = ("HEAD",) if "GET" in self.reads else ()
        return [*self.reads, *head, *self.writes]


def page(
    reads: Iterable[str] = ("GET",),
    writes: Iterable[str] = ("POST",),
    *,
    journals: bool = False,
    atomic: bool = True,
    audience: str = "",
) -> Callable[[View], View]:
    """Declare a page: other methods get 405, reads cannot write, writes are undone by any error that escapes.

    `journals` lets a read add to the journal: an agent who looks at a file leaves a trace. Without `atomic` each
    service commits by itself: a refusal then answers an error and is kept, and what only reads opens no transaction.
    `audience` names who the page is for; it declares and does not check.
    """
    declared = Page(tuple(reads), tuple(writes), journals, audience)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method not in declared.methods:
                return HttpResponseNotAllowed(declared.methods)
            # Before the view: it loads the user outside the guard, and a sign-out must not look anonymous.
            private = _signed_in(request)
            with _guard(declared, request.method, atomic=atomic):
                response = view(request, *args, **kwargs)
            if private or _signed_in(request):
                response.headers["Cache-Control"] = "no-store"
            return response

        guarded.page = declared  # type: ignore[attr-defined]  # functions take attributes; the house test reads it
        return guarded

    return declare


def _guard(declared: Page, method: str | None, *, atomic: bool) -> AbstractContextManager[object]:
    if method not in declared.writes:
        return reading(journals=declared.journals)
    return transaction.atomic() if atomic else nullcontext()


@contextmanager
def reading(*, journals: bool = False) -> Iterator[None]:
    """Refuse every statement that writes or locks, on every connection."""
    # The cache is no record: reading an expired entry deletes its row.
    tables = {settings.CACHES["default"].get("LOCATION")}

    def refuse_writes(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if not _reads_only(sql) and not _writes_to(sql, tables, journals=journals):
            raise WriteOnRead(sql.split("(", 1)[0][:120])  # the statement's head: never a value
        return execute(sql, params, many, context)

    with ExitStack() as guards:
        for connection in connections.all():
            guards.enter_context(connection.execute_wrapper(refuse_writes))
        yield


def _reads_only(sql: str) -> bool:
    return bool(_PASSES.match(sql)) and not _WRITES.search(sql)


def _writes_to(sql: str, tables: set[str | None], *, journals: bool) -> bool:
    target = _TARGET.match(sql)
    if not target:
        return False
    verb, table = target.groups()
    return table in tables or (journals and table == JOURNAL_TABLE and verb.upper().startswith("INSERT"))


def _signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)
