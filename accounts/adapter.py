"""allauth, narrowed to what the portals use: our stages, sealed second factors."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from clicsequr.kernel.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors of enterprises and citizens; agents have their own (django-otp)."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, purpose="allauth.mfa")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), purpose="allauth.mfa")
