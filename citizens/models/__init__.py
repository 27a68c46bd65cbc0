from citizens.models.identity import IdentityProof
from citizens.models.register import RegisteredPerson
from citizens.models.security import CitizenProfile, SecurityAnswer

__all__ = ["CitizenProfile", "IdentityProof", "RegisteredPerson", "SecurityAnswer"]
