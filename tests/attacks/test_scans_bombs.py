"""A scan that is made to kill or to hide: refused in bounded time and memory, and the web lives on."""

from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from enterprises.scans import LARGEST, ScanRefused, read_scan
from tests.factories.paper_forms import blank_scan


def pdf(change: Any) -> bytes:
    document = pikepdf.open(BytesIO(blank_scan()))
    change(document)
    file = BytesIO()
    document.save(file, compress_streams=True)
    return file.getvalue()


def page_of(width: float, height: float) -> bytes:
    return pdf(lambda document: document.pages[0].obj.update({"/MediaBox": Array([0, 0, width, height])}))


@pytest.mark.parametrize(
    ("width", "height"),
    [(100_000, 100_000), (1e9, 1e9), (1e-6, 1e9), (0, 0), (-500, -500), (3.4e38, 1)],
)
def test_a_page_of_a_strange_size_costs_nothing(width: float, height: float) -> None:
    with suppress(ScanRefused):
        assert read_scan(page_of(width, height)) == ""


def image_bomb(document: pikepdf.Pdf) -> None:
    image = Stream(document, b"\x00" * (10_000 * 10_000))
    image.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 10_000, "/Height": 10_000})
    image.update({"/ColorSpace": Name.DeviceGray, "/BitsPerComponent": 8})
    document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=image))
    document.pages[0].obj.Contents = Stream(document, b"q 500 0 0 500 0 0 cm /I Do Q " * 2000)


def pattern_bomb(document: pikepdf.Pdf) -> None:
    form = None
    for _level in range(12):
        inner = Stream(document, b"/F Do " * 10 if form is not None else b"0 0 9 9 re f ")
        inner.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 9, 9])})
        if form is not None:
            inner.Resources = Dictionary(XObject=Dictionary(F=form))
        form = document.make_indirect(inner)
    document.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=form))
    document.pages[0].obj.Contents = Stream(document, b"/F Do")


@pytest.mark.parametrize("change", [image_bomb, pattern_bomb])
def test_a_bomb_is_stopped_and_refused(change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    content = pdf(change)
    assert len(content) < LARGEST
    monkeypatch.setattr("enterprises.scans._PATIENCE", 2)  # seconds; thirty for a person
    with pytest.raises(ScanRefused):
        read_scan(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-",
        b"%PDF-1.7\n" + b"\x00" * 100_000,
        b"PK\x03\x04%PDF-1.7",
        b"<svg onload=alert(1)>",
        b"%PDF-1.7\n" + b"<<" * 200_000,
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\ntrailer<</Root 1 0 R>>",
    ],
)
def test_a_file_that_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(ScanRefused):
        read_scan(content)
