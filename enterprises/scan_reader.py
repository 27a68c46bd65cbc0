"""Read a scan in a process of its own: `python -m enterprises.scan_reader` takes a PDF, answers one line of JSON.

Apart, because its readers are native code given a file of others: PDFium is not made for threads, a crash must not
take a web worker along, and memory and time are bounded by the system. Knows nothing of Django or of the database.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pypdfium2
import zxingcpp

MOST_PAGES = 20
MOST_OBJECTS = 20_000
DEEPEST = 40
MOST_PIXELS = 120_000_000  # an image of A3 at 800 dots an inch
LONGEST_SIDE = 5_000  # pixels of a page drawn to find its QR code
DOTS = 200 / 72  # a point is 1/72 inch; below 200 dots an inch a QR code is lost (libraries.md §6)
MEMORY = 1_500 * 1024 * 1024
SECONDS = 20
# What makes a PDF do something by itself, send, or carry another file (ISO 32000-1: 7.11.4, 12.5.6, 12.6.4, 12.7).
ACTIVE_KEYS = frozenset(
    [
        "/OpenAction",
        "/AA",
        "/JavaScript",
        "/JS",
        "/EmbeddedFiles",
        "/EmbeddedFile",
        "/EF",
        "/AF",
        "/RichMediaContent",
        "/XFA",
        "/Rendition",
    ]
)
ACTIVE_TYPES = frozenset(
    [
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Sound",
        "/Movie",
        "/Rendition",
        "/RichMedia",
        "/RichMediaExecute",
        "/EmbeddedFile",
        "/Filespec",
        "/FileAttachment",
        "/Screen",
        "/3D",
        "/Widget",
    ]
)
REFERENCE = re.compile(r"\b(?:LEW|DES)-\d{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b")


class Unacceptable(Exception):
    """Holds the code of the reason: unreadable, too_large, active_content."""


def check(content: bytes) -> None:
    """Let through a readable, open PDF of at most twenty pages without active content."""
    if not content.startswith(b"%PDF-"):
        raise Unacceptable("unreadable")
    try:
        with pikepdf.open(BytesIO(content)) as document:
            if document.is_encrypted or len(document.pages) < 1:
                raise Unacceptable("unreadable")
            if len(document.pages) > MOST_PAGES or len(document.objects) > MOST_OBJECTS:
                raise Unacceptable("too_large")
            for item in _dictionaries([document.trailer, *document.objects]):
                _check_dictionary(item)
    except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError, TypeError) as error:
        raise Unacceptable("unreadable") from error


def _dictionaries(items: list[pikepdf.Object], depth: int = 0) -> Iterator[pikepdf.Object]:
    """Give every dictionary, those written inside another included; what is referred to comes by its own turn."""
    if depth > DEEPEST:
        raise Unacceptable("unreadable")
    for item in items:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item
            inner = [value for value in item.values() if _is_inside(value)]
        elif isinstance(item, pikepdf.Array):
            inner = [value for value in item if _is_inside(value)]
        else:
            continue
        yield from _dictionaries(inner, depth + 1)


def _is_inside(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _check_dictionary(item: pikepdf.Object) -> None:
    names = {str(item.get(key, "")) for key in ("/S", "/Type", "/Subtype")}
    if names & ACTIVE_TYPES or ACTIVE_KEYS & set(item.keys()):
        raise Unacceptable("active_content")
    if "/Image" in names and int(item.get("/Width", 0)) * int(item.get("/Height", 0)) > MOST_PIXELS:
        raise Unacceptable("too_large")


def reference_on(content: bytes) -> str:
    """Read the reference in a QR code of the first two pages; nothing when none can be read."""
    try:
        document = pypdfium2.PdfDocument(content)
        for number in range(min(2, len(document))):
            page = document[number]
            scale = min(DOTS, LONGEST_SIDE / max(*page.get_size(), 1))
            image = page.render(scale=scale, grayscale=True).to_pil()
            for code in zxingcpp.read_barcodes(image):
                if found := REFERENCE.search(code.text):
                    return found.group()
    except pypdfium2.PdfiumError:
        # What one reader opens another may not: an agent then types the number.
        return ""
    return ""


def answer(content: bytes) -> dict[str, str]:
    """Say why the file is refused, or which reference it shows."""
    try:
        check(content)
    except Unacceptable as refusal:
        return {"refused": str(refusal), "reference": ""}
    return {"refused": "", "reference": reference_on(content)}


def bound_process() -> None:
    """Let this process have so much memory and time, and no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    bound_process()
    print(json.dumps(answer(sys.stdin.buffer.read())))
