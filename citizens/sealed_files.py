"""What the register seals of a person, one sealed file a row, and the two keyed names of its row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from clicsequr.kernel.sealing import keyed_index, keyed_indexes, lasting_index, seal, unseal_bytes

INDEX_PURPOSE = "citizens.RegisteredPerson.nas_index"
REFERENCE_PURPOSE = "citizens.RegisteredPerson.reference"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True, repr=False)
class PersonFile:
    """What Revenu Québec knows, as it is compared; without a `repr`, which a log could hold.

    `access_codes` by year; `notices`: year of the return and number; `line_199` in whole dollars, of the last return.
    """

    first_name: str = ""
    last_name: str = ""
    born_on: str = ""
    postal_code: str = ""
    access_codes: Mapping[str, str] = field(default_factory=dict)
    notices: Sequence[tuple[str, str]] = ()
    line_199: str = ""
    address_line: str = ""
    city: str = ""
    province: str = ""


def nas_index(nas: str) -> bytes:
    return keyed_index(nas, purpose=INDEX_PURPOSE)


def nas_indexes(nas: str) -> list[bytes]:
    """Give the index under every key of the ring: the register keeps that of its last import."""
    return keyed_indexes(nas, purpose=INDEX_PURPOSE)


def reference_of(nas: str) -> UUID:
    """Give the opaque name of the person: the same at each import, so that accounts may keep it."""
    return UUID(bytes=lasting_index(nas, purpose=REFERENCE_PURPOSE)[:16], version=4)


def _purpose(index: bytes) -> str:
    # Bound to the row as well: the file of one person does not open in the row of another.
    return f"citizens.RegisteredPerson.sealed_file:{index.hex()}"


def seal_file(file: PersonFile, *, index: bytes) -> bytes:
    # The values in the order of the fields: a field added at the end opens with its default in the rows of before.
    values = [getattr(file, name) for name in PersonFile.__slots__]
    return seal(_encode(values), purpose=_purpose(index))


def reseal_file(token: bytes, *, index: bytes) -> bytes:
    """Seal the same content under the current key."""
    return seal(unseal_bytes(token, purpose=_purpose(index)), purpose=_purpose(index))


def open_file(token: bytes, *, index: bytes) -> PersonFile:
    """Open the file of one row; raise SealBroken for anything else than its own, intact."""
    return PersonFile(*json.loads(unseal_bytes(token, purpose=_purpose(index))))
