"""Hypothesis strategies: check-valid synthetic identifiers, and the ways people type them."""

from hypothesis import strategies as st

from clicsequr.kernel.identifiers import NEQ_PREFIXES, RQ_WEIGHTS

SEPARATORS = [" ", "\u00a0", "\u202f", "\u2007", "-", "\u2010", "\u2011", "\u2013", "\u2014", ".", "\t", "\u200b"]


def luhn_check_digit(body: str) -> str:
    total = sum(sum(divmod(int(digit) * (2 - position % 2), 10)) for position, digit in enumerate(reversed(body)))
    return str(-total % 10)


def rq_check_digit(body: str) -> str:
    remainder = sum(weight * int(digit) for weight, digit in zip(RQ_WEIGHTS, body, strict=True)) % 11
    return {0: "1", 1: "0"}.get(remainder, str((11 - remainder) % 10))


def figures(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


neqs = st.tuples(st.sampled_from(NEQ_PREFIXES), figures(7)).map(lambda p: p[0] + p[1] + luhn_check_digit(p[1]))
rq_numbers = figures(9).map(lambda body: body + rq_check_digit(body))
nas_numbers = st.tuples(st.sampled_from("12345679"), figures(7)).map(
    lambda p: "".join(p) + luhn_check_digit("".join(p))
)
access_codes = figures(6)
notice_numbers = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=11, max_size=11)
postal_codes = st.from_regex(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9]", fullmatch=True)
phones = st.from_regex(r"[2-9][0-8][0-9][2-9][0-9]{6}(x[0-9]{1,6})?", fullmatch=True)


@st.composite
def typed(draw: st.DrawFn, identifiers: st.SearchStrategy[str]) -> tuple[str, str]:
    """Give an identifier, and the same with separators put anywhere."""
    identifier = draw(identifiers)
    gaps = [draw(st.text(st.sampled_from(SEPARATORS), max_size=2)) for _ in range(len(identifier) + 1)]
    return identifier, gaps[0] + "".join(map(str.__add__, identifier, gaps[1:]))


@st.composite
def with_one_digit_changed(draw: st.DrawFn, identifiers: st.SearchStrategy[str], *, start: int = 0) -> str:
    """Give a valid identifier with one digit, at `start` or after, that is another digit."""
    identifier = draw(identifiers)
    position = draw(st.integers(start, len(identifier) - 1))
    other = draw(st.sampled_from([digit for digit in "0123456789" if digit != identifier[position]]))
    return identifier[:position] + other + identifier[position + 1 :]
