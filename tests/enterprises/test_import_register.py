"""Filling the register: good lines in, bad lines named, all at one instant or not at all."""

from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import JournalEntry
from enterprises.models import RegisteredEnterprise
from enterprises.register import register
from enterprises.register_rows import CSV_COLUMNS
from enterprises.services.register_import import REGISTER_LOCK
from enterprises.states import SecretKind
from tests.factories.register import make_registered
from tests.factories.register_rows import rows, write_register
from tests.processes import environment, python, wait_for

GOOD: dict[str, str] = {
    "neq": "1190000019",
    "rq_number": "9000000016",
    "name": "Ferme du Ruisseau inc.",
    "legal_form": "corporation",
    "status": "active",
    "legacy": "1",
    "address_line": "12 rang du Ruisseau",
    "city": "Saint-Anselme",
    "province": "QC",
    "postal_code": "g0r2n0",
    "representatives": "Odile|O’Neil|president;Yves|Côté|secretary",
    "qst_payments": "2026-02-28=45;2026-08-31=45321.10;2026-05-31=1 200.00",
    "source_deduction": "2026-09-15=987.65",
    "access_code": "012345",
    "invitation_number": "inv-0042-77",
    "notice_number": "a1b2c3d4e5f",
}


def line(**changes: str) -> str:
    return ",".join((GOOD | changes)[column] for column in CSV_COLUMNS)


def write(path: Path, *lines: str, header: str = ",".join(CSV_COLUMNS)) -> Path:
    path.write_bytes("\n".join([header, *lines, ""]).encode("utf-8", "surrogateescape"))
    return path


def import_file(path: Path, **options: Any) -> None:
    call_command("import_register", "enterprises", str(path), **options)


def rejects(path: Path) -> list[str]:
    return Path(f"{path}.rejects.csv").read_text(encoding="utf-8").splitlines()


