"""The mails of a demonstration, read from the folder they were written to."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class DemoMail:
    name: str
    sent_at: datetime
    sender: str
    recipient: str
    reply_to: str
    subject: str
    body: str


def mail_names() -> list[str]:
    """Give the mails, the newest first; reading them is for those that are shown."""
    files = Path(settings.MAIL_FOLDER).glob("[!.]*.eml")
    return [path.stem for path in sorted(files, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)]


def read_mail(name: str) -> DemoMail | None:
    """Read one mail as plain text; nothing when there is none of that name."""
    path = Path(settings.MAIL_FOLDER) / f"{name}.eml"
    if not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return DemoMail(
        name=name,
        sent_at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        reply_to=str(message["Reply-To"] or ""),
        subject=str(message["Subject"] or ""),
        body=_plain(message),
    )


def _plain(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part else ""
