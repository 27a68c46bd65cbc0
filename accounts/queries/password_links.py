"""The address of a password link: the id of its row, signed; nothing secret is kept of it."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

from accounts.models import PasswordReset

_signer = Signer(salt="accounts.password_link")


def link_token(reset: PasswordReset) -> str:
    return _signer.sign(reset.pk.hex).replace(":", ".")


def reset_of(token: str) -> PasswordReset | None:
    """Give the row behind an address; nothing for an altered one."""
    try:
        return (
            PasswordReset.objects.select_related("user")
            .filter(pk=UUID(_signer.unsign(token.replace(".", ":"))))
            .first()
        )
    except (BadSignature, ValueError):
        return None
