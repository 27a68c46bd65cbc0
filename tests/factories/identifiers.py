"""Synthetic identifiers with right check digits, above the ranges in use (domain.md §4)."""

from itertools import count

_NEQ_STEMS = {"11": count(9_500_001), "22": count(9_500_001), "33": count(9_500_001), "88": count(9_500_001)}
_RQ_STEMS = count(900_100_001)


def luhn_digit(stem: str) -> str:
    """Give the digit that makes `stem` pass Luhn."""
    doubled = (int(digit) * (2 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(stem)))
    total = sum(sum(divmod(value, 10)) for value in doubled)
    return str(-total % 10)


def next_neq(prefix: str = "11") -> str:
    stem = str(next(_NEQ_STEMS[prefix]))
    return prefix + stem + luhn_digit(stem)


def next_rq_number() -> str:
    stem = str(next(_RQ_STEMS))
    remainder = sum(int(digit) * weight for digit, weight in zip(stem, (4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return stem + str((11 - remainder) % 10)
