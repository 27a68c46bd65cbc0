from citizens.models.identity import IdentityProof
from citizens.models.register import RegisteredPerson

__all__ = ["IdentityProof", "RegisteredPerson"]
