"""Government numbers: the examples of the domain dossier (§4), then what must hold for every number."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicsequr.kernel import identifiers as ids
from clicsequr.kernel.typed import Fault, InvalidIdentifier
from tests.kernel import strategies as some

NORMALISERS: dict[str, Callable[[str], object]] = {
    "neq": ids.normalise_neq,
    "rq_number": ids.normalise_rq_number,
    "nas": ids.normalise_nas,
    "access_code": ids.normalise_access_code,
    "email_code": ids.normalise_email_code,
    "notice_number": ids.normalise_notice_number,
    "postal_code": ids.normalise_postal_code,
    "phone": ids.normalise_phone,
}
EVERY_NORMALISER = pytest.mark.parametrize("normalise", list(NORMALISERS.values()), ids=list(NORMALISERS))


def fault_of(normalise: Callable[..., object], value: str, **options: bool) -> Fault:
    with pytest.raises(InvalidIdentifier) as refusal:
        normalise(value, **options)
    assert value not in str(refusal.value) or not value
    return refusal.value.code


@pytest.mark.parametrize(
    "neq",
    [
        "1190000019", "1190000027", "1191234567", "2290000019", "2291234567",
        "3390000019", "3391234567", "8890000019", "8891234567", "1140030355",
    ],
)  # fmt: skip
def test_neq_of_each_kind_of_firm_is_accepted(neq: str) -> None:
    assert ids.normalise_neq(neq) == neq


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1190000018", Fault.CHECK_DIGIT),
        ("4490000019", Fault.PREFIX),
        ("1234567890", Fault.PREFIX),
        ("119000001", Fault.LENGTH),
        ("11900000190", Fault.LENGTH),
        ("119000001O", Fault.CHARACTERS),
        ("", Fault.EMPTY),
        (" - . ", Fault.EMPTY),
    ],
)
def test_wrong_neq_is_refused_for_its_own_reason(typed: str, fault: Fault) -> None:
    assert fault_of(ids.normalise_neq, typed) == fault


def test_neq_check_digit_can_be_switched_off_but_not_the_prefix() -> None:
    assert ids.normalise_neq("1190000018", check_digit=False) == "1190000018"
    assert fault_of(ids.normalise_neq, "4490000019", check_digit=False) == Fault.PREFIX


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1224002901 TQ 0001", "1224002901"),
        ("1214326422TQ0001", "1214326422"),
        ("1214326422-rs-0002", "1214326422"),
        ("9000000016", "9000000016"),
        ("9000000024", "9000000024"),
        ("9000000032", "9000000032"),
        ("9000000041", "9000000041"),  # remainder 0
        ("9000000130", "9000000130"),  # remainder 1
    ],
)
def test_rq_number_is_kept_without_its_file(typed: str, number: str) -> None:
    assert ids.normalise_rq_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1224002902 TQ 0001", Fault.CHECK_DIGIT),
        ("1224002901 TQ 0000", Fault.SUFFIX),
        ("1224002901 TQ 001", Fault.SUFFIX),
        ("123456789 RT 0001", Fault.LENGTH),  # the federal number, nine digits
        ("1224002901 T 0001", Fault.CHARACTERS),
        ("1224002901 TQ", Fault.CHARACTERS),
        ("", Fault.EMPTY),
    ],
)
def test_wrong_rq_number_is_refused_for_its_own_reason(typed: str, fault: Fault) -> None:
    assert fault_of(ids.normalise_rq_number, typed) == fault


@pytest.mark.parametrize("nas", ["046454286", "000000018", "000000026", "012345674"])
def test_test_nas_is_accepted_only_where_test_numbers_are(nas: str) -> None:
    assert ids.normalise_nas(nas, allow_test=True) == nas
    assert fault_of(ids.normalise_nas, nas) == Fault.PREFIX


@pytest.mark.parametrize("allow_test", [True, False])
@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("000 000 000", Fault.PREFIX),
        ("800 000 002", Fault.PREFIX),
        ("923 456 789", Fault.CHECK_DIGIT),
        ("92345678", Fault.LENGTH),
        ("92345678A", Fault.CHARACTERS),
        ("", Fault.EMPTY),
    ],
)
def test_wrong_nas_is_refused_for_its_own_reason(typed: str, fault: Fault, allow_test: bool) -> None:
    assert fault_of(ids.normalise_nas, typed, allow_test=allow_test) == fault


def test_access_code_keeps_its_leading_zeros() -> None:
    assert ids.normalise_access_code("001 234") == "001234"
    assert fault_of(ids.normalise_access_code, "12345") == Fault.LENGTH


def test_notice_number_never_swaps_the_letter_o_and_zero() -> None:
    assert ids.normalise_notice_number("ab0o-12345 6o") == "AB0O123456O"


def test_notice_number_says_how_many_characters_were_typed() -> None:
    with pytest.raises(InvalidIdentifier) as refusal:
        ids.normalise_notice_number("ABC 123 4567")
    assert (refusal.value.code, refusal.value.length) == (Fault.LENGTH, 10)


@pytest.mark.parametrize(("typed", "code"), [("g1r5v7", "G1R 5V7"), ("H2X-1Y4", "H2X 1Y4"), ("K1A 0B1", "K1A 0B1")])
def test_postal_code_is_stored_the_way_it_is_written(typed: str, code: str) -> None:
    assert ids.normalise_postal_code(typed) == code


@pytest.mark.parametrize("typed", ["D1R 5V7", "W1R 5V7", "Z1R 5V7", "G1O 5V7", "G1R 5U7", "1G1 R5V", "G1R 5VÉ"])
def test_postal_code_with_letters_never_used_is_refused(typed: str) -> None:
    assert fault_of(ids.normalise_postal_code, typed) == Fault.CHARACTERS


@pytest.mark.parametrize(
    ("typed", "phone", "shown"),
    [
        ("418 555-0123", "4185550123", "418\u00a0555-0123"),
        ("(418) 555.0123", "4185550123", "418\u00a0555-0123"),
        ("+1 418-555-0123", "4185550123", "418\u00a0555-0123"),
        ("1 418 555 0123 poste 123456", "4185550123x123456", "418\u00a0555-0123, poste 123456"),
        ("418-555-0123, ext. 42", "4185550123x42", "418\u00a0555-0123, poste 42"),
        ("418-555-0123 #7", "4185550123x7", "418\u00a0555-0123, poste 7"),
    ],
)
def test_phone_typed_in_any_way_is_stored_and_shown_in_one(typed: str, phone: str, shown: str) -> None:
    assert ids.normalise_phone(typed) == phone
    assert ids.format_phone(phone) == shown


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("555-0123", Fault.LENGTH),
        ("33 1 42 68 53 00 11", Fault.LENGTH),
        ("118 555-0123", Fault.PREFIX),
        ("418 155-0123", Fault.PREFIX),
        ("418 555-0123 poste 1234567", Fault.SUFFIX),
        ("418 555-0123 poste", Fault.SUFFIX),
        ("mon téléphone", Fault.CHARACTERS),
        ("poste 12", Fault.CHARACTERS),
        ("", Fault.EMPTY),
    ],
)
def test_wrong_phone_is_refused_for_its_own_reason(typed: str, fault: Fault) -> None:
    assert fault_of(ids.normalise_phone, typed) == fault


def test_neq_and_rq_number_are_shown_in_groups_that_can_be_typed_back() -> None:
    assert ids.format_neq("1190000019") == "1190\u00a0000\u00a0019"
    assert ids.normalise_rq_number(ids.format_rq_number("9000000016")) == "9000000016"


@given(some.typed(some.neqs))
def test_separators_anywhere_in_a_neq_do_not_matter(pair: tuple[str, str]) -> None:
    assert ids.normalise_neq(pair[1]) == pair[0]


@given(some.typed(some.rq_numbers), st.sampled_from(["", "TQ0001", " rs 0002", "-IC-9999"]))
def test_separators_and_file_of_an_rq_number_do_not_matter(pair: tuple[str, str], file: str) -> None:
    assert ids.normalise_rq_number(pair[1] + file) == pair[0]


@given(some.typed(some.nas_numbers))
def test_separators_anywhere_in_a_nas_do_not_matter(pair: tuple[str, str]) -> None:
    assert ids.normalise_nas(pair[1]) == pair[0]


@given(some.typed(some.access_codes))
def test_separators_anywhere_in_a_code_do_not_matter(pair: tuple[str, str]) -> None:
    assert ids.normalise_access_code(pair[1]) == ids.normalise_email_code(pair[1]) == pair[0]


@given(some.typed(some.notice_numbers))
def test_separators_and_case_of_a_notice_number_do_not_matter(pair: tuple[str, str]) -> None:
    assert ids.normalise_notice_number(pair[1].lower()) == pair[0]


@given(some.typed(some.postal_codes))
def test_separators_and_case_of_a_postal_code_do_not_matter(pair: tuple[str, str]) -> None:
    assert ids.normalise_postal_code(pair[1].lower()) == pair[0]


@given(some.typed(some.phones))
def test_separators_anywhere_in_a_phone_number_do_not_matter(pair: tuple[str, str]) -> None:
    assert ids.normalise_phone(pair[1]) == pair[0]


@given(some.with_one_digit_changed(some.neqs, start=2))
def test_neq_with_one_digit_changed_fails_its_check(neq: str) -> None:
    assert fault_of(ids.normalise_neq, neq) == Fault.CHECK_DIGIT


@given(some.with_one_digit_changed(some.nas_numbers, start=1))
def test_nas_with_one_digit_changed_fails_its_check(nas: str) -> None:
    assert fault_of(ids.normalise_nas, nas) == Fault.CHECK_DIGIT


@given(some.with_one_digit_changed(some.rq_numbers, start=9))
def test_rq_number_with_another_check_digit_fails_its_check(number: str) -> None:
    assert fault_of(ids.normalise_rq_number, number) == Fault.CHECK_DIGIT


@EVERY_NORMALISER
@given(value=st.text(max_size=60))
def test_whatever_is_typed_gives_a_stable_form_or_a_fault(normalise: Callable[[str], str], value: str) -> None:
    try:
        stored = normalise(value)
    except InvalidIdentifier:
        return
    assert stored.isascii()
    assert normalise(stored) == stored


@EVERY_NORMALISER
@pytest.mark.parametrize("foreign", ["١٢٣٤٥٦٧٨٩٠", "１１９００００１９", "²²²²²²", "G1R5Vſ", "ıııııı"])
def test_digits_and_letters_of_other_alphabets_are_refused_politely(
    normalise: Callable[[str], str], foreign: str
) -> None:
    assert fault_of(normalise, foreign) == Fault.CHARACTERS


@EVERY_NORMALISER
@pytest.mark.parametrize("huge", ["1" * 10_000, " " * 10_000, "-1" * 5_000, "x" * 10_000])
def test_huge_input_is_refused_by_its_length(normalise: Callable[[str], str], huge: str) -> None:
    assert fault_of(normalise, huge) == Fault.LENGTH
