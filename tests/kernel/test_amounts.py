"""Amounts as people type them (screens.md V8)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicsequr.kernel.amounts import in_cents, parse_amount, whole_dollars
from clicsequr.kernel.typed import Fault, InvalidIdentifier

amounts = st.decimals(Decimal("-999999999999.99"), Decimal("999999999999.99"), places=2)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("45 321,10", "45321.10"),
        ("45321.10", "45321.10"),
        ("45321.10 $", "45321.10"),
        ("45\u202f321,10\u00a0$", "45321.10"),
        ("$45,321.10", "45321.10"),
        ("45,321", "45321.00"),
        ("45321,", "45321.00"),
        ("12,5", "12.50"),
        ("0", "0.00"),
        ("-0,00", "0.00"),
        ("-1 234,56", "-1234.56"),
        ("\u22121234", "-1234.00"),
        ("(1 234,56)", "-1234.56"),
    ],
)
def test_amount_is_read_to_the_cent(typed: str, amount: str) -> None:
    read = parse_amount(typed)
    assert (read, str(read)) == (Decimal(amount), amount)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        ("$", Fault.EMPTY),
        ("-", Fault.EMPTY),
        ("douze", Fault.CHARACTERS),
        ("1e9", Fault.CHARACTERS),
        ("NaN", Fault.CHARACTERS),
        ("1.234", Fault.CHARACTERS),
        ("12,345,6", Fault.CHARACTERS),
        ("1,23,456", Fault.CHARACTERS),
        ("--5", Fault.CHARACTERS),
        ("١٢", Fault.CHARACTERS),
        ("1234567890123", Fault.LENGTH),
        ("9" * 10_000, Fault.LENGTH),
    ],
)
def test_what_is_no_amount_is_refused_for_its_own_reason(typed: str, fault: Fault) -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        parse_amount(typed)
    assert refusal.value.code == fault


@pytest.mark.parametrize(
    ("amount", "dollars"), [("45321.10", 45321), ("45321.99", 45321), ("-0.40", 0), ("-12.90", -12)]
)
def test_cents_are_dropped_to_compare(amount: str, dollars: int) -> None:
    assert whole_dollars(Decimal(amount)) == dollars


def test_amount_is_kept_in_cents() -> None:
    assert in_cents(Decimal("45321.10")) == 4_532_110


@given(amounts)
def test_amount_with_a_comma_equals_the_amount_with_a_dot(amount: Decimal) -> None:
    assert parse_amount(str(amount)) == parse_amount(str(amount).replace(".", ",")) == amount
