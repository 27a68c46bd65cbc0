"""Reading a register's file: the memory follows the chunk, never the file, and a bad line costs only itself."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import pytest

from clicsequr.kernel import register_load
from clicsequr.kernel.register_file import (
    CHUNK_BYTES,
    LONGEST_LINE,
    NO_KEY,
    BadHeader,
    Chunk,
    Prepared,
    RejectedRow,
    column_order,
    copy_line,
    prepare,
    read_chunks,
)
from clicsequr.kernel.register_load import Seen, drop_second_ones, prepared_chunks

COLUMNS = ("number", "name")


def read_pair(values: Sequence[str]) -> tuple[str, tuple[int]]:
    if not values[0].isdigit():
        raise RejectedRow("number")
    return copy_line(values), (int(values[0]),)


def chunks_of(content: bytes) -> list[Chunk]:
    return list(read_chunks(BytesIO(b"number,name\n" + content), COLUMNS))


def prepared_of(content: bytes) -> list[Prepared]:
    return [prepare(chunk, read_pair) for chunk in chunks_of(content)]


def test_chunks_hold_whole_lines_and_give_the_file_back() -> None:
    content = b"".join(b"%d,Ferme %d\n" % (number, number) for number in range(50_000))
    chunks = chunks_of(content)
    assert b"".join(chunk.data for chunk in chunks) == content
    assert len(chunks) > 2
    assert all(len(chunk.data) <= CHUNK_BYTES + LONGEST_LINE for chunk in chunks)
    assert all(chunk.data.endswith(b"\n") for chunk in chunks)
    lines = [line for prepared in prepared_of(content) for line in prepared.lines]
    assert lines == list(range(2, 50_002))


def test_a_file_that_is_one_endless_line_is_read_in_pieces() -> None:
    content = b"1,first\n" + b"x" * (5 * CHUNK_BYTES) + b"\n2,last\n"
    chunks = chunks_of(content)
    assert max(len(chunk.data) for chunk in chunks) <= CHUNK_BYTES + LONGEST_LINE + 1
    prepared = [prepare(chunk, read_pair) for chunk in chunks]
    assert [reject for each in prepared for reject in each.rejects] == [(3, "line_too_long")]
    assert [line for each in prepared for line in each.lines] == [2, 4]


def test_a_last_line_without_an_end_counts() -> None:
    assert [list(each.lines) for each in prepared_of(b"1,first\n2,last")] == [[2, 3]]


def test_a_file_with_a_header_alone_is_empty() -> None:
    assert chunks_of(b"") == []


@pytest.mark.parametrize(
    ("header", "missing", "unknown"),
    [
        (b"number", ["name"], []),
        (b"number,name,nas", [], ["nas"]),
        (b"number,number", ["name"], []),
        (b"", ["number", "name"], [""]),
    ],
)
def test_a_wrong_header_says_what_is_wrong(header: bytes, missing: list[str], unknown: list[str]) -> None:
    with pytest.raises(BadHeader) as refusal:
        column_order(header, COLUMNS)
    assert (refusal.value.missing, refusal.value.unknown) == (missing, unknown)


def test_a_chunk_with_quotes_reads_as_one_without() -> None:
    plain = prepared_of(b"1,Ferme\n2,Garage\n")[0]
    quoted = prepared_of(b'"1","Ferme"\r\n2,"Garage"\r\n')[0]
    assert (plain.copy, list(plain.lines)) == (quoted.copy, list(quoted.lines))


def test_what_means_something_to_copy_is_written_as_text() -> None:
    assert copy_line(["a\\b", "\\N", "\\."], "{}") == "a\\\\b\t\\\\N\t\\\\.\t{}\n"


def test_a_doubled_key_is_found_in_a_chunk_and_across_chunks() -> None:
    seen = [Seen(1_000)]
    first, second = prepared_of(b"1,a\n2,b\n1,c\n")[0], prepared_of(b"3,d\n2,e\n")[0]
    for prepared in (first, second):
        drop_second_ones(prepared, seen, ["duplicate"])
    assert (first.copy, first.rejects) == (b"1\ta\n2\tb\n", [(4, "duplicate")])
    assert (second.copy, second.rejects) == (b"3\td\n", [(3, "duplicate")])


def test_a_row_without_a_key_is_never_a_double() -> None:
    seen = Seen(10)
    seen.add([NO_KEY, 3])
    assert NO_KEY not in seen
    assert 3 in seen
    assert not seen.has_any([NO_KEY, NO_KEY, 4])
    assert seen.has_any([4, 4])


def test_only_a_few_chunks_are_read_ahead_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_load, "WORTH_PROCESSES", 0)
    taken = 0

    def endless() -> Iterator[Chunk]:
        nonlocal taken
        for number in range(30):
            taken += 1
            yield Chunk(2, b"%d,Ferme\n" % number, (0, 1))

    prepared = prepared_chunks(endless(), read_pair, 1)
    for done, each in enumerate(prepared, 1):
        assert each.copy == b"%d\tFerme\n" % (done - 1)
        assert taken - done < register_load.WAITING_CHUNKS
    assert taken == 30
