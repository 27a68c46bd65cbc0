"""A table as CSV text, line by line, that a spreadsheet opens as it is."""

import csv
from collections.abc import Iterable, Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Give the lines without holding them; UTF-8 with its mark, and no cell starts a formula."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([str(column) for column in columns])
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: object) -> object:
    return f"'{cell}" if str(cell).startswith(_FORMULA) else cell


class _Line:
    """A file for csv.writer that gives each line back."""

    def write(self, line: str) -> str:
        return line
