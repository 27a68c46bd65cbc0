"""Filling the register of persons: good lines in, bad lines named, all at one instant or not at all."""

from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import JournalEntry
from citizens.models import RegisteredPerson
from citizens.register import register
from citizens.register_rows import CSV_COLUMNS
from citizens.services.register_import import REGISTER_LOCK
from tests.factories.person_rows import access_code_of, nas_of, notice_of, write_persons
from tests.factories.persons import NAS, details, make_registered_person, next_nas
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER, PERSON_NAS
from tests.processes import environment

TODAY = timezone.localdate()
YEAR = TODAY.year
OTHER = next_nas()
GOOD: dict[str, str] = {
    "nas": NAS,
    "first_name": "Marie-Ève",
    "last_name": "O’Neil",
    "date_of_birth": "1979-04-12",
    "postal_code": "g1r5v7",
    "access_codes": f"{YEAR}={ACCESS_CODE};{YEAR - 1}=264019",
    "notice_numbers": f"{YEAR - 1}={NOTICE_NUMBER};{YEAR - 2}=bv123456789;{YEAR - 1}=CV123456789",
    "line_199": f"{YEAR - 2}=12.00;{YEAR - 1}=7481936.57",
}


def line(**changes: str) -> str:
    return ",".join((GOOD | changes)[column] for column in CSV_COLUMNS)


def write(path: Path, *lines: str, header: str = ",".join(CSV_COLUMNS)) -> Path:
    path.write_bytes("\n".join([header, *lines, ""]).encode("utf-8", "surrogateescape"))
    return path


def import_file(path: Path, **options: Any) -> None:
    call_command("import_register", "citizens", str(path), **options)


def rejects(path: Path) -> list[str]:
    return Path(f"{path}.rejects.csv").read_text(encoding="utf-8").splitlines()


@pytest.mark.django_db
def test_a_line_becomes_a_person_who_can_prove_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "r.csv", line(nas=PERSON_NAS))
    import_file(path)
    reference = register().find(NAS)
    assert reference is not None
    for notice in (NOTICE_NUMBER, "BV123456789", "CV123456789"):
        assert register().verify_identity(NAS, access_code=ACCESS_CODE, notice_number=notice, on=TODAY) == reference
    assert register().access_code_for(NAS, details(), on=TODAY) == ACCESS_CODE
    assert not Path(f"{path}.rejects.csv").exists()
    assert "1 rows, 0 rejected" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_the_register_does_not_know_stays_unknown(tmp_path: Path) -> None:
    empty = dict.fromkeys(("postal_code", "access_codes", "notice_numbers", "line_199"), "")
    import_file(write(tmp_path / "r.csv", line(**empty)))
    assert register().find(NAS) is not None
    assert register().verify_identity(NAS, access_code="", notice_number="", on=TODAY) is None
    assert register().access_code_for(NAS, details(), on=TODAY) is None


@pytest.mark.django_db
def test_columns_come_in_any_order(tmp_path: Path) -> None:
    order = sorted(CSV_COLUMNS)
    import_file(write(tmp_path / "r.csv", ",".join(GOOD[name] for name in order), header="\ufeff" + ",".join(order)))
    assert register().access_code_for(NAS, details(), on=TODAY) == ACCESS_CODE


WRONG = [
    (line(nas="019473861"), "nas"),
    (line(nas="800000002"), "nas"),
    (line(nas=""), "nas"),
    (line(first_name=" "), "first_name"),
    (line(first_name="R2"), "first_name"),
    (line(last_name=""), "last_name"),
    (line(last_name="n" * 61), "last_name"),
    (line(date_of_birth="19790412"), "date_of_birth"),
    (line(date_of_birth="1979-02-30"), "date_of_birth"),
    (line(date_of_birth=""), "date_of_birth"),
    (line(postal_code="GOR 2N0"), "postal_code"),
    (line(access_codes="12345"), "access_codes"),
    (line(access_codes=f"{YEAR}=12345"), "access_codes"),
    (line(access_codes=f"{YEAR}=123457;{YEAR}=123458"), "access_codes"),
    (line(access_codes=f"{YEAR}=123457;"), "access_codes"),
    (line(notice_numbers=f"{YEAR}=A1B2C3D4E5"), "notice_numbers"),
    (line(notice_numbers=";".join([f"{YEAR}=A1B2C3D4E5F"] * 21)), "notice_numbers"),
    (line(line_199=f"{YEAR}=beaucoup"), "line_199"),
    (line(line_199="45321.10"), "line_199"),
    (line() + ",", "columns"),
    (line(last_name='"Roy'), "quotes"),
    (line(last_name="R\toy"), "control_character"),
    (line(last_name="R\udce9al"), "encoding"),
]


