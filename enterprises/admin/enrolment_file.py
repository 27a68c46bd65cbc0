"""What the ministry's agent sees of a request: the enterprise, who asked, the answers. Nothing of Revenu Québec's."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clicsequr.kernel.identifiers import format_neq, format_phone, format_rq_number
from enterprises.answers import answer_shown
from enterprises.models import ServiceEnrolment


def request_rows(enrolment: ServiceEnrolment) -> list[dict[str, Any]]:
    """Give what the consent of the enterprise names (I-05), and where the request stands."""
    enterprise, asked_by = enrolment.enterprise, enrolment.request.asked_by
    address = ", ".join(
        filter(None, [enterprise.address_line, enterprise.city, enterprise.province, enterprise.postal_code])
    )
    phone = format_phone(asked_by.phone) if asked_by.phone else ""
    rows = [
        (_("État"), enrolment.get_state_display()),
        (_("Service"), enrolment.service.name),
        (_("Transmise le"), _moment(enrolment.submitted_at)),
        (_("À répondre avant"), _moment(enrolment.due_at)),
        (_("Entreprise"), enterprise.name),
        (_("État de l’entreprise"), enterprise.get_state_display()),
        (_("NEQ"), format_neq(enterprise.neq) if enterprise.neq else ""),
        (_("Numéro d’identification"), format_rq_number(enterprise.rq_number) if enterprise.rq_number else ""),
        (_("Adresse"), address),
        (
            _("Responsable des services électroniques"),
            "\n".join(filter(None, [asked_by.full_name, asked_by.email, phone])),
        ),
        (_("Consentement donné le"), _moment(enrolment.request.consented_at)),
        (_("Prise en charge par"), enrolment.assigned_to.user_code if enrolment.assigned_to else ""),
        (_("Répondue le"), _moment(enrolment.decided_at)),
        (_("Répondue par"), _decided_by(enrolment)),
        (_("Texte de la réponse"), enrolment.decision_text),
        (_("Terminée le"), _moment(enrolment.ended_at)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def answer_rows(enrolment: ServiceEnrolment) -> list[dict[str, Any]]:
    answers = enrolment.answers.select_related("question").order_by("question__order", "pk")
    return [{"key": answer.question.label, "value": answer_shown(answer.question, answer.value)} for answer in answers]


def _decided_by(enrolment: ServiceEnrolment) -> str:
    if enrolment.decided_at is None:
        return ""
    return enrolment.decided_by.user_code if enrolment.decided_by else _("Règle du service")


def _moment(value: Any) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""
