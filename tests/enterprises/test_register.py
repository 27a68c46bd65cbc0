"""Asking the register: found by its numbers, secrets matched without being told, unreachable is no answer."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection

from enterprises.models import RegisteredEnterprise
from enterprises.register import DatabaseRegister, RegisterUnavailable, register
from enterprises.states import SecretKind
from tests.factories.identifiers import next_neq, next_rq_number
from tests.factories.register import make_registered

pytestmark = pytest.mark.django_db


def test_the_setting_names_the_register(settings: LazySettings) -> None:
    assert isinstance(register(), DatabaseRegister)
    settings.ENTERPRISE_REGISTER = "tests.enterprises.test_register.OtherRegister"
    assert isinstance(register(), OtherRegister)


class OtherRegister(DatabaseRegister):
    """Stands for Revenu Québec's own."""


def test_an_enterprise_is_found_by_one_number_or_by_both() -> None:
    row = make_registered(is_legacy=True)
    found = register().find(neq=row.neq)
    assert found is not None
    assert (found.id, found.name, found.is_legacy, found.is_active) == (row.pk, row.name, True, True)
    assert found.secret_kinds == tuple(SecretKind)
    assert register().find(rq_number=row.rq_number) == found
    assert register().find(neq=row.neq, rq_number=row.rq_number) == found
    assert register().entry(row.pk) == found


def test_two_numbers_of_two_enterprises_find_none() -> None:
    one, other = make_registered(), make_registered()
    assert register().find(neq=one.neq, rq_number=other.rq_number) is None
    assert register().find(neq=one.neq, rq_number=next_rq_number()) is None
    assert register().find(neq=next_neq(), rq_number=other.rq_number) is None


def test_a_number_the_register_lacks_contradicts_nothing() -> None:
    row = make_registered(rq_number="")
    found = register().find(neq=row.neq, rq_number=next_rq_number())
    assert found is not None
    assert found.id == row.pk


def test_no_number_finds_nobody_even_where_a_number_is_empty() -> None:
    make_registered(neq="")
    assert register().find() is None
    assert register().find(neq="", rq_number="") is None
    assert register().entry(0) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SecretKind.QST_PAYMENTS, ["45 321,10", "1200"]),
        (SecretKind.QST_PAYMENTS, ["1 200,00 $", "45321.10"]),
        (SecretKind.QST_PAYMENTS, [Decimal("1200"), Decimal("45321.10")]),
        (SecretKind.ACCESS_CODE, "012 345"),
        (SecretKind.INVITATION_NUMBER, "inv 0042-77"),
        (SecretKind.SOURCE_DEDUCTION, "987.65"),
        (SecretKind.SOURCE_DEDUCTION, Decimal("987.65")),
        (SecretKind.NOTICE_NUMBER, "a1b2-c3d4-e5f"),
    ],
)
def test_a_right_secret_matches_however_it_is_said(kind: str, value: Any) -> None:
    assert register().match_secret(make_registered().pk, kind, value) is True


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SecretKind.QST_PAYMENTS, ["45321,10", "1200,01"]),
        (SecretKind.QST_PAYMENTS, ["45321,10"]),
        (SecretKind.QST_PAYMENTS, "45321,10"),
        (SecretKind.QST_PAYMENTS, ["45321,10", "45321,10"]),
        (SecretKind.QST_PAYMENTS, ["45321,10", "1200,00", "1200,00"]),
        (SecretKind.QST_PAYMENTS, []),
        (SecretKind.QST_PAYMENTS, ["beaucoup", "1200,00"]),
        (SecretKind.ACCESS_CODE, "012346"),
        (SecretKind.ACCESS_CODE, "12345"),
        (SecretKind.ACCESS_CODE, ""),
        (SecretKind.SOURCE_DEDUCTION, "-987,65"),
        (SecretKind.NOTICE_NUMBER, "A1B2C3D4E5G"),
    ],
)
def test_a_wrong_secret_does_not_match(kind: str, value: Any) -> None:
    assert register().match_secret(make_registered().pk, kind, value) is False


@pytest.mark.parametrize("value", ["", "000000", []])
def test_nothing_matches_a_secret_that_the_register_does_not_hold(value: Any) -> None:
    row = make_registered(secrets={})
    assert register().match_secret(row.pk, SecretKind.ACCESS_CODE, value) is False
    assert register().match_secret(row.pk, SecretKind.QST_PAYMENTS, value) is False
    assert register().match_secret(0, SecretKind.ACCESS_CODE, value) is False


def test_a_kind_that_does_not_exist_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        register().match_secret(make_registered().pk, "shoe_size", "42")


def test_agents_learn_the_names_of_the_representatives() -> None:
    row = make_registered(representatives=[("Odile", "O'Neil", "president"), ("Yves", "Côté", "secretary")])
    assert [str(person) for person in register().representatives(row.pk)] == ["Odile O'Neil", "Yves Côté"]
    assert register().representatives(0) == []


def test_the_file_of_one_enterprise_does_not_open_for_another() -> None:
    one, other = make_registered(), make_registered()
    RegisteredEnterprise.objects.filter(pk=other.pk).update(sealed_file=one.sealed_file)
    with pytest.raises(RegisterUnavailable):
        register().match_secret(other.pk, SecretKind.ACCESS_CODE, "012345")


def test_a_file_sealed_under_a_lost_key_is_no_answer(settings: LazySettings) -> None:
    row = make_registered()
    settings.SEALING_KEYS = {"other": b"k" * 32}
    with pytest.raises(RegisterUnavailable):
        register().match_secret(row.pk, SecretKind.ACCESS_CODE, "012345")
    with pytest.raises(RegisterUnavailable):
        register().representatives(row.pk)


def test_a_register_that_does_not_answer_is_another_thing_than_no_match() -> None:
    row = make_registered()

    def fail(*_arguments: Any) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    for ask in (
        lambda: register().find(neq=row.neq),
        lambda: register().entry(row.pk),
        lambda: register().match_secret(row.pk, SecretKind.ACCESS_CODE, "012345"),
        lambda: register().representatives(row.pk),
    ):
        with connection.execute_wrapper(fail), pytest.raises(RegisterUnavailable):
            ask()


def test_no_secret_is_readable_in_the_table() -> None:
    row = RegisteredEnterprise.objects.get(pk=make_registered().pk)
    kept = bytes(row.sealed_file)
    assert not any(text in kept for text in (b"012345", b"4532110", b"A1B2C3D4E5F", b"O'Neil"))


def test_each_question_is_one_query(django_assert_num_queries: Any) -> None:
    row = make_registered()
    with django_assert_num_queries(1):
        register().find(neq=row.neq, rq_number=row.rq_number)
    with django_assert_num_queries(1):
        register().match_secret(row.pk, SecretKind.ACCESS_CODE, "012345")
    with django_assert_num_queries(1):
        register().representatives(row.pk)
