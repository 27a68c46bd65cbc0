"""Asking the register of persons: found by the NAS alone, one answer to whatever does not match."""

import logging
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.utils import timezone

from citizens import register as register_module
from citizens.models import RegisteredPerson
from citizens.register import DatabaseRegister, RegisterUnavailable, register
from citizens.sealed_files import PersonFile
from tests.factories.persons import NAS, details, make_registered_person, next_nas
from tests.factories.secrets import ACCESS_CODE, NOTICE_NUMBER, PERSON_NAS

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
RIGHT: dict[str, Any] = {"access_code": ACCESS_CODE, "notice_number": NOTICE_NUMBER, "on": TODAY}


class OtherRegister(DatabaseRegister):
    """Stands for Revenu Québec's own."""


def test_the_setting_names_the_register(settings: LazySettings) -> None:
    assert type(register()) is DatabaseRegister
    settings.CITIZEN_REGISTER = "tests.citizens.test_register.OtherRegister"
    assert isinstance(register(), OtherRegister)


def test_a_person_is_found_by_the_number_alone() -> None:
    person = make_registered_person()
    make_registered_person(next_nas())
    assert register().find(NAS) == register().find(PERSON_NAS) == person.reference
    assert register().find(next_nas()) is None
    assert register().find("019473861") is None


def test_number_code_and_notice_of_one_person_give_the_reference() -> None:
    person = make_registered_person()
    assert register().verify_identity(NAS, **RIGHT) == person.reference
    typed = {"access_code": f" {ACCESS_CODE[:3]} {ACCESS_CODE[3:]}", "notice_number": f"zq44-{NOTICE_NUMBER[4:]}"}
    assert register().verify_identity(PERSON_NAS, **typed, on=TODAY) == person.reference


@pytest.mark.parametrize(
    "wrong",
    [
        {"access_code": "730915"},
        {"access_code": "264019"},  # last year's
        {"access_code": ""},
        {"access_code": "7309140"},
        {"notice_number": "ZQ4419K7XW3"},
        {"notice_number": "OLD00000000"},  # older than five years
        {"notice_number": ""},
        {"on": date(TODAY.year + 1, 1, 1)},  # the code ended with its year
        {"on": date(TODAY.year - 1, 12, 31)},
    ],
)
def test_one_wrong_part_gives_nothing(wrong: dict[str, Any]) -> None:
    make_registered_person()
    assert register().verify_identity(NAS, **RIGHT | wrong) is None


def test_the_papers_of_another_person_give_nothing() -> None:
    make_registered_person()
    stranger = next_nas()
    make_registered_person(stranger, access_codes={str(TODAY.year): "118822"}, notices=[(str(TODAY.year), "X" * 11)])
    assert register().verify_identity(stranger, **RIGHT) is None
    assert register().verify_identity(next_nas(), **RIGHT) is None
    assert register().verify_identity("", **RIGHT) is None


def test_who_never_filed_a_return_matches_nothing() -> None:
    make_registered_person(access_codes={}, notices=[], line_199="", postal_code="")
    nothing = {"access_code": "", "notice_number": ""}
    assert register().verify_identity(NAS, **nothing, on=TODAY) is None
    assert register().access_code_for(NAS, details(postal_code="", line_199=Decimal(0)), on=TODAY) is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"first_name": "MARIE EVE", "last_name": "o’neil"},
        {"last_name": "Oneil"},
        {"postal_code": "g1r5v7"},
        {"line_199": Decimal("7481936")},
        {"line_199": Decimal("7481936.99")},
    ],
)
def test_every_detail_right_gives_the_code_of_this_year(said: dict[str, Any]) -> None:
    make_registered_person()
    assert register().access_code_for(NAS, details(**said), on=TODAY) == ACCESS_CODE


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_name": "Marie"},
        {"last_name": "Neil"},
        {"first_name": "O'Neil", "last_name": "Marie-Ève"},
        {"date_of_birth": date(1979, 12, 4)},
        {"postal_code": "G1R 5V8"},
        {"postal_code": ""},
        {"line_199": Decimal("7481937")},
        {"line_199": Decimal("-7481936.57")},
        {"line_199": Decimal(0)},
    ],
)
def test_one_wrong_detail_gives_no_code(wrong: dict[str, Any]) -> None:
    make_registered_person()
    assert register().access_code_for(NAS, details(**wrong), on=TODAY) is None
    assert register().access_code_for(next_nas(), details(), on=TODAY) is None


@pytest.mark.parametrize("amount", ["0", "-312"])
def test_an_income_may_be_nothing_or_a_loss(amount: str) -> None:
    make_registered_person(line_199=amount)
    assert register().access_code_for(NAS, details(line_199=Decimal(amount)), on=TODAY) == ACCESS_CODE