@pytest.mark.django_db
def test_wrong_lines_are_named_and_hide_no_other(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", line(), *(wrong for wrong, _reason in WRONG), "", line(nas=OTHER))
    import_file(path)
    assert RegisteredPerson.objects.count() == 2
    assert None not in (register().find(NAS), register().find(OTHER))
    assert rejects(path) == ["line,reason", *(f"{number},{reason}" for number, (_line, reason) in enumerate(WRONG, 3))]
    fact = JournalEntry.objects.get(action="persons.register_imported")
    assert fact.details == {"accepted": 2, "rejected": len(WRONG)}
    assert fact.subject_id == str(UUID(int=0))


@pytest.mark.django_db
def test_the_demonstration_numbers_are_refused_elsewhere(tmp_path: Path, settings: LazySettings) -> None:
    settings.NAS_ALLOW_TEST_NUMBERS = False
    path = write(tmp_path / "r.csv", line())
    import_file(path)
    assert rejects(path) == ["line,reason", "2,nas"]


@pytest.mark.django_db
def test_a_number_counts_once_however_it_is_written(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", line(), line(nas=OTHER), line(nas=PERSON_NAS, first_name="Luc"))
    import_file(path)
    assert rejects(path) == ["line,reason", "4,duplicate_nas"]
    assert register().access_code_for(NAS, details(), on=TODAY) == ACCESS_CODE


@pytest.mark.django_db
def test_running_again_keeps_each_reference_and_drops_who_left(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", line(), line(nas=OTHER))
    import_file(path)
    before = register().find(NAS), register().find(OTHER)
    import_file(path)
    assert (register().find(NAS), register().find(OTHER)) == before
    import_file(write(path, line()))
    assert (register().find(NAS), register().find(OTHER)) == (before[0], None)


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["nas", ",".join([*CSV_COLUMNS, "sex"]), ""])
def test_a_file_without_the_right_columns_changes_nothing(tmp_path: Path, header: str) -> None:
    person = make_registered_person(OTHER)
    with pytest.raises(CommandError, match="must name the columns"):
        import_file(write(tmp_path / "r.csv", line(), header=header))
    assert RegisteredPerson.objects.get().pk == person.pk
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_a_file_that_would_lose_half_of_the_register_is_refused(tmp_path: Path) -> None:
    held = {make_registered_person(next_nas()).pk for _turn in range(3)}
    path = write(tmp_path / "r.csv", line())
    with pytest.raises(CommandError, match="--allow-shrink"):
        import_file(path)
    assert set(RegisteredPerson.objects.values_list("pk", flat=True)) == held
    import_file(path, allow_shrink=True)
    assert register().find(NAS) == RegisteredPerson.objects.get().pk


@pytest.mark.django_db(transaction=True)
def test_a_second_import_at_the_same_time_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", line())
    with psycopg.connect(environment()["DATABASE_URL"]) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        with pytest.raises(CommandError, match="is running"):
            import_file(path)
        assert not RegisteredPerson.objects.exists()
    import_file(path)
    assert RegisteredPerson.objects.count() == 1


@pytest.mark.django_db
def test_a_large_file_is_read_by_several_processes(tmp_path: Path) -> None:
    path = write_persons(tmp_path / "big.csv", 40_000, year=YEAR)
    assert path.stat().st_size > 1 << 22  # beyond what one process does alone
    import_file(path)
    assert RegisteredPerson.objects.count() == 40_000
    assert not Path(f"{path}.rejects.csv").exists()
    for place in (0, 39_998):
        papers = {"access_code": access_code_of(place), "notice_number": notice_of(place)}
        assert register().verify_identity(nas_of(place), **papers, on=TODAY) == register().find(nas_of(place))
