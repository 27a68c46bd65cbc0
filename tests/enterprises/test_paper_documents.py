"""The form to sign: a tagged PDF/UA-1, filled with data, whose QR code gives the reference back."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.utils.translation import override

from enterprises.paper_documents import paper_file_name, paper_pdf
from enterprises.queries.paper_forms import PaperContent, paper_content
from enterprises.scan_reader import answer
from enterprises.states import PaperFormKind
from tests.factories.enterprises import make_rse, make_user
from tests.factories.paper_forms import make_designation, make_legacy_rse, make_lew4

LEW4 = PaperContent(
    kind="lew4",
    reference="LEW-2026-7KQ4-M2XD",
    enterprise="Ferme #du *Ruisseau* & fils <b> $x$",
    neq="1190000019",
    rq_number="9000000016",
    rse_names=("Odile O’Neil", "Nguyễn Văn Đức", "#panic(1)"),
    representative="Réal Côté",
    function="Président ou présidente",
    terms_number="2026-1",
    terms_accepted_on=date(2026, 11, 23),
)
DESIGNATION = replace(
    LEW4, kind="designation", reference="DES-2026-7KQ4-M2XD", registration="INS-2026-AAAA-BBBB", terms_accepted_on=None
)
CONTENTS = [LEW4, replace(LEW4, representative="", function="", neq="", rq_number=""), DESIGNATION]


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("content", CONTENTS, ids=["lew4", "lew4 of an unknown representative", "designation"])
def test_the_file_is_tagged_and_says_its_language(content: PaperContent, language: str) -> None:
    with override(language):
        pdf = paper_pdf(content)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == f"{language}-CA"
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert content.reference in metadata["dc:title"]
        assert len(document.pages) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("content", CONTENTS, ids=["lew4", "lew4 of an unknown representative", "designation"])
def test_its_own_file_passes_our_reader_and_gives_the_reference(content: PaperContent, language: str) -> None:
    with override(language):
        assert answer(paper_pdf(content)) == {"refused": "", "reference": content.reference}


def test_what_people_typed_is_text_and_never_markup() -> None:
    text = text_of(paper_pdf(LEW4))
    for typed in (LEW4.enterprise, *LEW4.rse_names):
        assert typed in text


def test_the_form_says_that_it_is_a_template_in_both_languages() -> None:
    assert "Ceci est un modèle, pas le formulaire officiel de Revenu Québec." in text_of(paper_pdf(LEW4))
    with override("en"):
        assert "This is a template, not the official form of Revenu Québec." in text_of(paper_pdf(LEW4))


def test_a_crowd_of_persons_in_charge_flows_over_the_page() -> None:
    crowd = replace(LEW4, rse_names=tuple(f"Personne {number}" for number in range(60)))
    text = text_of(paper_pdf(crowd))
    assert "Personne 59" in text
    assert "2 / 2" in text


@pytest.mark.parametrize(
    ("content", "name"),
    [(LEW4, "LEW-4_LEW-2026-7KQ4-M2XD.pdf"), (DESIGNATION, "designation_DES-2026-7KQ4-M2XD.pdf")],
)
def test_the_file_has_a_name_that_a_person_finds_again(content: PaperContent, name: str) -> None:
    assert paper_file_name(content) == name


@pytest.mark.django_db
def test_a_lew4_is_filled_with_what_is_known() -> None:
    rse = make_legacy_rse()
    form = make_lew4(rse)
    make_rse(rse.enterprise, user=make_user(first_name="Réal", last_name="Côté"))
    content = paper_content(form)
    assert (content.kind, content.reference, content.enterprise) == ("lew4", form.reference, rse.enterprise.name)
    assert (content.neq, content.rq_number) == (rse.enterprise.neq, rse.enterprise.rq_number)
    assert content.rse_names == ("Odile O’Neil", "Réal Côté")
    assert (content.terms_number, content.representative, content.function) == ("2026-1", "", "")


@pytest.mark.django_db
@pytest.mark.parametrize(("same", "name"), [(False, "Odile O’Neil"), (True, "Réal Côté")])
def test_a_designation_names_the_representative_and_the_person_in_charge(same: bool, name: str) -> None:
    content = paper_content(make_designation(rse_is_representative=same))
    assert content.kind == PaperFormKind.DESIGNATION
    assert (content.representative, content.rse_names) == ("Réal Côté", (name,))
    assert content.function == "Par mandat (procuration ou résolution)"


@pytest.mark.django_db
def test_a_designation_does_not_show_numbers_that_the_applicant_did_not_type() -> None:
    form = make_designation(neq="", register_neq="1190000019")
    assert (paper_content(form).neq, paper_content(form).rq_number) == ("", "")
