"""Enterprises of the register, sealed as the import seals them."""

from collections.abc import Mapping, Sequence
from typing import Any

from enterprises.legal_forms import LegalForm
from enterprises.models import RegisteredEnterprise
from enterprises.sealed_files import SealedFile, Typed, seal_file, secret_values
from enterprises.states import SecretKind
from tests.factories.identifiers import next_neq, next_rq_number

SECRETS: dict[str, str | Sequence[str]] = {
    SecretKind.QST_PAYMENTS: ("45321,10", "1200,00"),
    SecretKind.ACCESS_CODE: "012345",
    SecretKind.INVITATION_NUMBER: "INV-0042-77",
    SecretKind.SOURCE_DEDUCTION: "987,65",
    SecretKind.NOTICE_NUMBER: "A1B2C3D4E5F",
}
PRESIDENT = ("Odile", "O'Neil", "president")


def make_registered(
    secrets: Mapping[str, Typed | Sequence[Typed]] | None = None,
    representatives: Sequence[tuple[str, str, str]] = (PRESIDENT,),
    **changes: Any,
) -> RegisteredEnterprise:
    held = {kind: secret_values(kind, value) for kind, value in (SECRETS if secrets is None else secrets).items()}
    values: dict[str, Any] = {
        "neq": next_neq(),
        "rq_number": next_rq_number(),
        "name": "Ferme du Ruisseau inc.",
        "legal_form": LegalForm.CORPORATION,
        "address_line": "12, rang du Ruisseau",
        "city": "Saint-Anselme",
        "province": "QC",
        "postal_code": "G0R 2N0",
        **changes,
    }
    sealed = seal_file(SealedFile(representatives, held), neq=values["neq"], rq_number=values["rq_number"])
    return RegisteredEnterprise.objects.create(**values, secret_kinds=list(held), sealed_file=sealed)
