"""Amounts of money as people type them, and as they are compared."""

import re
from decimal import ROUND_DOWN, Decimal

from clicsequr.kernel.typed import HYPHENS, Fault, InvalidIdentifier, without_spaces

CENT = Decimal("0.01")
LONGEST_AMOUNT = 12  # digits before the decimal mark
# A comma before exactly three digits groups thousands (English); one or two digits after a mark are cents.
_AMOUNT = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?!,))(?:[.,]([0-9]{1,2})?)?")
_MINUS = dict.fromkeys(map(ord, HYPHENS), "-")


def parse_amount(value: str) -> Decimal:
    """Read « 45 321,10 », « 45321.10 $ », « -$1,234 » or « (12,50) » to the cent; anything else is refused."""
    kept = without_spaces(value).translate(_MINUS).replace("$", "", 1)
    if kept.startswith("(") and kept.endswith(")"):
        kept = f"-{kept[1:-1]}"
    if not kept or kept == "-":
        raise InvalidIdentifier(Fault.EMPTY)
    match = _AMOUNT.fullmatch(kept)
    if not match:
        raise InvalidIdentifier(Fault.CHARACTERS, length=len(kept))
    sign, whole, cents = match.groups()
    whole = whole.replace(",", "")
    if len(whole) > LONGEST_AMOUNT:
        raise InvalidIdentifier(Fault.LENGTH, length=len(whole))
    amount = Decimal(f"{whole}.{cents or '0'}").quantize(CENT)
    return -amount if sign and amount else amount


def whole_dollars(amount: Decimal) -> int:
    """Drop the cents: people read an amount off a form without them (screens.md V8)."""
    return int(amount.to_integral_value(rounding=ROUND_DOWN))


def in_cents(amount: Decimal) -> int:
    return int(amount.quantize(CENT) * 100)
