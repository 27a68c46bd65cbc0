"""Give out user codes (architecture.md 2.11): short, without look-alikes, never twice."""

import secrets

from django.db import IntegrityError, transaction

from accounts.models import AllocatedUserCode

# Neither I, O and Q nor vowels, which make words; neither 0 nor 1. A code is read aloud on the telephone.
LETTERS = "BCDFGHJKLMNPRSTVWXZ"
DIGITS = "23456789"
# 19^4 × 8^4 codes a portal: half a billion. Ten draws fail together only when the space is almost full.
DRAWS = 10


class NoUserCodeLeft(Exception):
    """The space of codes is full: lengthen the code, this is no fault of the person."""


def allocate_user_code(portal: str) -> str:
    """Give a code such as KLTR4829, kept as given out for ever; part of the running transaction."""
    for _draw in range(DRAWS):
        code = "".join(secrets.choice(LETTERS) for _ in range(4)) + "".join(secrets.choice(DIGITS) for _ in range(4))
        try:
            with transaction.atomic():
                AllocatedUserCode.objects.create(portal=portal, user_code=code)
        except IntegrityError:
            continue
        return code
    raise NoUserCodeLeft(portal)
