"""Scans of signed papers: what may enter, and the reference that their QR code holds."""

import json
import logging
import subprocess
import sys

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.errors import DomainError

LARGEST = 5 * 1024 * 1024  # bytes (screens.md A-07)
READER = ["-m", "enterprises.scan_reader"]
_PATIENCE = 30  # seconds

logger = logging.getLogger(__name__)


class ScanRefused(DomainError):
    code = "scan.refused"
    message = _(
        "Ce fichier n’est pas un PDF lisible. Numérisez de nouveau le formulaire en PDF, à 200 points par pouce."
    )


class ScanTooLarge(ScanRefused):
    code = "scan.too_large"
    message = _("Ce fichier dépasse 5 Mo ou 20 pages. Numérisez le formulaire seul, à 200 points par pouce.")


class ScanIsActive(ScanRefused):
    code = "scan.active_content"
    message = _(
        "Ce PDF contient des actions ou des fichiers joints. Numérisez le papier plutôt que d’envoyer un autre PDF."
    )


_REFUSALS = {"unreadable": ScanRefused, "too_large": ScanTooLarge, "active_content": ScanIsActive}


def read_scan(content: bytes) -> str:
    """Let through a readable PDF of at most 5 MB and 20 pages without active content; refuse anything else.

    Gives the reference in its QR code, or nothing when no code can be read.
    """
    if len(content) > LARGEST:
        raise ScanTooLarge
    answer = _ask_reader(content)
    if answer["refused"]:
        refusal = _REFUSALS[answer["refused"]]
        raise refusal
    return answer["reference"]


def _ask_reader(content: bytes) -> dict[str, str]:
    try:
        done = subprocess.run(
            [sys.executable, *READER],
            input=content,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            cwd=settings.BASE_DIR,
            env={},
        )
        answer: dict[str, str] = json.loads(done.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError) as error:
        # A file that kills or stalls its reader is refused like one that cannot be read.
        logger.warning("scan.reader_failed", extra={"failure": type(error).__name__})
        raise ScanRefused from error
    return answer
