from citizens.models.closure import AccountClosure
from citizens.models.creation import AccountCreation
from citizens.models.identity import IdentityProof
from citizens.models.letter import CodeLetter
from citizens.models.register import RegisteredPerson
from citizens.models.security import CitizenProfile, SecurityAnswer

__all__ = [
    "AccountClosure",
    "AccountCreation",
    "CitizenProfile",
    "CodeLetter",
    "IdentityProof",
    "RegisteredPerson",
    "SecurityAnswer",
]
