"""allauth, narrowed to what the portals use: our stages, our session, sealed second factors."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone

from accounts.devices import device_of, remember_device
from accounts.middleware import client_network
from accounts.models import User
from accounts.next_address import in_present_language
from accounts.pending_sign_in import forget_pending
from accounts.services.sign_in import note_sign_in
from accounts.session_marks import mark_session, place_of
from clicsequr.kernel.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return list(settings.SIGN_IN_STAGES)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
        """The portal has already said what the account's state allows (screens.md §17)."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session and record it; a device not seen before is told to its owner, except the first."""
        is_new_device = user.last_login is not None and not device_of(request).knows(user.username)
        super().login(request, user)
        place = place_of(request.headers.get("User-Agent", ""), network=client_network(request))
        mark_session(request.session, place, now=timezone.now())
        note_sign_in(user, by=user, is_new_device=is_new_device)
        request.session.save()  # in the transaction of the page, whose end undoes a sign-in whole

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        target = kwargs["redirect_url"] or resolve_url(settings.PORTAL_HOMES[user.portal])
        response = redirect(in_present_language(target))
        remember_device(response, request=request, username=user.username)
        forget_pending(response)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors of enterprises and citizens; agents have their own (django-otp)."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, purpose="allauth.mfa")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), purpose="allauth.mfa")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.BRAND_NAME}

    def get_totp_label(self, user: User) -> str:
        return user.user_code

    def get_totp_issuer(self) -> str:
        return settings.BRAND_NAME
