"""Who may recover what of an account (screens.md R-03 to R-05)."""

from uuid import UUID

from accounts.states import UserState


def is_owner(kept: UUID | None, *, proven: UUID) -> bool:
    """Say whether who has just proven to be `proven` is the person this account was proven for; never without proof."""
    return kept is not None and kept == proven


def may_choose_options(state: str, *, is_proven: bool, is_owner_proven: bool, is_signed_in: bool) -> bool:
    """Say whether image, phrase and questions may all be chosen anew (R-04), the password being right already.

    An account with a proof asks for the identity again, whatever else was shown. One without asks for a whole
    sign-in, a code by e-mail included: it is what each of these choices asks for in the profile.
    """
    if state != UserState.ACTIVE:
        return False
    return is_owner_proven if is_proven else is_signed_in


def may_change_email(state: str) -> bool:
    """Say whether a new address may wait for this account (R-05): a closing or suspended one is a matter of its own."""
    return state == UserState.ACTIVE
