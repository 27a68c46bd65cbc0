"""A procuration on paper: a tagged PDF in the reader's language, for both enterprises and nobody else."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from enterprises.models import Member, Procuration
from enterprises.states import EnrolmentState
from ministry_services.models import ServiceTask
from tests.factories.enrolments import make_enrolment, make_service
from tests.factories.enterprises import make_enterprise, make_rse
from tests.factories.procurations import make_procuration

pytestmark = pytest.mark.django_db


@pytest.fixture
def rse() -> Member:
    return make_rse()


@pytest.fixture
def procuration(rse: Member) -> Procuration:
    service = make_service()
    task = ServiceTask.objects.create(service=service, code="lire", name_fr="Lire les bilans", name_en="Read reports")
    make_enrolment(rse, service, state=EnrolmentState.ACTIVE)
    accountant = make_enterprise(name="Aubé #et <Associés>")
    return make_procuration(rse, service, tasks=[task], mandatary=accountant, name="Bilans *et* $tout$ 🙂")


def downloaded(client: Client, procuration: Procuration, language: str) -> bytes:
    with override(language):
        answer = client.get(reverse("enterprises:procuration-download", args=[procuration.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="procuration_{procuration.number}.pdf"'
    return answer.content


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Procuration clicSÉQUR", "En vigueur", "Lire les bilans", "ces tâches seulement"]),
        ("en", ["clicSÉQUR power of attorney", "Read reports", "these tasks only"]),
    ],
)
def test_the_paper_is_tagged_and_says_who_gives_what_to_whom(
    client: Client, rse: Member, procuration: Procuration, language: str, words: list[str]
) -> None:
    client.force_login(rse.user)
    pdf = downloaded(client, procuration, language)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == f"{language}-CA"
        assert document.Root.MarkInfo.Marked
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert procuration.number in metadata["dc:title"]
    said = text_of(pdf)
    for word in [*words, rse.enterprise.name, "Aubé #et <Associés>", "Bilans *et* $tout$", procuration.number]:
        assert word in said, word


def test_both_enterprises_have_the_paper_and_no_other(client: Client, rse: Member, procuration: Procuration) -> None:
    client.force_login(make_rse(procuration.mandatary).user)
    client.post(reverse("enterprises:acting-for"), {"choice": _own(procuration)})
    assert downloaded(client, procuration, "fr")[:4] == b"%PDF"

    client.force_login(make_rse().user)
    stranger = client.get(reverse("enterprises:procuration-download", args=[procuration.pk]))
    assert stranger.status_code == 404


def _own(procuration: Procuration) -> str:
    member = Member.objects.get(enterprise=procuration.mandatary)
    return f"{member.pk}:{member.enterprise_id}"
