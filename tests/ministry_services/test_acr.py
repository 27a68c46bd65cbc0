"""What services are told of a sign-in, as a table: `acr` and `amr`."""

from itertools import product

import pytest

from accounts.states import Acr
from ministry_services.rules.acr import acr_of, amr_of, satisfies

TABLE = [
    ({"password"}, Acr.PASSWORD, ["pwd"]),
    ({"password", "question"}, Acr.TWO_STEPS, ["kba", "pwd"]),
    ({"password", "email_code"}, Acr.TWO_STEPS, ["otp", "pwd"]),
    ({"password", "identity"}, Acr.TWO_STEPS, ["kba", "pwd"]),
    ({"creation"}, Acr.TWO_STEPS, ["pwd"]),
    ({"password", "totp"}, Acr.TOTP, ["mfa", "otp", "pwd"]),
    ({"password", "recovery_code"}, Acr.TOTP, ["mfa", "otp", "pwd"]),
    ({"password", "question", "totp"}, Acr.TOTP, ["kba", "mfa", "otp", "pwd"]),
    ({"password", "security_key"}, Acr.PHISHING_RESISTANT, ["mfa", "pop", "pwd", "user"]),
    ({"passkey"}, Acr.PHISHING_RESISTANT, ["mfa", "pop", "user"]),
    ({"passkey", "password"}, Acr.PHISHING_RESISTANT, ["mfa", "pop", "pwd", "user"]),
    (set(), Acr.PASSWORD, []),
    ({"something_new"}, Acr.PASSWORD, []),
]
# RFC 8176 §2, and « pop », which the same registry took in later.
REGISTERED = {"pwd", "kba", "otp", "mfa", "pop", "user"}


@pytest.mark.parametrize(("methods", "acr", "amr"), TABLE)
def test_each_way_in_has_its_assurance_and_its_registered_names(methods: set[str], acr: Acr, amr: list[str]) -> None:
    assert (acr_of(methods), amr_of(methods)) == (acr, amr)
    assert set(amr) <= REGISTERED


def test_an_assurance_satisfies_itself_and_those_below() -> None:
    order = list(Acr)
    for held, wanted in product(order, order):
        assert satisfies(held, wanted) == (order.index(held) >= order.index(wanted))


@pytest.mark.parametrize("unknown", ["", "0", "urn:clicsequr:acr:iris", "urn:clicsequr:acr:PASSWORD"])
def test_an_unknown_assurance_is_never_reached(unknown: str) -> None:
    assert not satisfies(Acr.PHISHING_RESISTANT, unknown)
