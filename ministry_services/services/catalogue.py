"""Load the catalogue: what the file holds is put in place, what it no longer holds is retired, nothing is deleted."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError
from ministry_services import events
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService, ServiceTask
from ministry_services.queries.integration import services_of_the_desk
from ministry_services.rules.catalogue import question_faults
from ministry_services.states import ServiceState

CatalogueRow = Ministry | OnlineService | EnrolmentQuestion | ServiceTask
Row = TypeVar("Row", Ministry, OnlineService, EnrolmentQuestion, ServiceTask)
Path = tuple[int, ...]

_HEADER = re.compile(r"\s*\[\[\s*([a-z.]+)\s*\]\]")
_KEPT = ("state", "closed_until")  # an operator may have closed a service: a silent file leaves it so


@dataclass(frozen=True)
class Fault:
    """What is wrong, and on which line of the file."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class CatalogueRefused(DomainError):
    """The file holds faults; nothing was changed."""

    code = "catalogue.refused"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True)
class _Level:
    """One kind of table of the file: its model, the key that names it, its other keys, the tables inside it."""

    model: type[CatalogueRow]
    key: str
    others: tuple[str, ...]
    inner: tuple[str, ...] = ()


_NAMES = ("name_fr", "name_en")
_QUESTION = ("kind", "label_fr", "label_en", "hint_fr", "hint_en", "required", "choices", "limits")
_SERVICE = ("portal", *_NAMES, "description_fr", "description_en", "address", "needs_identity_proof", "decision_mode")
_MINISTRY = ("list_label_fr", "list_label_en", *_NAMES, "acronym", "aliases", "website", "phone")
_LEVELS = {
    "ministry": _Level(Ministry, "code", _MINISTRY, inner=("service",)),
    "service": _Level(OnlineService, "slug", (*_SERVICE, *_KEPT), inner=("question", "task")),
    "question": _Level(EnrolmentQuestion, "code", _QUESTION),
    "task": _Level(ServiceTask, "code", _NAMES),
}


@transaction.atomic
def load_catalogue(text: str, *, by: User | OutsideActor) -> int:
    """Put the catalogue of `text` in place and give the number of changes; refuse it whole if one line is wrong.

    A service, a question or a task of a ministry of the file that the file no longer holds is retired. A service that
    the desk has published once is the desk's, with its questions and its tasks: the file leaves it alone.
    """
    data = _parsed(text)
    lines = dict(_lines(text))
    faults = sorted(_faults(data, lines), key=lambda fault: fault.line)
    if faults:
        raise CatalogueRefused(faults)
    changes = 0
    for values in data.get("ministry", []):
        ministry, changed = _put(Ministry, {"code": values["code"]}, _values("ministry", values))
        kept = services_of_the_desk(ministry)
        changed += sum(
            _put_service(ministry, service, order)
            for order, service in enumerate(values.get("service", []))
            if service["slug"] not in kept
        )
        gone = ministry.services.exclude(slug__in=[*kept, *(row["slug"] for row in values.get("service", []))])
        changed += gone.exclude(state=ServiceState.CLOSED).update(state=ServiceState.CLOSED)
        if changed:
            record(events.CATALOGUE_LOADED, by=by, subject=ministry, changes=changed)
        changes += changed
    return changes


def _put_service(ministry: Ministry, values: dict[str, Any], order: int) -> int:
    known = _values("service", values) | {"ministry": ministry, "order": order}
    service, changed = _put(OnlineService, {"slug": values["slug"]}, known)
    changed += _put_inner(EnrolmentQuestion, service, values.get("question", []))
    return changed + _put_inner(ServiceTask, service, values.get("task", []))


def _put_inner(
    model: type[EnrolmentQuestion] | type[ServiceTask], service: OnlineService, rows: list[dict[str, Any]]
) -> int:
    changed = 0
    for order, row in enumerate(rows):
        key = {"service": service, "code": row["code"]}
        if model is EnrolmentQuestion:
            question = _values("question", row) | {"order": order, "retired": False}
            changed += _put(EnrolmentQuestion, key, question)[1]
        else:
            changed += _put(ServiceTask, key, _values("task", row) | {"retired": False})[1]
    gone = model.objects.filter(service=service, retired=False)
    return changed + gone.exclude(code__in=[row["code"] for row in rows]).update(retired=True)


def _put(model: type[Row], key: dict[str, Any], values: dict[str, Any]) -> tuple[Row, int]:
    """Create the row or save the fields that differ; give it and whether it changed."""
    row = model.objects.select_for_update(of=("self",)).filter(**key).first()
    if row is None:
        return model.objects.create(**key, **values), 1
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return row, int(bool(changed))


def _values(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    level = _LEVELS[name]
    blank = level.model()
    silent = {key: getattr(blank, key) for key in level.others if key not in _KEPT}
    return silent | {key: table[key] for key in level.others if key in table}


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise CatalogueRefused([Fault(int(found.group(1)) if found else 1, str(error))]) from error


def _lines(text: str) -> Iterator[tuple[tuple[str, Path], int]]:
    """Give the line of each `[[table]]`, by its name and its place in each table around it."""
    counts: Counter[tuple[str, Path]] = Counter()
    last: dict[int, Path] = {0: ()}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            depth = header.group(1).count(".") + 1
            name = header.group(1).rpartition(".")[2]
            around = last.get(depth - 1, ())
            last[depth] = (*around, counts[name, around])
            counts[name, around] += 1
            yield (name, last[depth]), number


def _faults(data: dict[str, Any], lines: Mapping[tuple[str, Path], int]) -> Iterator[Fault]:
    yield from (Fault(1, f"unknown table {name!r}") for name in data.keys() - {"ministry"})
    slugs: Counter[str] = Counter()
    for name, path, table in _tables("ministry", (), data.get("ministry", [])):
        line = lines.get((name, path), 1)
        level = _LEVELS[name]
        yield from (
            Fault(line, f"unknown key {key!r}") for key in table.keys() - {level.key, *level.others, *level.inner}
        )
        yield from (Fault(line, text) for text in _table_faults(level, table))
        # A slug names a service of the whole catalogue; a code only inside its service.
        key = f"{name}:{path[:-1] if level.key == 'code' else ''}:{table.get(level.key)}"
        slugs[key] += 1
        if slugs[key] == 2:
            yield Fault(line, f"{level.key} {table.get(level.key)!r} is already used")


def _tables(name: str, around: Path, rows: list[dict[str, Any]]) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CatalogueRefused([Fault(1, f"{name} is a list of tables: write [[…{name}]]")])
    for place, row in enumerate(rows):
        yield name, (*around, place), row
        for inner in _LEVELS[name].inner:
            yield from _tables(inner, (*around, place), row.get(inner, []))


def _table_faults(level: _Level, table: dict[str, Any]) -> Iterator[str]:
    row = level.model(**{key: value for key, value in table.items() if key in {level.key, *level.others}})
    try:
        row.clean_fields(exclude={"ministry", "service", "choices", "limits"})
    except ValidationError as error:
        yield from (f"{key}: {' '.join(texts)}" for key, texts in error.message_dict.items())
    for key, value in table.items():
        if key.endswith("_fr") and value and not table.get(f"{key[:-3]}_en"):
            yield f"{key} has no English text"
    if level.model is EnrolmentQuestion:
        yield from question_faults(table.get("kind", ""), table.get("choices", []), table.get("limits", {}))
