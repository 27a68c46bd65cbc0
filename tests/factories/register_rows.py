"""A synthetic file of enterprises as Revenu Québec would give it; every form, status and set of secrets is in it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random

from enterprises.legal_forms import LegalForm, functions_of
from enterprises.register_rows import CSV_COLUMNS

# Above the ranges in use (domain.md §4): 1 million stems and more of each kind.
FIRST_NEQ_STEM, FIRST_RQ_STEM = 9_000_000, 900_200_000
_RQ_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2)
_PREFIXES = {
    LegalForm.SELF_EMPLOYED: "22",
    LegalForm.PARTNERSHIP: "33",
    LegalForm.TRUST: "33",
    LegalForm.GOVERNMENT: "88",
}
_FIRST = ("Odile", "Yves", "Marie-Ève", "Réal", "Naomi", "Kateri", "Luc", "Zoé")
_LAST = ("Tremblay", "O'Neil", "Côté", "Gagnon-Roy", "Awashish", "Nguyen", "Lévesque", "Bélanger")
_TRADES = ("Ferme", "Garage", "Boulangerie", "Quincaillerie", "Érablière", "Transport", "Imprimerie", "Pépinière")
_CITIES = (("Saint-Anselme", "G0R 2N0"), ("Québec", "G1R 5V7"), ("Montréal", "H2Y 1C6"), ("Gatineau", "J8X 3X7"))
_STATUSES = ("active",) * 19 + ("struck_off", "merged")
_SECRET_SETS = list(product((True, False), repeat=5))


def _doubled(digit: int) -> int:
    return sum(divmod(2 * digit, 10))


def neq_of(stem: int, prefix: str) -> str:
    digits = f"{stem:07d}"
    total = sum(_doubled(int(digit)) for digit in digits[::2]) + sum(int(digit) for digit in digits[1::2])
    return f"{prefix}{digits}{-total % 10}"


def rq_number_of(stem: int) -> str:
    remainder = sum(int(digit) * weight for digit, weight in zip(str(stem), _RQ_WEIGHTS, strict=True)) % 11
    return f"{stem}{(11 - remainder) % 10}"


def rows(number: int, *, seed: int = 2007) -> Iterator[list[str]]:
    """Give `number` rows in the order of CSV_COLUMNS; the same seed gives the same rows."""
    chance = Random(seed)
    forms = list(LegalForm)
    for place in range(number):
        form = forms[place % len(forms)]
        stem = FIRST_NEQ_STEM + place if place < 1_000_000 else place - 1_000_000
        has_neq = form != LegalForm.SELF_EMPLOYED or place % 16
        city, postal_code = _CITIES[place % 4]
        first, last = _FIRST[place % 8], _LAST[place // 8 % 8]
        held = _SECRET_SETS[place % 32]
        day = date(2026, 8, 31) - timedelta(days=place % 60)
        amounts = [f"{chance.randrange(10_000, 9_999_999) / 100:.2f}" for _turn in range(3)]
        yield [
            neq_of(stem, _PREFIXES.get(form, "11")) if has_neq else "",
            rq_number_of(FIRST_RQ_STEM + place) if place % 10 or not has_neq else "",
            f"{_TRADES[place // 3 % 8]} {last} {place}",
            form.value,
            _STATUSES[place % 21],
            "1" if place % 51 == 7 else "0",
            f"{place % 900 + 1} rang du Ruisseau",
            city,
            "QC",
            postal_code,
            f"{first}|{last}|{functions_of(form)[0].value}" if place % 9 else "",
            f"{day}={amounts[0]};{day - timedelta(days=91)}={amounts[1]}" if held[0] else "",
            f"{day}={amounts[2]}" if held[1] else "",
            f"{chance.randrange(1_000_000):06d}" if held[2] else "",
            f"INV{chance.randrange(10**9):09d}" if held[3] else "",
            f"{chance.randrange(36**4):07d}".rjust(11, "A")[-11:] if held[4] else "",
        ]


def write_register(path: Path, number: int, *, seed: int = 2007) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(CSV_COLUMNS) + "\n")
        file.writelines(",".join(row) + "\n" for row in rows(number, seed=seed))
    return path
