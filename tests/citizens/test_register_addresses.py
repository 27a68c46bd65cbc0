"""What the register is asked for a letter: who somebody is, and where their mail arrives."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection

from citizens.models import RegisteredPerson
from citizens.register import RegisterUnavailable, register
from citizens.register_rows import ADDRESS_COLUMNS, CSV_COLUMNS
from citizens.sealed_files import PersonFile
from tests.citizens.test_import_register import import_file, line, rejects, write
from tests.citizens.test_register import TODAY
from tests.factories.persons import NAS, make_registered_person, next_nas, particulars
from tests.factories.secrets import STREET

pytestmark = pytest.mark.django_db
HEADER = ",".join((*CSV_COLUMNS, *ADDRESS_COLUMNS))


@pytest.mark.parametrize(
    "said",
    [{}, {"first_name": "marie eve", "last_name": "O’NEIL"}, {"postal_code": "g1r5v7"}],
)
def test_every_particular_right_names_the_person(said: dict[str, Any]) -> None:
    person = make_registered_person()
    assert register().match_person(NAS, particulars(**said), on=TODAY) == person.reference


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_name": "Marie"},
        {"last_name": "Neil"},
        {"date_of_birth": date(1979, 12, 4)},
        {"postal_code": "G1R 5V8"},
        {"postal_code": ""},
    ],
)
def test_one_wrong_particular_names_nobody(wrong: dict[str, Any]) -> None:
    make_registered_person()
    assert register().match_person(NAS, particulars(**wrong), on=TODAY) is None


def test_the_particulars_of_another_number_name_nobody() -> None:
    make_registered_person()
    other = next_nas()
    make_registered_person(other, first_name="Luc", last_name="Roy")
    assert register().match_person(other, particulars(), on=TODAY) is None
    assert register().match_person(next_nas(), particulars(), on=TODAY) is None


def test_a_letter_goes_where_the_register_says() -> None:
    address = register().postal_address(make_registered_person().reference)
    assert address is not None
    assert (address.name, address.line) == ("Marie-Ève O'Neil", STREET)
    assert (address.city, address.province, address.postal_code) == ("Sainte-Anne-de-Beaupré", "QC", "G1R 5V7")


@pytest.mark.parametrize("missing", ["address_line", "city", "postal_code"])
def test_half_an_address_is_none(missing: str) -> None:
    assert register().postal_address(make_registered_person(**{missing: ""}).reference) is None


def test_who_left_the_register_has_no_address() -> None:
    assert register().postal_address(uuid4()) is None


def test_a_register_that_does_not_answer_is_neither_no_match_nor_no_address() -> None:
    person = make_registered_person()

    def refuse(*_args: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(refuse):
        with pytest.raises(RegisterUnavailable):
            register().match_person(NAS, particulars(), on=TODAY)
        with pytest.raises(RegisterUnavailable):
            register().postal_address(person.reference)


def test_each_question_is_one_query(django_assert_num_queries: Any) -> None:
    person = make_registered_person()
    with django_assert_num_queries(1):
        register().match_person(NAS, particulars(), on=TODAY)
    with django_assert_num_queries(1):
        register().match_person(next_nas(), particulars(), on=TODAY)
    with django_assert_num_queries(1):
        register().postal_address(person.reference)


def test_a_row_sealed_before_letters_opens_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = PersonFile.__slots__
    monkeypatch.setattr(PersonFile, "__slots__", fields[: fields.index("address_line")])
    person = make_registered_person()
    monkeypatch.undo()
    assert register().match_person(NAS, particulars(), on=TODAY) == person.reference
    assert register().postal_address(person.reference) is None


def test_the_columns_of_the_address_come_together_in_any_order(tmp_path: Path) -> None:
    order = sorted((*CSV_COLUMNS, *ADDRESS_COLUMNS))
    values = dict(zip(CSV_COLUMNS, line().split(","), strict=True))
    values |= {"address_line": f'" {STREET} "', "city": "Québec", "province": "QC"}
    import_file(write(tmp_path / "r.csv", ",".join(values[name] for name in order), header=",".join(order)))
    reference = register().find(NAS)
    assert reference is not None
    address = register().postal_address(reference)
    assert address is not None
    assert (address.line, address.city, address.province) == (STREET, "Québec", "QC")


def test_a_file_made_before_letters_still_fills_the_register(tmp_path: Path) -> None:
    import_file(write(tmp_path / "r.csv", line()))
    reference = register().find(NAS)
    assert reference is not None
    assert register().postal_address(reference) is None


@pytest.mark.parametrize("named", [1, 2])
def test_a_part_of_the_columns_of_the_address_is_refused(tmp_path: Path, named: int) -> None:
    header = ",".join((*CSV_COLUMNS, *ADDRESS_COLUMNS[:named]))
    with pytest.raises(CommandError, match="must name the columns"):
        import_file(write(tmp_path / "r.csv", line(), header=header))
    assert not RegisteredPerson.objects.exists()


def test_an_address_too_long_or_a_line_without_it_is_rejected_by_name(tmp_path: Path) -> None:
    lines = [
        f"{line()},{'a' * 151},Québec,QC",
        f"{line()},1 rue,{'a' * 81},QC",
        f"{line()},1 rue,Québec,{'a' * 41}",
        line(),
    ]
    path = write(tmp_path / "r.csv", *lines, header=HEADER)
    import_file(path)
    assert rejects(path) == ["line,reason", "2,address_line", "3,city", "4,province", "5,columns"]
