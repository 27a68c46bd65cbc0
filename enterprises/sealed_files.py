"""What the register seals of an enterprise: its representatives and its shared secrets, one sealed file a row."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from clicsequr.kernel.amounts import in_cents, parse_amount
from clicsequr.kernel.identifiers import normalise_access_code, normalise_notice_number
from clicsequr.kernel.sealing import seal, unseal_bytes
from clicsequr.kernel.typed import compact
from enterprises.states import SecretKind

Typed = str | Decimal
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person the register knows as able to speak for the enterprise."""

    first_name: str
    last_name: str
    function: str

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """`secrets`: for each kind, its values as `secret_values` gives them."""

    representatives: Sequence[tuple[str, str, str]] = ()
    secrets: Mapping[str, Sequence[str]] = field(default_factory=dict)


def _purpose(neq: str, rq_number: str) -> str:
    # Bound to the row as well: the file of one enterprise does not open in the row of another.
    return f"enterprises.RegisteredEnterprise.sealed_file:{neq}:{rq_number}"


def seal_file(file: SealedFile, *, neq: str, rq_number: str) -> bytes:
    text = _encode({"people": file.representatives, "secrets": file.secrets})
    return seal(text, purpose=_purpose(neq, rq_number))


def reseal_file(token: bytes, *, neq: str, rq_number: str) -> bytes:
    """Seal the same content under the current key."""
    purpose = _purpose(neq, rq_number)
    return seal(unseal_bytes(token, purpose=purpose), purpose=purpose)


def open_file(token: bytes, *, neq: str, rq_number: str) -> SealedFile:
    """Open the file of one row; raise SealBroken for anything else than its own, intact."""
    content = json.loads(unseal_bytes(token, purpose=_purpose(neq, rq_number)))
    return SealedFile([(first, last, function) for first, last, function in content["people"]], content["secrets"])


def secret_values(kind: str, typed: Typed | Sequence[Typed]) -> list[str]:
    """Give the comparable values of a secret as typed; raise InvalidIdentifier for what no secret of the kind can be.

    The two QST amounts are one secret, said in any order (domain.md 1.5); amounts compare in cents.
    """
    read = _READERS.get(kind) or _READERS[SecretKind(kind)]
    return sorted(map(read, [typed] if isinstance(typed, str | Decimal) else typed))


def _cents(typed: Typed) -> str:
    return str(in_cents(typed if isinstance(typed, Decimal) else parse_amount(typed)))


def _text(normalise: Callable[[str], str]) -> Callable[[Typed], str]:
    return lambda typed: normalise(str(typed))


_READERS: dict[str, Callable[[Typed], str]] = {
    SecretKind.QST_PAYMENTS: _cents,
    SecretKind.SOURCE_DEDUCTION: _cents,
    SecretKind.ACCESS_CODE: _text(normalise_access_code),
    SecretKind.NOTICE_NUMBER: _text(normalise_notice_number),
    # No published form (domain.md 9): letters and digits, capitals and separators indifferent.
    SecretKind.INVITATION_NUMBER: _text(lambda typed: compact(typed).upper()),
}