def test_no_code_of_this_year_is_the_same_answer() -> None:
    make_registered_person(access_codes={str(TODAY.year - 1): "264019"})
    assert register().access_code_for(NAS, details(), on=TODAY) is None


def test_every_part_is_compared_whatever_fails_first(monkeypatch: pytest.MonkeyPatch) -> None:
    make_registered_person()
    compared: list[int] = []
    compare = register_module.constant_time_equal
    monkeypatch.setattr(
        register_module, "constant_time_equal", lambda left, right: compared.append(1) or compare(left, right)
    )
    for code, notice in ((ACCESS_CODE, NOTICE_NUMBER), ("000000", NOTICE_NUMBER), ("", ""), ("000000", "0" * 11)):
        compared.clear()
        register().verify_identity(NAS, access_code=code, notice_number=notice, on=TODAY)
        assert len(compared) == 2
    for said in ({}, {"first_name": "Luc"}, {"line_199": Decimal(1)}, {"last_name": "Roy", "postal_code": ""}):
        compared.clear()
        register().access_code_for(NAS, details(**said), on=TODAY)
        assert len(compared) == 5


def test_an_unknown_number_opens_a_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[PersonFile] = []
    open_file = register_module.open_file
    monkeypatch.setattr(
        register_module, "open_file", lambda *args, **kwargs: opened.append(open_file(*args, **kwargs)) or opened[-1]
    )
    decoy = {"access_code": "000000", "notice_number": "0" * 11}
    for nas in (next_nas(), "not a number"):
        assert register().verify_identity(nas, **decoy, on=date(1900, 1, 1)) is None
    assert len(opened) == 2


def test_a_register_that_does_not_answer_is_another_thing_than_no_match() -> None:
    make_registered_person()

    def fail(*_arguments: Any) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    for ask in (
        lambda: register().find(NAS),
        lambda: register().verify_identity(NAS, **RIGHT),
        lambda: register().access_code_for(NAS, details(), on=TODAY),
    ):
        with connection.execute_wrapper(fail), pytest.raises(RegisterUnavailable):
            ask()


def test_the_file_of_one_person_does_not_open_for_another(caplog: pytest.LogCaptureFixture) -> None:
    one, other = make_registered_person(), make_registered_person(next_nas())
    RegisteredPerson.objects.filter(pk=one.pk).update(sealed_file=other.sealed_file)
    with caplog.at_level(logging.ERROR), pytest.raises(RegisterUnavailable):
        register().verify_identity(NAS, **RIGHT)
    assert [record.getMessage() for record in caplog.records] == ["register.seal_broken"]


def test_a_file_sealed_under_a_lost_key_is_no_answer(settings: LazySettings) -> None:
    make_registered_person()
    settings.SEALING_KEYS = {"other": b"k" * 32}
    with pytest.raises(RegisterUnavailable):
        register().verify_identity(NAS, **RIGHT)
    assert register().verify_identity(next_nas(), **RIGHT) is None


def test_nothing_is_readable_in_the_table_nor_in_words() -> None:
    person = RegisteredPerson.objects.get(pk=make_registered_person().pk)
    kept = bytes(person.sealed_file) + bytes(person.nas_index)
    assert not any(text in kept for text in (NAS.encode(), ACCESS_CODE.encode(), b"O'Neil", b"7481936"))
    assert repr(person) == f"<RegisteredPerson: {person.reference}>"
    assert "Neil" not in f"{details()!r} {PersonFile(last_name='Neil')!r}"


def test_a_new_index_key_finds_the_same_person_under_the_same_reference(settings: LazySettings) -> None:
    settings.INDEX_KEYS = {"old": b"o" * 32}
    person = make_registered_person()
    settings.INDEX_KEYS = {"new": b"n" * 32, "old": b"o" * 32}
    assert register().find(NAS) == person.reference
    RegisteredPerson.objects.filter(pk=person.pk).delete()
    renewed = make_registered_person()
    assert renewed.reference == person.reference
    assert bytes(renewed.nas_index) != bytes(person.nas_index)
    assert register().verify_identity(NAS, **RIGHT) == person.reference


def test_each_question_is_one_query(django_assert_num_queries: Any) -> None:
    make_registered_person()
    for nas in (NAS, next_nas()):
        with django_assert_num_queries(1):
            register().find(nas)
        with django_assert_num_queries(1):
            register().verify_identity(nas, **RIGHT)
        with django_assert_num_queries(1):
            register().access_code_for(nas, details(), on=TODAY)
