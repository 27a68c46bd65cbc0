"""Steps that the tests of the sign-in share."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import OutboxMessage
from accounts.services.outbox import deliver
from tests.factories.enterprises import PASSWORD

CODE_PAGE = "/fr/entreprises/session/"
PASSWORD_PAGE = "/fr/entreprises/session/mot-de-passe/"
HOME = "/fr/entreprises/accueil/"


def type_code(client: Client, code: str, *, query: str = "", **environ: str) -> HttpResponse:
    return client.post(f"{CODE_PAGE}{query}", {"user_code": code}, **environ)


def type_password(client: Client, password: str = PASSWORD, **environ: str) -> HttpResponse:
    return client.post(PASSWORD_PAGE, {"password": password}, **environ)


def sign_in(client: Client, code: str, password: str = PASSWORD, *, query: str = "", **environ: str) -> HttpResponse:
    type_code(client, code, query=query, **environ)
    return type_password(client, password, **environ)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def fail(client: Client, code: str, times: int, **environ: str) -> HttpResponse:
    type_code(client, code, **environ)
    answers = [type_password(client, "mauvais mot de passe", **environ) for _turn in range(times)]
    return answers[-1]


def deliver_all() -> None:
    """Do what the outbox owes, as the worker would."""
    for pk in OutboxMessage.objects.filter(done_at=None).order_by("created_at").values_list("pk", flat=True):
        deliver(pk)


def owed() -> list[str]:
    """The handlers owed, oldest first."""
    names = OutboxMessage.objects.order_by("created_at", "pk").values_list("handler", flat=True)
    return [name.rpartition(".")[2] for name in names]


def mails() -> list[tuple[str, str, str]]:
    """Recipient, subject and plain text of each mail sent."""
    return [(sent.to[0], str(sent.subject), str(sent.body)) for sent in mail.outbox]


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/\S+/lien/\S+)", text)
    assert found, text
    return found[1]


def totp_code(row: Authenticator, *, drift: int = 0, sealed: bool = True) -> str:
    step = int(timezone.now().timestamp()) // 30 + drift
    secret = row.data["secret"]
    return format_hotp_value(hotp_value(decrypt(secret) if sealed else secret, step))
