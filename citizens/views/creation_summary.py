"""What a page of a creation shows beside its questions: masked values, the terms, the summary before the end."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries.terms import current_terms
from accounts.states import Portal
from citizens.images import image_named
from citizens.questions import question_named
from citizens.rules.creation import CreationAnswers, chosen_questions
from citizens.steps import QUESTION_STEPS, Step
from citizens.views.creation_session import step_url
from clicsequr.kernel.masking import mask_email

Row = dict[str, str]


def extras_of(answers: CreationAnswers, step: Step) -> dict[str, Any]:
    """Give the context that one step needs beside its form."""
    draft = answers.draft
    if step == Step.PASSWORD:
        code_changed = bool(answers.secrets.password_hash) and not answers.has_password
        return {"user_code": draft.user_code, "code_changed": code_changed}
    if step == Step.EMAIL_CODE:
        return {
            "masked_email": mask_email(draft.email),
            "email_url": step_url(Step.EMAIL),
            "image_url": step_url(Step.IMAGE),
        }
    if step == Step.TERMS:
        return {"terms": _terms()}
    if step == Step.CHECK:
        return {"sections": _sections(answers)}
    return {}


def _terms() -> dict[str, Any]:
    version = current_terms(Portal.CITIZENS, on=timezone.localdate())
    if version is None:
        return {}
    text = version.text_en if get_language() == "en" else version.text_fr
    return {"number": version.number, "in_force_on": version.in_force_on, "text": text}


def _sections(answers: CreationAnswers) -> list[dict[str, Any]]:
    sections = [
        {"heading": _("Service"), "rows": [_service_row(answers)]},
        {"heading": _("Compte"), "rows": _account_rows(answers)},
        {"heading": _("Sécurité"), "rows": _security_rows(answers)},
    ]
    if answers.asks_proof:
        proven = _("Prouvée auprès de Revenu Québec")
        sections.append({"heading": _("Identité"), "rows": [_row(_("Identité"), proven)]})
    accepted = _("Version %(number)s acceptée") % {"number": answers.draft.terms_number}
    rows = [_row(_("Conditions d’utilisation"), accepted, Step.TERMS) | {"change_label": _("Relire")}]
    return [*sections, {"heading": _("Conditions"), "rows": rows}]


def _row(key: str, value: object, step: Step | None = None) -> Row:
    row = {"key": key, "value": str(value)}
    return row | {"change_url": step_url(step, returning=True)} if step else row


def _service_row(answers: CreationAnswers) -> Row:
    service = answers.draft.service
    shown = service.name if service else _("Aucun pour l’instant")
    return _row(_("Vous créez ce compte pour"), shown, Step.SERVICE if answers.asks_service else None)


def _account_rows(answers: CreationAnswers) -> list[Row]:
    draft = answers.draft
    return [
        _row(_("Code d’utilisateur"), draft.user_code, Step.USER_CODE),
        _row(_("Mot de passe"), _("Créé"), Step.PASSWORD),
        _row(_("Adresse de courriel"), draft.email, Step.EMAIL),
        _row(_("Langue de nos messages"), dict(settings.LANGUAGES)[draft.message_language], Step.EMAIL),
    ]


def _security_rows(answers: CreationAnswers) -> list[Row]:
    draft = answers.draft
    image = image_named(draft.image)
    rows = [
        _row(_("Image"), image.text if image else "", Step.IMAGE),
        _row(_("Phrase personnelle"), draft.phrase, Step.PHRASE),
    ]
    for position, (step, slug) in enumerate(zip(QUESTION_STEPS, chosen_questions(draft), strict=True), start=1):
        question = question_named(slug)
        given = _("Réponse donnée")
        value = f"{question.text}\n{given}" if question else ""
        rows.append(_row(_("Question %(position)d") % {"position": position}, value, step))
    return rows
