"""When a signed paper is needed, and what makes one good."""

from enterprises.states import PaperFormKind, PaperFormState

REFUSAL_CODES = ("unsigned", "wrong_signatory", "illegible", "other_enterprise")


def lew4_is_pending(*, is_legacy: bool, processed_kinds: set[str]) -> bool:
    """Seed: only once the LEW-4 is received and processed may the RSE enrol the enterprise in services."""
    return is_legacy and PaperFormKind.LEW4 not in processed_kinds


def designation_is_pending(*, by_mandate: bool, states: set[str]) -> bool:
    """A representative by mandate sends the signed designation before any activation (domain.md 1.4)."""
    return by_mandate and PaperFormState.PROCESSED not in states


def refusal_code_of(*, is_signed: bool, signatory_is_representative: bool, is_legible: bool) -> str:
    """Give the first reason for which this paper cannot be accepted, or nothing."""
    if not is_legible:
        return "illegible"
    if not is_signed:
        return "unsigned"
    return "" if signatory_is_representative else "wrong_signatory"
