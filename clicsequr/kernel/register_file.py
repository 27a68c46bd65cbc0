"""Reading a register's file in pieces: one record a line, so that a bad one never hides the next."""

import csv
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import BinaryIO

CHUNK_BYTES = 1 << 18
LONGEST_LINE = 16_384  # bytes; what bounds the memory whatever is in the file
NO_KEY = -1
_CONTROL = re.compile(r"[\x00-\x1f]")
_NOT_PLAIN = bytes(byte for byte in range(32) if byte != ord("\n")) + b'"'


class BadHeader(Exception):
    """The first line does not name the columns; `missing` and `unknown` say which."""

    def __init__(self, missing: list[str], unknown: list[str]) -> None:
        super().__init__("header")
        self.missing = missing
        self.unknown = unknown


class RejectedRow(ValueError):
    """Why a line is left out, as a code; never what the line holds."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Gives the line of COPY, then one number for each key that must be unique in the file (NO_KEY where it has none).
RowReader = Callable[[Sequence[str]], tuple[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines; `order` gives the place in the line of each column that the reader expects."""

    first_line: int
    data: bytes
    order: tuple[int, ...]


@dataclass(slots=True)
class Prepared:
    """The good lines of a chunk, ready for COPY, with their keys; the rejects with their reasons."""

    copy: bytes
    lines: "array[int]"
    keys: "list[array[int]]"  # one array a key, as long as `lines`
    rejects: list[tuple[int, str]]


def column_order(header: bytes, expected: Sequence[str], later: Sequence[str] = ()) -> tuple[int, ...]:
    """Read the header, its columns in any order; refuse one that misses or adds a column.

    The columns `later` came after the first files: all of them or none, and the lines give them last.
    """
    named = [name.strip() for name in header.decode("utf-8-sig", errors="replace").strip().split(",")]
    if not set(later).isdisjoint(named):
        expected = (*expected, *later)
    missing = [name for name in expected if name not in named]
    unknown = [name for name in named if name not in expected]
    if missing or unknown or len(named) != len(expected):
        raise BadHeader(missing, unknown)
    return tuple(named.index(name) for name in expected)


def read_chunks(file: BinaryIO, columns: Sequence[str], later: Sequence[str] = ()) -> Iterator[Chunk]:
    """Give the file in chunks of about CHUNK_BYTES; a line beyond LONGEST_LINE comes cut, and is rejected later."""
    order = column_order(file.readline(LONGEST_LINE), columns, later)
    line = 2
    while data := file.read(CHUNK_BYTES):
        tail = file.readline(LONGEST_LINE + 1)
        yield Chunk(line, data + tail, order)
        line += data.count(b"\n") + tail.count(b"\n")
        if len(tail) > LONGEST_LINE and not tail.endswith(b"\n"):
            while (more := file.readline(CHUNK_BYTES)) and not more.endswith(b"\n"):
                pass
            line += 1


def prepare(chunk: Chunk, read_row: RowReader) -> Prepared:
    """Read each line of the chunk; a line alone decides whether it is rejected."""
    rows, lines, keys, rejects = [], array("q"), [], []
    for number, values in records(chunk):
        try:
            if isinstance(values, RejectedRow):
                raise values
            row, row_keys = read_row(values)
        except RejectedRow as reject:
            rejects.append((number, reject.reason))
        else:
            rows.append(row)
            lines.append(number)
            keys.append(row_keys)
    columns = [array("q", column) for column in zip(*keys, strict=True)]
    return Prepared("".join(rows).encode(), lines, columns, rejects)


def records(chunk: Chunk) -> Iterator[tuple[int, Sequence[str] | RejectedRow]]:
    """Give each line that is not empty: its number, and its values or why it is rejected."""
    read_line = _plain_values if _is_plain(chunk.data) else _values
    in_order = None if chunk.order == tuple(range(len(chunk.order))) else itemgetter(*chunk.order)
    width = len(chunk.order)
    for number, line in enumerate(chunk.data.removesuffix(b"\n").split(b"\n"), chunk.first_line):
        if not line or line.isspace():
            continue
        try:
            values = read_line(line)
        except RejectedRow as reject:
            yield number, reject
            continue
        if len(values) != width:
            yield number, RejectedRow("columns")
        else:
            yield number, in_order(values) if in_order else values


def _is_plain(data: bytes) -> bool:
    """Tell, once for a whole chunk, that its lines need no check of their own: most chunks of most files."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    # Dropping bytes and counting is five times as fast as looking for them.
    is_usual = len(data.translate(None, _NOT_PLAIN)) == len(data)
    return is_usual and max(map(len, data.split(b"\n"))) <= LONGEST_LINE


def _plain_values(line: bytes) -> list[str]:
    return line.decode().split(",")


def _values(line: bytes) -> list[str]:
    if len(line) > LONGEST_LINE:
        raise RejectedRow("line_too_long")
    try:
        text = line.decode().rstrip("\r")
    except UnicodeDecodeError:
        raise RejectedRow("encoding") from None
    if _CONTROL.search(text):
        raise RejectedRow("control_character")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        raise RejectedRow("quotes") from None


def copy_line(texts: Sequence[str], *plain: str) -> str:
    """Write one line of COPY's text format: `texts` as they are, then `plain` values already written for COPY.

    No value holds a tab or a line break: they are refused above control characters.
    """
    line = "\t".join(texts)
    if "\\" in line:
        line = line.replace("\\", "\\\\")
    return "\t".join((line, *plain)) + "\n"
