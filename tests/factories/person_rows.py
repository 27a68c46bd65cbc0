"""A synthetic file of persons as Revenu Québec would give it, for the import and its measures."""

from collections.abc import Iterator
from pathlib import Path

from citizens.register_rows import ADDRESS_COLUMNS, CSV_COLUMNS
from tests.factories.identifiers import luhn_digit

# 7919 has no factor of 10**7: the numbers come once each and in no order, as those of people do.
_STEP, STEMS = 7919, 10**7
_FIRST = ("Odile", "Yves", "Marie-Ève", "Réal", "Naomi", "Kateri", "Luc", "Zoé")
_LAST = ("Tremblay", "O'Neil", "Côté", "Gagnon-Roy", "Awashish", "Nguyen", "Lévesque", "Bélanger")
_STREETS = ("rang Saint-Louis", "rue de l'Église", "boul. René-Lévesque", "ch. du Lac")
_CITIES = ("Saint-Joachim", "Québec", "Montréal", "Gatineau")
_POSTAL_CODES = ("G0R 2N0", "G1R 5V7", "H2Y 1C6", "J8X 3X7")


def nas_of(place: int) -> str:
    """Give the number of the person at this place of the file; nobody holds a number that starts with 0."""
    stem = f"0{(place + 1) * _STEP % STEMS:07d}"
    return stem + luhn_digit(stem)


def access_code_of(place: int) -> str:
    return f"{place * 7 % 1_000_000:06d}"


def notice_of(place: int) -> str:
    return f"AV{place:09d}"


def rows(number: int, *, year: int) -> Iterator[list[str]]:
    """Give `number` rows in the order of the columns; one person in ten never filed a return."""
    for place in range(number):
        filed = place % 10 != 9
        yield [
            nas_of(place),
            _FIRST[place % 8],
            _LAST[place // 8 % 8],
            f"{1930 + place % 80}-{place % 12 + 1:02d}-{place % 28 + 1:02d}",
            _POSTAL_CODES[place % 4],
            f"{year}={access_code_of(place)};{year - 1}=264019" if filed else "",
            f"{year - 1}={notice_of(place)};{year - 2}=BV{place:09d}" if filed else "",
            f"{year - 1}={place % 90_000}.{place % 100:02d}" if filed else "",
            f"{place % 9999 + 1} {_STREETS[place % 4]}",
            _CITIES[place % 4],
            "QC",
        ]


def write_persons(path: Path, number: int, *, year: int = 2026) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join((*CSV_COLUMNS, *ADDRESS_COLUMNS)) + "\n")
        file.writelines(",".join(row) + "\n" for row in rows(number, year=year))
    return path