@pytest.mark.django_db
def test_a_line_becomes_an_entry_that_answers_for_its_secrets(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", line())
    import_file(path)
    entry = register().find(neq="1190000019", rq_number="9000000016")
    assert entry is not None
    assert (entry.name, entry.legal_form, entry.status, entry.is_legacy) == (
        "Ferme du Ruisseau inc.",
        "corporation",
        "active",
        True,
    )
    assert (entry.address_line, entry.city, entry.province) == ("12 rang du Ruisseau", "Saint-Anselme", "QC")
    assert entry.postal_code == "G0R 2N0"
    assert set(entry.secret_kinds) == set(SecretKind)
    assert [str(person) for person in register().representatives(entry.id)] == ["Odile O'Neil", "Yves Côté"]
    for kind, value in (
        (SecretKind.QST_PAYMENTS, ["1200", "45321,10"]),
        (SecretKind.SOURCE_DEDUCTION, "987,65"),
        (SecretKind.ACCESS_CODE, "012345"),
        (SecretKind.INVITATION_NUMBER, "INV004277"),
        (SecretKind.NOTICE_NUMBER, "A1B2C3D4E5F"),
    ):
        assert register().match_secret(entry.id, kind, value) is True
    assert not Path(f"{path}.rejects.csv").exists()


@pytest.mark.django_db
def test_what_the_register_does_not_know_stays_unknown(tmp_path: Path) -> None:
    empty = dict.fromkeys(
        ("neq", "representatives", *SecretKind, "address_line", "city", "province", "postal_code"), ""
    )
    import_file(write(tmp_path / "r.csv", line(**empty)))
    entry = register().find(rq_number="9000000016")
    assert entry is not None
    assert (entry.neq, entry.secret_kinds, entry.postal_code) == ("", (), "")
    assert register().representatives(entry.id) == []


@pytest.mark.django_db
def test_one_qst_payment_alone_answers_for_nothing(tmp_path: Path) -> None:
    import_file(write(tmp_path / "r.csv", line(qst_payments="2026-08-31=45321.10")))
    assert "qst_payments" not in RegisteredEnterprise.objects.get().secret_kinds


@pytest.mark.django_db
def test_values_with_commas_quotes_and_backslashes_arrive_as_written(tmp_path: Path) -> None:
    name = 'Chez "Réal", fils \\ filles\\n'
    quoted = '"' + name.replace('"', '""') + '"'
    import_file(write(tmp_path / "r.csv", line(name=quoted) + "\r", line(neq="", rq_number="9000000024")))
    assert RegisteredEnterprise.objects.get(neq="1190000019").name == name
    assert RegisteredEnterprise.objects.count() == 2


@pytest.mark.django_db
def test_columns_come_in_any_order(tmp_path: Path) -> None:
    order = sorted(CSV_COLUMNS)
    header = "\ufeff" + ",".join(order)
    import_file(write(tmp_path / "r.csv", ",".join(GOOD[column] for column in order), header=header))
    assert RegisteredEnterprise.objects.get().neq == "1190000019"


WRONG = [
    (line(neq="1190000018"), "neq"),
    (line(rq_number="9000000017"), "rq_number"),
    (line(neq="", rq_number=" "), "no_number"),
    (line(name=" "), "name"),
    (line(name="n" * 151), "name"),
    (line(legal_form="LTD"), "legal_form"),
    (line(status="IM"), "status"),
    (line(legacy="oui"), "legacy"),
    (line(address_line="a" * 151), "address_line"),
    (line(city="c" * 81), "city"),
    (line(province="p" * 41), "province"),
    (line(postal_code="GOR 2N0 X"), "postal_code"),
    (line(representatives="Odile|O’Neil"), "representatives"),
    (line(representatives="Odile|O’Neil|boss"), "representatives"),
    (line(representatives="R2|D2|president"), "representatives"),
    (line(qst_payments="45321.10"), "qst_payments"),
    (line(qst_payments="2026-02-30=45.00;2026-01-31=46.00"), "qst_payments"),
    (line(source_deduction="2026-02-28=beaucoup"), "source_deduction"),
    (line(access_code="12345"), "access_code"),
    (line(invitation_number="n°4"), "invitation_number"),
    (line(notice_number="A1B2C3D4E5"), "notice_number"),
    (line() + ",", "columns"),
    ("une ligne", "columns"),
    (line(name='"Chez Réal'), "quotes"),
    (line(name="Chez\tRéal"), "control_character"),
    (line(name="Chez\x00Réal"), "control_character"),
    (line(name="Chez R\udce9al"), "encoding"),
    (line(name="n" * 20_000), "line_too_long"),
]


@pytest.mark.django_db
def test_wrong_lines_are_named_and_hide_no_other(tmp_path: Path) -> None:
    last = line(neq="2290000019", rq_number="9000000024")
    path = write(tmp_path / "r.csv", line(), *(wrong for wrong, _reason in WRONG), "", last)
    import_file(path)
    assert set(RegisteredEnterprise.objects.values_list("neq", flat=True)) == {"1190000019", "2290000019"}
    expected = [f"{number},{reason}" for number, (_line, reason) in enumerate(WRONG, 3)]
    assert rejects(path) == ["line,reason", *expected]
    fact = JournalEntry.objects.get(action="register.imported")
    assert fact.details == {"accepted": 2, "rejected": len(WRONG)}


@pytest.mark.django_db
def test_a_number_counts_once_and_a_rejected_line_takes_none(tmp_path: Path) -> None:
    path = write(
        tmp_path / "r.csv",
        line(),
        line(rq_number="9000000024"),  # the NEQ of line 2: its own RQ number stays free
        line(neq="1190000027", rq_number="9000000016"),
        line(neq="1190000027", rq_number="9000000024"),
        line(neq="2290000019", rq_number=""),
        line(neq="3390000019", rq_number=""),
    )
    import_file(path)
    assert rejects(path) == ["line,reason", "3,duplicate_neq", "4,duplicate_rq_number"]
    assert RegisteredEnterprise.objects.count() == 4


@pytest.mark.django_db
def test_running_again_gives_the_same_register_and_drops_who_left(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", line(neq="x"), line(), line(neq="2290000019", rq_number=""))
    import_file(path)
    import_file(path)
    assert RegisteredEnterprise.objects.count() == 2
    write(path, line(neq="2290000019", rq_number=""))
    import_file(path)
    assert list(RegisteredEnterprise.objects.values_list("neq", flat=True)) == ["2290000019"]
    assert not Path(f"{path}.rejects.csv").exists()  # the rejects of the former file would lie


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["neq,rq_number", ",".join([*CSV_COLUMNS, "nas"]), "", '"neq"'])
def test_a_file_without_the_right_columns_changes_nothing(tmp_path: Path, header: str) -> None:
    row = make_registered()
    with pytest.raises(CommandError, match="must name the columns"):
        import_file(write(tmp_path / "r.csv", line(), header=header))
    assert list(RegisteredEnterprise.objects.values_list("neq", flat=True)) == [row.neq]
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_a_file_that_would_lose_half_of_the_register_is_refused(tmp_path: Path) -> None:
    held = {make_registered().neq for _turn in range(3)}
    path = write(tmp_path / "r.csv", line())
    with pytest.raises(CommandError, match="--allow-shrink"):
        import_file(path)
    assert set(RegisteredEnterprise.objects.values_list("neq", flat=True)) == held
    import_file(path, allow_shrink=True)
    assert RegisteredEnterprise.objects.get().neq == "1190000019"


@pytest.mark.django_db
def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a file"):
        import_file(tmp_path / "none.csv")


@pytest.mark.django_db
def test_every_synthetic_row_is_accepted(tmp_path: Path) -> None:
    path = write_register(tmp_path / "r.csv", 2_000)
    import_file(path)
    assert RegisteredEnterprise.objects.count() == 2_000
    assert not Path(f"{path}.rejects.csv").exists()
    assert len({tuple(row.secret_kinds) for row in RegisteredEnterprise.objects.only("secret_kinds")}) == 32
    assert len(set(RegisteredEnterprise.objects.values_list("legal_form", "status"))) == 24
    assert [*rows(3)] == [*rows(3)]


@pytest.mark.django_db(transaction=True)
def test_a_second_import_at_the_same_time_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", line())
    with psycopg.connect(environment()["DATABASE_URL"]) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        with pytest.raises(CommandError, match="is running"):
            import_file(path)
        assert not RegisteredEnterprise.objects.exists()
    import_file(path)
    assert RegisteredEnterprise.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_half_way_leaves_the_old_register(tmp_path: Path) -> None:
    import_file(write(tmp_path / "old.csv", line()))
    big = write_register(tmp_path / "big.csv", 60_000)  # beyond what one process does alone
    command = ["manage.py", "import_register", "enterprises", str(big)]
    process = python(*command, env=environment(), log=tmp_path / "log")
    wait_for(copied_some, seconds=30, what="rows on their way")
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    assert len(family) > 2
    assert RegisteredEnterprise.objects.get().neq == "1190000019"  # readers never see half
    process.kill()
    process.wait()
    wait_for(lambda: not any(member.is_running() for member in family), seconds=10, what="its workers ended")
    wait_for(lambda: not copied_some(), seconds=10, what="its transaction ended")
    assert RegisteredEnterprise.objects.get().neq == "1190000019"
    import_file(big)
    assert RegisteredEnterprise.objects.count() == 60_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big.csv", "log", "mail", "old.csv"]


def copied_some() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(tuples_processed) FROM pg_stat_progress_copy WHERE datname = current_database()")
        return (cursor.fetchone()[0] or 0) > 1_000
