"""What a page of a registration shows beside its questions: masked details, the summary before the submission."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries.terms import terms_in_force
from accounts.states import Portal
from clicsequr.kernel.identifiers import format_neq, format_phone, format_rq_number
from clicsequr.kernel.masking import mask_address, mask_email, mask_name, mask_postal_code
from enterprises.models import Registration
from enterprises.steps import MandateDocument, Step, path_of
from enterprises.views.registration_session import step_url

Row = dict[str, str]


def extras_of(registration: Registration, step: Step) -> dict[str, Any]:
    """Give the context that one step needs beside its form."""
    if step == Step.KNOWN_DETAILS:
        return {"rows": _known_rows(registration)}
    if step == Step.MANDATE:
        return {"is_resolution": path_of(registration.legal_form).mandate_document == MandateDocument.RESOLUTION}
    if step == Step.EMAIL_CODE:
        return {"masked_email": mask_email(registration.rse_email)}
    if step == Step.CHECK:
        return {"sections": _sections(registration), "terms": _terms()}
    return {}


def _known_rows(registration: Registration) -> list[Row]:
    address = (
        f"{mask_address(registration.address_line)}\n{registration.city} {mask_postal_code(registration.postal_code)}"
    )
    return [
        {"key": _("Nom"), "value": mask_name(registration.name)},
        {"key": _("Adresse"), "value": address},
    ]


def _terms() -> dict[str, str]:
    version = terms_in_force(Portal.ENTERPRISES, on=timezone.localdate()).first()
    if version is None:
        return {}
    return {"number": version.number, "text": version.text_en if get_language() == "en" else version.text_fr}


def _sections(registration: Registration) -> list[dict[str, Any]]:
    return [
        {"heading": _("Entreprise"), "rows": _enterprise_rows(registration)},
        {"heading": _("Représentant autorisé"), "rows": _representative_rows(registration)},
        {"heading": _("Responsable des services électroniques"), "rows": _rse_rows(registration)},
        {"heading": _("Compte et activation"), "rows": _account_rows(registration)},
    ]


def _row(key: str, value: object, step: Step | None = None) -> Row:
    row = {"key": key, "value": str(value)}
    return row | {"change_url": step_url(step, returning=True)} if step else row


def _enterprise_rows(registration: Registration) -> list[Row]:
    form = registration.legal_form_other or registration.get_legal_form_display()
    rows = [_row(_("Forme juridique"), form, Step.OTHER_FORM if registration.legal_form_other else Step.LEGAL_FORM)]
    if registration.neq:
        rows.append(_row(_("NEQ"), format_neq(registration.neq), Step.NUMBERS))
    if registration.rq_number:
        rows.append(_row(_("Numéro d’identification"), format_rq_number(registration.rq_number), Step.NUMBERS))
    if registration.known_to_register:
        exact = _("Confirmés") if registration.details_confirmed else _("À vérifier avec un agent")
        return [*rows, _row(_("Renseignements du registre"), exact, Step.KNOWN_DETAILS)]
    address = f"{registration.address_line}\n{registration.city} ({registration.province})  {registration.postal_code}"
    rows += [
        _row(_("Nom"), registration.name, Step.DETAILS),
        _row(_("Adresse"), address, Step.DETAILS),
        _row(_("Téléphone"), format_phone(registration.phone), Step.DETAILS),
    ]
    return [*rows, _row(_("Secteur d’activité"), registration.sector, Step.DETAILS)] if registration.sector else rows


def _representative_rows(registration: Registration) -> list[Row]:
    name = f"{registration.representative_first_name} {registration.representative_last_name}"
    rows = [
        _row(_("Nom"), name, Step.REPRESENTATIVE),
        _row(_("Fonction"), registration.get_representative_function_display(), Step.REPRESENTATIVE),
        _row(_("Téléphone"), format_phone(registration.representative_phone), Step.REPRESENTATIVE),
        _row(_("Courriel"), registration.representative_email, Step.REPRESENTATIVE),
    ]
    if registration.needs_designation:
        rows.append(_row(_("Document du mandat"), _("À envoyer, signé"), Step.MANDATE))
    return rows


def _rse_rows(registration: Registration) -> list[Row]:
    if registration.rse_is_representative:
        return [_row(_("Responsable"), _("La même personne que le représentant autorisé"), Step.RSE)]
    name = f"{registration.rse_first_name} {registration.rse_last_name}"
    return [
        _row(_("Responsable"), name, Step.OTHER_RSE),
        _row(_("Téléphone"), format_phone(registration.rse_phone), Step.OTHER_RSE),
        _row(_("Courriel"), registration.rse_email, Step.OTHER_RSE),
    ]


def _account_rows(registration: Registration) -> list[Row]:
    rows = [
        _row(_("Code d’utilisateur"), registration.user_code),
        _row(_("Mot de passe"), _("Créé"), Step.PASSWORD),
        _row(_("Avis de l’activation"), registration.get_contact_by_display(), Step.CONTACT),
    ]
    if registration.contact_times:
        rows.append(_row(_("Meilleurs moments"), registration.contact_times, Step.CONTACT))
    return rows
