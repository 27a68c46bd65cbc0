"""Scans: only quiet, readable, small PDF files come in; the QR code is read when it can be."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageFilter

from enterprises.paper_documents import paper_pdf
from enterprises.queries.paper_forms import PaperContent
from enterprises.scan_reader import answer
from enterprises.scans import LARGEST, ScanIsActive, ScanRefused, ScanTooLarge, read_scan
from tests.factories.paper_forms import altered, blank_scan

REFERENCE = "LEW-2026-7KQ4-M2XD"
SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
CONTENT = PaperContent(
    kind="lew4",
    reference=REFERENCE,
    enterprise="Ferme du Ruisseau inc.",
    neq="1190000019",
    rq_number="9000000016",
    rse_names=("Odile O’Neil",),
    representative="",
    function="",
)


def printed(*, dots: int = 200) -> Image.Image:
    with pypdfium2.PdfDocument(paper_pdf(CONTENT)) as document:
        return document[0].render(scale=dots / 72, grayscale=True).to_pil()


def as_pdf(image: Image.Image, *, quality: int = 70) -> bytes:
    file = BytesIO()
    image.save(file, "PDF", resolution=200, quality=quality)
    return file.getvalue()


@pytest.mark.parametrize("turned", [0, 3, -7, 90, 180, 270])
def test_the_reference_is_read_however_the_sheet_lies(turned: int) -> None:
    scan = as_pdf(printed().rotate(turned, expand=True, fillcolor=255))
    assert answer(scan) == {"refused": "", "reference": REFERENCE}


def test_the_reference_is_read_on_a_poor_scan() -> None:
    grey = printed().filter(ImageFilter.GaussianBlur(1.2)).point(lambda level: 70 + level // 2)
    assert answer(as_pdf(grey.rotate(2, fillcolor=197), quality=25)) == {"refused": "", "reference": REFERENCE}


def test_the_reference_is_read_in_the_file_itself() -> None:
    assert read_scan(paper_pdf(CONTENT)) == REFERENCE


def test_a_sheet_without_code_is_accepted_and_says_nothing() -> None:
    assert read_scan(blank_scan()) == ""


def test_twenty_pages_are_accepted() -> None:
    assert read_scan(blank_scan(20)) == ""


def put(key: str, value: object) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.Root.__setitem__(Name(key), value)


def annotate(annotation: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    # Written inside the page, not referred to: a reader of the top level alone misses it.
    return lambda document: document.pages[0].obj.__setitem__(Name.Annots, Array([annotation]))


def embed(document: pikepdf.Pdf) -> None:
    document.attachments["facture.exe"] = b"MZ"


ACTIVE = {
    "a script at opening": put("/OpenAction", SCRIPT),
    "a page shown at opening": put("/OpenAction", Dictionary(S=Name.GoTo)),
    "an action of the document": put("/AA", Dictionary(WC=SCRIPT)),
    "scripts by name": put("/Names", Dictionary(JavaScript=Dictionary(Names=Array(["x", SCRIPT])))),
    "an embedded file": embed,
    "an XFA form": put("/AcroForm", Dictionary(XFA=Array([]), Fields=Array([]))),
    "a script behind a link": annotate(Dictionary(Type=Name.Annot, Subtype=Name.Link, A=SCRIPT)),
    "a program behind a link": annotate(Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="calc.exe"))),
    "a form that sends": annotate(Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm))),
    "another document": annotate(Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.GoToR, F="x.pdf"))),
    "a field to fill": put("/Held", Dictionary(Type=Name.Annot, Subtype=Name.Widget)),
    "a film": annotate(Dictionary(Type=Name.Annot, Subtype=Name.Movie)),
    "an attached file": annotate(Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment)),
    "rich media": annotate(Dictionary(Type=Name.Annot, Subtype=Name.RichMedia)),
}


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE)
def test_a_file_that_could_act_is_refused(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert answer(altered(change)) == {"refused": "active_content", "reference": ""}


def test_a_script_hidden_in_an_object_stream_is_refused() -> None:
    hidden = altered(put("/OpenAction", SCRIPT), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in hidden
    assert answer(hidden)["refused"] == "active_content"


def deep(document: pikepdf.Pdf) -> None:
    inner: pikepdf.Object = Array([])
    for _level in range(60):
        inner = Array([inner])
    document.Root[Name("/Deep")] = inner


def huge_image(document: pikepdf.Pdf) -> None:
    image = Stream(document, b"\x00", Type=Name.XObject, Subtype=Name.Image, Width=90_000, Height=90_000)
    document.Root[Name("/Big")] = document.make_indirect(image)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "unreadable"),
        (b"GIF89a", "unreadable"),
        (b"PK\x03\x04 a document of an office suite", "unreadable"),
        (b"%PDF-1.7\nnothing that follows", "unreadable"),
        (b"\x00" + blank_scan(), "unreadable"),
        (blank_scan()[:300], "unreadable"),
        (altered(lambda document: None, encryption=pikepdf.Encryption(owner="o", user="u")), "unreadable"),
        (altered(lambda document: None, encryption=pikepdf.Encryption(owner="o", user="")), "unreadable"),
        (altered(deep), "unreadable"),
        (altered(huge_image), "too_large"),
        (blank_scan(21), "too_large"),
    ],
    ids=[
        "empty",
        "a picture",
        "a document",
        "a lie",
        "something before",
        "cut short",
        "locked",
        "protected",
        "nested for ever",
        "an image of eight gigabytes",
        "21 pages",
    ],
)
def test_what_is_no_readable_scan_is_refused(content: bytes, reason: str) -> None:
    assert answer(content) == {"refused": reason, "reference": ""}


def test_each_refusal_reaches_the_agent_with_its_own_sentence() -> None:
    with pytest.raises(ScanRefused) as unreadable:
        read_scan(b"GIF89a")
    with pytest.raises(ScanTooLarge) as pages:
        read_scan(blank_scan(21))
    with pytest.raises(ScanIsActive) as active:
        read_scan(altered(ACTIVE["a script at opening"]))
    codes = [refusal.value.code for refusal in (unreadable, pages, active)]
    assert codes == ["scan.refused", "scan.too_large", "scan.active_content"]


def test_a_file_above_5_mb_is_refused_before_anything_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enterprises.scans.subprocess.run", None)
    with pytest.raises(ScanTooLarge):
        read_scan(blank_scan() + b" " * LARGEST)


ENDS = {
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "out of memory": "from enterprises.scan_reader import bound_process; bound_process(); bytearray(4 << 30)",
    "silent": "pass",
}


@pytest.mark.parametrize("program", ENDS.values(), ids=ENDS)
def test_a_file_that_ends_its_reader_is_refused(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enterprises.scans.READER", ["-c", program])
    with pytest.raises(ScanRefused):
        read_scan(blank_scan())
