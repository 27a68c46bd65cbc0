"""What an agent sees of a registration: its summary, its people, the register's word, what is left to do."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.agents import Agent
from clicsequr.kernel.identifiers import format_neq, format_phone, format_rq_number
from enterprises.legal_forms import LegalForm
from enterprises.models import RegisteredEnterprise, Registration
from enterprises.queries.agent_queue import designation_of, registered_entry, situation_of
from enterprises.register import RegisterEntry, RegisterUnavailable, register
from enterprises.rules import activation as rules
from enterprises.states import RegistrationState, SecretKind

Row = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """What the register says of the enterprise, never a secret; `answers` is False when it does not."""

    answers: bool
    entry: RegisterEntry | None = None
    people: tuple[str, ...] = ()


def file_context(registration: Registration, *, agent: Agent) -> dict[str, Any]:
    """Give what the page of a file shows."""
    standing = standing_of(registration)
    context = {
        "registration": registration,
        "rows": summary_rows(registration),
        "people": people_rows(registration),
        "standing": standing,
        "register_rows": register_rows(standing),
        "flags": flags(registration, standing),
        "calls": registration.calls.select_related("agent"),
        "is_open": registration.state == RegistrationState.SUBMITTED,
        "is_mine": registration.assigned_to_id == agent.user.pk,
        "is_held_by_another": rules.is_held_by_another(registration.assigned_to_id, agent_id=agent.user.pk),
        "is_supervisor": agent.is_supervisor,
    }
    if standing.answers and context["is_open"]:
        situation = situation_of(registration, agent=agent.user)
        blockers = rules.activation_blockers(situation)
        context["blockers"] = [rules.BLOCKER_SENTENCES[blocker] for blocker in blockers]
        context["kinds"] = kind_rows(standing.entry, situation.checks)
        context["may_approve"] = blockers == [rules.Blocker.APPROVAL_NEEDED]
    return context


def standing_of(registration: Registration) -> Standing:
    try:
        entry = registered_entry(registration)
        people = register().representatives(entry.id) if entry else []
    except RegisterUnavailable:
        return Standing(answers=False)
    return Standing(answers=True, entry=entry, people=tuple(str(person) for person in people))


def kind_rows(entry: RegisterEntry | None, checks: Any) -> list[Row]:
    """Give each kind that the register can answer for, with what was found of it."""
    matched = rules.matched_kinds(checks)
    tried = {check.kind for check in checks}
    rows = []
    for kind in entry.secret_kinds if entry else ():
        state, label = ("to_send", _("À vérifier"))
        if kind in matched:
            state, label = ("accepted", _("Concorde"))
        elif kind in tried:
            state, label = ("refused", _("Ne concorde pas"))
        rows.append({"kind": kind, "label": SecretKind(kind).label, "state": state, "status": label})
    return rows


def summary_rows(registration: Registration) -> list[Row]:
    enterprise = registration.enterprise
    source = enterprise or registration
    address = ", ".join(filter(None, [source.address_line, source.city, source.province, source.postal_code]))
    rows = [
        (_("État"), registration.get_state_display()),
        (_("Transmise le"), _moment(registration.submitted_at)),
        (_("Entreprise"), source.name),
        (_("Forme juridique"), registration.legal_form_other or registration.get_legal_form_display()),
        (_("NEQ"), format_neq(registration.neq) if registration.neq else ""),
        (_("Numéro d’identification"), format_rq_number(registration.rq_number) if registration.rq_number else ""),
        (_("Adresse"), address),
        (_("Confirmation voulue"), registration.get_contact_by_display()),
        (_("Meilleurs moments"), registration.contact_times),
        (_("Prise en charge par"), registration.assigned_to.user_code if registration.assigned_to else ""),
        (_("Approuvée par"), registration.approved_by.user_code if registration.approved_by else ""),
        (_("Activée par"), registration.activated_by.user_code if registration.activated_by else ""),
        (_("Décidée le"), _moment(registration.closed_at)),
        (_("Motif du refus"), _refusal_label(registration.refusal_code)),
        (_("Texte envoyé"), registration.refusal_text),
        (_("Note interne"), registration.refusal_note),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def people_rows(registration: Registration) -> list[Row]:
    person = f"{registration.representative_first_name} {registration.representative_last_name}"
    function = registration.get_representative_function_display()
    phone = format_phone(registration.representative_phone) if registration.representative_phone else ""
    rows = [(_("Représentant autorisé"), [person, function, phone, registration.representative_email])]
    user = registration.rse_user
    if registration.rse_is_representative:
        rows.append((_("Responsable des services électroniques"), [_("La même personne")]))
    else:
        rse_phone = format_phone(registration.rse_phone) if registration.rse_phone else ""
        name = f"{registration.rse_first_name} {registration.rse_last_name}"
        rows.append((_("Responsable des services électroniques"), [name, rse_phone, registration.rse_email]))
    if user is not None:
        rows.append((_("Code d’utilisateur"), [user.user_code, user.get_state_display()]))
    return [{"key": key, "value": "\n".join(filter(None, lines))} for key, lines in rows]


def register_rows(standing: Standing) -> list[Row]:
    entry = standing.entry
    if entry is None:
        return []
    rows = [
        (_("Nom"), entry.name),
        (_("Forme juridique"), LegalForm(entry.legal_form).label),
        (_("Statut"), RegisteredEnterprise.Status(entry.status).label),
        (_("Personnes autorisées"), "\n".join(standing.people)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def flags(registration: Registration, standing: Standing) -> list[str]:
    """Give what an agent must look at before deciding."""
    entry = standing.entry
    found = []
    if standing.answers and entry is None:
        found.append(_("Le registre ne connaît pas cette entreprise\u00a0: aucun secret partagé ne peut être vérifié."))
    if registration.details_confirmed is False:
        found.append(_("La personne n’a pas confirmé les renseignements du registre."))
    if entry and entry.legal_form != registration.legal_form:
        found.append(_("La forme juridique diffère de celle du registre."))
    if entry and not entry.is_active:
        found.append(_("L’entreprise n’est plus active au registre."))
    if entry and entry.is_legacy:
        found.append(_("L’entreprise était inscrite à Clic Revenu avant novembre 2007."))
    if registration.document_asked_at is not None:
        found.append(_("Un document demandé n’est pas encore reçu."))
    if registration.needs_designation:
        paper = designation_of(registration)
        label = paper.get_state_display() if paper else _("À transmettre")
        found.append(_("Représentant par mandat, désignation signée\u00a0: %(state)s.") % {"state": label})
    return found


def _refusal_label(code: str) -> str:
    return str(rules.RefusalReason(code).label) if code in rules.RefusalReason.values else code


def _moment(value: Any) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""
