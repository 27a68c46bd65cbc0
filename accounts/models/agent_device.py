"""The second factor of an agent: a TOTP key kept sealed, each code accepted once."""

from base64 import b32decode
from datetime import datetime
from typing import Any

from django.db import models
from django_otp.models import Device
from django_otp.oath import TOTP

from accounts.models.user import User
from clicsequr.kernel.sealing import SealedTextField


class AgentDevice(Device):
    """A device of django-otp whose key does not lie in clear; `last_step` refuses a code seen before (RFC 6238 5.2)."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="agent_device")
    key = SealedTextField()  # base32
    last_step = models.BigIntegerField(default=-1)

    def __str__(self) -> str:
        return f"{self.name} {self.user_id}"

    def step_of(self, digits: str, *, now: datetime) -> int | None:
        """Give the time step that these digits belong to, one step of drift allowed; None if none or seen before."""
        totp = TOTP(b32decode(self.key))
        totp.time = now.timestamp()
        matches = digits.isascii() and digits.isdigit() and len(digits) == totp.digits
        return totp.t() if matches and totp.verify(int(digits), tolerance=1, min_t=self.last_step + 1) else None

    def verify_token(self, token: Any) -> bool:
        """Refuse: codes are checked by `accounts.services.agents.check_second_factor`, which counts failures."""
        return False
