"""A mail back end that keeps each message as a file: one Message-ID, one file, however often it is sent."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailFolderBackend(BaseEmailBackend):
    """Write `<Message-ID>.eml` into settings.MAIL_FOLDER, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            name = message["Message-ID"].strip("<>").split("@")[0].replace("/", "_")
            # A crash between the two steps leaves a hidden file, never half a message.
            handle, draft = tempfile.mkstemp(dir=folder, prefix=".")
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes())
            os.replace(draft, folder / f"{name}.eml")
        return len(email_messages)
