"""What a proposal is about: how the live row is read, how proposed values are checked, how they are put in place.

A change of the same fields by `load_catalogue` or by a command makes a proposal stale; it never undoes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.events import CATALOGUE_CHANGED
from accounts.models import User
from accounts.services.journal import record
from clicsequr.kernel.errors import DomainError
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService, RelyingParty, ServiceTask
from ministry_services.rules.addresses import address_fault
from ministry_services.rules.catalogue import question_faults
from ministry_services.rules.catalogue_changes import changed_names
from ministry_services.services.relying_party_terms import checked_values, live_values, put_live
from ministry_services.states import ChangeKind

CatalogueRow = OnlineService | EnrolmentQuestion | ServiceTask


class ValuesRefused(DomainError):
    """What is proposed does not fit the catalogue; nothing was changed."""

    code = "catalogue.values_refused"

    def __init__(self, faults: list[str]) -> None:
        super().__init__(message=" ".join(faults))


@dataclass(frozen=True)
class _Rows:
    model: type[CatalogueRow]
    fields: tuple[str, ...]


_NAMES = ("name_fr", "name_en")
_ROWS = {
    ChangeKind.SERVICE: _Rows(
        OnlineService,
        ("portal", *_NAMES, "description_fr", "description_en", "address", "state", "closed_until", "minimum_acr",
         "needs_identity_proof", "decision_mode"),
    ),
    ChangeKind.QUESTION: _Rows(
        EnrolmentQuestion,
        ("order", "kind", "label_fr", "label_en", "hint_fr", "hint_en", "required", "choices", "limits", "retired"),
    ),
    ChangeKind.TASK: _Rows(ServiceTask, (*_NAMES, "retired")),
}  # fmt: skip


def live(kind: str, *, ministry: Ministry, subject: str, lock: bool = False) -> dict[str, Any]:
    """Give what is live of a subject, nothing when it does not exist; `lock` holds it to the end."""
    row = _row(kind, ministry, subject, lock=lock)
    if row is None:
        return {}
    if isinstance(row, RelyingParty):
        return live_values(row)
    return {name: _plain(getattr(row, name)) for name in _ROWS[ChangeKind(kind)].fields}


def checked(kind: str, *, ministry: Ministry, subject: str, after: Mapping[str, Any]) -> dict[str, Any]:
    """Give proposed values as they would be kept; refuse those that do not fit."""
    found = _row(kind, ministry, subject, lock=False)
    if isinstance(found, RelyingParty):
        return checked_values(found, after=after)
    row, faults = found or _blank(kind, ministry, subject), []
    if row is None or isinstance(row, RelyingParty):
        raise ValuesRefused([_("Ce service n’existe pas ou n’est pas un service de ce ministère.")])
    if isinstance(found, OnlineService) and after.get("portal", found.portal) != found.portal:
        faults.append(_("Le portail d’un service ne change pas."))
    _set(row, after)
    faults += _row_faults(row)
    if faults:
        raise ValuesRefused(faults)
    return {name: _plain(getattr(row, name)) for name in _ROWS[ChangeKind(kind)].fields}


def put(kind: str, *, ministry: Ministry, subject: str, after: Mapping[str, Any], by: User) -> None:
    """Put checked values in place on a subject that the caller locked with `live`."""
    row = _row(kind, ministry, subject, lock=True)
    if isinstance(row, RelyingParty):
        put_live(row, after=after, by=by)
        return
    values = checked(kind, ministry=ministry, subject=subject, after=after)
    before = live(kind, ministry=ministry, subject=subject)
    row = row or _blank(kind, ministry, subject)
    if row is None or isinstance(row, RelyingParty):
        raise ValuesRefused([])
    _set(row, values)
    names = changed_names(before, values)
    if before:
        row.save(update_fields=names)
    else:
        row.save(force_insert=True)
    record(CATALOGUE_CHANGED, by=by, subject=row, change="changed" if before else "added", fields=names)


def _row(kind: str, ministry: Ministry, subject: str, *, lock: bool) -> CatalogueRow | RelyingParty | None:
    rows: Any
    slug, _slash, code = subject.partition("/")
    if kind == ChangeKind.RELYING_PARTY:
        rows = RelyingParty.objects.select_related("ministry").filter(client_id=subject, ministry=ministry)
    elif kind == ChangeKind.SERVICE:
        rows = OnlineService.objects.filter(slug=subject, ministry=ministry)
    else:
        model: Any = _ROWS[ChangeKind(kind)].model
        rows = model.objects.filter(service__slug=slug, service__ministry=ministry, code=code)
    found: CatalogueRow | RelyingParty | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    return found


def _blank(kind: str, ministry: Ministry, subject: str) -> CatalogueRow | None:
    if kind == ChangeKind.SERVICE:
        return OnlineService(slug=subject, ministry=ministry, order=ministry.services.count())
    slug, _slash, code = subject.partition("/")
    service = ministry.services.filter(slug=slug).first()
    if service is None or kind == ChangeKind.RELYING_PARTY:
        return None
    return _ROWS[ChangeKind(kind)].model(service=service, code=code)  # type: ignore[misc]  # both parts have the two


def _set(row: CatalogueRow, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        column: Any = row._meta.get_field(name)  # noqa: SLF001 - _meta is public
        setattr(row, name, column.to_python(value))


def _row_faults(row: CatalogueRow) -> Iterator[str]:
    try:
        row.clean_fields(exclude={"ministry", "service", "choices", "limits"})
        row.validate_unique()
    except ValidationError as error:
        yield from error.messages
    if isinstance(row, OnlineService):
        if row.address and (fault := address_fault(row.address, local=False, longest=200)):
            yield str(fault)
        if bool(row.description_fr) != bool(row.description_en):
            yield _("La description est dans les deux langues.")
    if isinstance(row, EnrolmentQuestion) and any(question_faults(row.kind, row.choices, row.limits)):
        yield _("Les choix ou les limites ne vont pas avec le genre de la question.")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
