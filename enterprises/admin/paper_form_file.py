"""What an agent sees of a signed paper: its state, what is on it, what remains to do."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.models import User
from clicsequr.kernel.identifiers import format_neq, format_rq_number
from enterprises.models import PaperForm
from enterprises.queries.paper_form_desk import waiting_since
from enterprises.queries.paper_forms import paper_content
from enterprises.rules.paper_forms import is_awaited, is_overdue, needs_second_agent, refusal_code_of
from enterprises.states import PaperFormKind, PaperFormRefusal, PaperFormState

Row = dict[str, Any]


def age_of(paper_form: PaperForm, *, on: date) -> str:
    """Say in words for how long a form waits."""
    since = waiting_since(paper_form)
    return timesince(since, on, depth=1) if since < on else _("aujourd’hui")


def paper_form_context(paper_form: PaperForm, *, agent: User) -> dict[str, Any]:
    """Give what every page about a form shows, and which acts its state allows."""
    today = timezone.localdate()
    is_received = paper_form.state == PaperFormState.RECEIVED
    return {
        "paper_form": paper_form,
        "rows": _rows(paper_form),
        "printed_rows": _printed_rows(paper_form),
        "verification_rows": _verification_rows(paper_form) if paper_form.received_on else [],
        "is_awaited": is_awaited(paper_form),
        "is_to_receive": is_awaited(paper_form)
        and paper_form.state in (PaperFormState.TO_SEND, PaperFormState.REFUSED),
        "is_received": is_received,
        "is_overdue": is_overdue(state=paper_form.state, received_on=paper_form.received_on, on=today),
        "age": age_of(paper_form, on=today),
        "is_succession": _is_succession(paper_form),
        "is_to_post": bool(paper_form.postal_sending_asked_at and not paper_form.posted_at),
        "is_my_proposal": is_received and paper_form.proposed_by_id == agent.pk,
        "address": _address(paper_form),
    }


def may_accept(paper_form: PaperForm, *, agent: User) -> bool:
    """Say whether this agent's page offers to accept; the service decides again."""
    failed = refusal_code_of(
        is_signed=bool(paper_form.is_signed),
        signatory_is_representative=bool(paper_form.signatory_is_representative),
        is_legible=bool(paper_form.is_legible),
    )
    second_of_himself = _is_for_two(paper_form) and paper_form.proposed_by_id == agent.pk
    return not failed and not second_of_himself and is_awaited(paper_form)


def accept_label(paper_form: PaperForm) -> str:
    if not _is_for_two(paper_form):
        return _("Accepter le formulaire")
    if paper_form.proposed_by_id is None:
        return _("Proposer d’accepter le formulaire\u00a0: un second agent confirmera")
    return _("Confirmer l’acceptation que propose l’autre agent")


def _is_succession(paper_form: PaperForm) -> bool:
    return paper_form.kind == PaperFormKind.SUCCESSION


def _is_for_two(paper_form: PaperForm) -> bool:
    return needs_second_agent(kind=paper_form.kind, by_setting=settings.PAPER_FORM_NEEDS_SECOND_AGENT)


def _rows(paper_form: PaperForm) -> list[Row]:
    rows = [
        (_("Genre"), paper_form.get_kind_display(), ""),
        (_("Motif"), paper_form.succession.get_reason_display() if _is_succession(paper_form) else "", ""),
        (_("État"), paper_form.get_state_display(), paper_form.state),
        (_("Préparé le"), _day(paper_form.created_at), ""),
        (_("Envoi postal demandé le"), _day(paper_form.postal_sending_asked_at), ""),
        (_("Posté le"), _day(paper_form.posted_at), ""),
        (_("Reçu le"), date_format(paper_form.received_on, "DATE_FORMAT") if paper_form.received_on else "", ""),
        (_("Reçu par"), paper_form.received_by.user_code if paper_form.received_by else "", ""),
        (_("Acceptation proposée par"), paper_form.proposed_by.user_code if paper_form.proposed_by else "", ""),
        (_("Dernière décision"), _day(paper_form.processed_at), ""),
        (_("Décidée par"), paper_form.processed_by.user_code if paper_form.processed_by else "", ""),
        (_("Motif du refus"), _refusal(paper_form.refusal_code), ""),
    ]
    return [{"key": key, "value": value, "state": state} for key, value, state in rows if value]


def _printed_rows(paper_form: PaperForm) -> list[Row]:
    content = paper_content(paper_form)
    enterprise = paper_form.enterprise
    rows = [
        (_("Entreprise"), content.enterprise),
        (_("NEQ"), format_neq(enterprise.neq) if enterprise.neq else ""),
        (_("Numéro d’identification"), format_rq_number(enterprise.rq_number) if enterprise.rq_number else ""),
        (_("Représentant autorisé"), content.representative or _("À écrire à la main sur le formulaire")),
        (_("Fonction"), content.function),
        (_("Responsables"), "\n".join(content.rse_names)),
        (_("Demande d’inscription"), content.registration),
        *_succession_rows(paper_form),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _succession_rows(paper_form: PaperForm) -> list[tuple[str, str]]:
    if not _is_succession(paper_form):
        return []
    succession = paper_form.succession
    return [
        (_("Courriel du nouveau responsable"), succession.email),
        (_("Responsables actuels"), succession.get_former_rses_display()),
    ]


def _verification_rows(paper_form: PaperForm) -> list[Row]:
    qr = (
        _("Lu\u00a0: c’est bien ce formulaire")
        if paper_form.scan_reference_read
        else _("Non lu\u00a0: vérifiez le numéro à l’œil")
    )
    rows = [
        (_("Code QR"), qr),
        (_("Lisible"), _yes_no(paper_form.is_legible)),
        (_("Signé"), _yes_no(paper_form.is_signed)),
        (_("Signé par le représentant autorisé"), _yes_no(paper_form.signatory_is_representative)),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _address(paper_form: PaperForm) -> str:
    source = paper_form.enterprise
    return ", ".join(filter(None, [source.address_line, source.city, source.province, source.postal_code]))


def _refusal(code: str) -> str:
    return str(PaperFormRefusal(code).label) if code else ""


def _yes_no(value: bool | None) -> str:
    return _("Oui") if value else _("Non")


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""
