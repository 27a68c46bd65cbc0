"""The scans of signed papers: kept sealed in the upload folder, opened for an agent only."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from clicsequr.kernel.sealing import needs_resealing, seal, unseal_bytes
from enterprises.models import PaperForm


def keep_scan(locked: PaperForm, *, scan: bytes) -> None:
    """Seal a scan into a file of its own and name it in the row, which the caller saves; the former file goes after."""
    former, storage = locked.scan.name, locked.scan.storage
    locked.scan.save(f"{locked.reference}.sealed", ContentFile(seal(scan, purpose=_purpose(locked))), save=False)
    if former:
        transaction.on_commit(partial(storage.delete, former))


def open_scan(paper_form: PaperForm) -> bytes:
    """Give the scan as it was received; raise SealBroken when the file is not this form's, intact."""
    return unseal_bytes(_sealed(paper_form), purpose=_purpose(paper_form))


def scan_is_under_former_key(paper_form: PaperForm) -> bool:
    """Say whether the scan opens but waits to be sealed anew."""
    token = _sealed(paper_form)
    unseal_bytes(token, purpose=_purpose(paper_form))
    return needs_resealing(token)


@transaction.atomic
def reseal_scan(paper_form: PaperForm) -> bool:
    """Seal the scan under the current key when it is under another; say whether it was."""
    locked = PaperForm.objects.select_for_update(of=("self",)).get(pk=paper_form.pk)
    if not locked.scan or not scan_is_under_former_key(locked):
        return False
    keep_scan(locked, scan=open_scan(locked))
    locked.save(update_fields=["scan"])
    return True


def _sealed(paper_form: PaperForm) -> bytes:
    with paper_form.scan.open("rb") as file:
        content: bytes = file.read()
    return content


def _purpose(paper_form: PaperForm) -> str:
    # Bound to the form as well: the scan of one enterprise does not open in the file of another.
    return f"enterprises.PaperForm.scan:{paper_form.reference}"
