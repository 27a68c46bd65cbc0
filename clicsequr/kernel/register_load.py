"""Replacing a whole register by the content of a file: all of it at one instant, or nothing (architecture.md §3)."""

import mmap
import multiprocessing
import os
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import connection
from psycopg import sql

from clicsequr.kernel.errors import DomainError
from clicsequr.kernel.register_file import NO_KEY, Chunk, Prepared, RowReader, prepare, read_chunks

REJECTS_SUFFIX = ".rejects.csv"
# Below this size, starting processes costs more than it saves.
WORTH_PROCESSES = 1 << 22
WAITING_CHUNKS = 6


class ImportRunning(DomainError):
    code = "register.import_running"
    message = "Another import of this register, or a rotation of keys, is running. Wait for its end."


class RegisterWouldShrink(DomainError):
    code = "register.would_shrink"
    message = "The file has less than half of the rows that the register holds. Add --allow-shrink if that is right."


@dataclass(frozen=True)
class RegisterFormat:
    """A register: the columns of its file, its table, how a line is read, and for each key how many values it has."""

    table: str
    csv_columns: Sequence[str]
    table_columns: Sequence[str]
    read_row: RowReader
    keys: Sequence[tuple[str, int]]  # (reason of the reject of a second one, number of values)
    lock: int
    later_columns: Sequence[str] = ()  # of a file made since; one of before lacks them all


@dataclass(frozen=True)
class Counts:
    accepted: int = 0
    rejected: int = 0
    bytes_read: int = 0


Progress = Callable[[Counts], None]


class Seen:
    """Which values of a key the file has had: one bit each, in memory the kernel gives only where it is touched."""

    def __init__(self, values: int) -> None:
        self._bits = mmap.mmap(-1, values // 8 + 1)

    def __contains__(self, value: int) -> bool:
        return value != NO_KEY and bool(self._bits[value >> 3] & 1 << (value & 7))

    def has_any(self, values: Sequence[int]) -> bool:
        """True when one of `values` is held, or comes twice."""
        held, bits = [value for value in values if value != NO_KEY], self._bits
        return len(set(held)) < len(held) or any(bits[value >> 3] & 1 << (value & 7) for value in held)

    def add(self, values: Iterable[int]) -> None:
        bits = self._bits
        for value in values:
            if value != NO_KEY:
                bits[value >> 3] |= 1 << (value & 7)


def replace_register(path: Path, form: RegisterFormat, *, progress: Progress, allow_shrink: bool = False) -> Counts:
    """Replace every row of the register in the running transaction; rejected lines go to FILE.rejects.csv.

    Readers see the old rows until the commit, and the old rows stay when it never comes. Refuse while another import
    runs, and a file that would lose half of the register.
    """
    lock_register(form.lock)
    with path.open("rb") as file, rejects_file(path) as reject, connection.cursor() as cursor:
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(form.table)))
        held, counts = cursor.rowcount, Counts()
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(form.table), sql.SQL(", ").join(map(sql.Identifier, form.table_columns))
        )
        seen = [Seen(values) for _reason, values in form.keys]
        with cursor.copy(copy) as rows:
            chunks = read_chunks(file, form.csv_columns, form.later_columns)
            for prepared in prepared_chunks(chunks, form.read_row, path.stat().st_size):
                drop_second_ones(prepared, seen, [reason for reason, _values in form.keys])
                rows.write(prepared.copy)
                reject(prepared.rejects)
                counts = Counts(
                    counts.accepted + len(prepared.lines), counts.rejected + len(prepared.rejects), file.tell()
                )
                progress(counts)
        if counts.accepted * 2 < held and not allow_shrink:
            raise RegisterWouldShrink
    return counts


def lock_register(lock: int) -> None:
    """Hold the register until the end of the transaction; refuse at once when somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock])
        if not cursor.fetchone()[0]:
            raise ImportRunning


@contextmanager
def only_one(lock: int) -> Iterator[None]:
    """Hold `lock` for work of several transactions; refuse at once when somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        if not cursor.fetchone()[0]:
            raise ImportRunning
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])


def drop_second_ones(prepared: Prepared, seen: Sequence[Seen], reasons: Sequence[str]) -> None:
    """Reject the rows one of whose keys an earlier line has; a rejected row takes none of its keys."""
    if not any(had.has_any(keys) for had, keys in zip(seen, prepared.keys, strict=False)):
        for had, keys in zip(seen, prepared.keys, strict=False):
            had.add(keys)
        return
    kept, lines = [], array("q")
    rows = zip(prepared.copy.splitlines(keepends=True), prepared.lines, zip(*prepared.keys, strict=True), strict=True)
    for row, line, row_keys in rows:
        doubled = [reason for had, key, reason in zip(seen, row_keys, reasons, strict=True) if key in had]
        if doubled:
            prepared.rejects.append((line, doubled[0]))
            continue
        for had, key in zip(seen, row_keys, strict=True):
            had.add([key])
        kept.append(row)
        lines.append(line)
    prepared.copy, prepared.lines = b"".join(kept), lines
    prepared.rejects.sort()


def prepared_chunks(chunks: Iterable[Chunk], read_row: RowReader, size: int) -> Iterator[Prepared]:
    """Prepare the chunks on every core, in the order of the file, only a few of them in memory at a time."""
    work = partial(prepare, read_row=read_row)
    if size < WORTH_PROCESSES:
        yield from map(work, chunks)
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # Spawned, not forked: a fork would carry the connection to the database and the locks of other threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, context, initializer=_end_with_parent) as pool:
        waiting: deque[Future[Prepared]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(work, chunk))
                if len(waiting) >= WAITING_CHUNKS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Leave when the parent does, even by kill -9: the pool's own pipes would stay open between the workers."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - only ever called in a process of the pool

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def rejects_file(path: Path) -> Iterator[Callable[[list[tuple[int, str]]], None]]:
    """Write line numbers and reasons beside the file, published at the end; a clean file leaves none."""
    final, draft = path.with_name(path.name + REJECTS_SUFFIX), path.with_name(path.name + REJECTS_SUFFIX + ".draft")
    written = 0
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write("line,reason\n")

            def write(rejects: list[tuple[int, str]]) -> None:
                nonlocal written
                written += len(rejects)
                file.writelines(f"{line},{reason}\n" for line, reason in rejects)

            yield write
    finally:
        if written:
            draft.replace(final)
        else:
            draft.unlink(missing_ok=True)
            final.unlink(missing_ok=True)
