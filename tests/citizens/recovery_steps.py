"""Steps that the tests of the citizens' recovery share."""

import re
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from citizens.models import IdentityProof, RegisteredPerson
from citizens.states import ProofMethod
from tests.accounts.sign_in_steps import deliver_all, link_in, mails
from tests.citizens.sign_in_steps import CODE
from tests.factories.persons import NAS, make_registered_person
from tests.factories.security_options import make_person_with_options

EMAIL = "marie-eve@exemple.ca"
RECOVER = "/fr/citoyens/recuperation/"
CODES = f"{RECOVER}code/"
SHOWN = f"{RECOVER}code/affiche/"
LINK = f"{RECOVER}mot-de-passe/"
CONFIRM = f"{LINK}question/"
FACTOR = f"{LINK}confirmation/"
PROVEN = f"{LINK}identite/"
OPTIONS = f"{RECOVER}options/"
ADDRESS = f"{RECOVER}courriel/adresse/"
ADDRESS_CODE = f"{RECOVER}courriel/code/"
ASKED = f"{RECOVER}courriel/demande/"
SENT = "/fr/recuperation/demande-recue/"


def make_owner(*, nas: str = NAS, **changes: Any) -> User:
    """Give a person of the register with an account proven for her."""
    user = make_person_with_options(**{"user_code": CODE, "email": EMAIL, **changes})
    prove_for(user, make_registered_person(nas))
    return user


def prove_for(user: User, person: RegisteredPerson) -> None:
    IdentityProof.objects.create(
        user=user, reference=person.reference, method=ProofMethod.NOTICE, verified_at=timezone.now()
    )


def sent_link(client: Client, user: User) -> str:
    """Ask for a link and take it from the mail."""
    client.post(LINK, {"user_code": user.user_code, "email": user.email})
    deliver_all()
    return link_in(mails()[-1][2])


def open_link(client: Client, user: User) -> str:
    link = sent_link(client, user)
    assert client.get(link)["Location"] == CONFIRM
    return link


def codes_in(text: str) -> list[str]:
    return re.findall(r'<li class="cs-code">([^<]+)</li>', text)
