"""What an agent sees of a person: the state of the account, how it was proven and when, what waits (A-11)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.capped_paginator import page_of
from accounts.events import event_label
from accounts.models import JournalEntry
from accounts.reasons import reason_label
from citizens.admin.citizen_acts import offered_acts
from citizens.models import AccountCreation, CodeLetter
from citizens.queries.agent_file import CitizenFile, journal_of_person
from citizens.rules.creation import kept_until
from clicsequr.kernel.masking import mask_email

Row = dict[str, Any]


def citizen_context(file: CitizenFile, *, page: str | None) -> dict[str, Any]:
    """Give what the page of a person shows, each list bounded; names and addresses of mail are masked or absent."""
    facts = page_of(journal_of_person(file.user, reference=file.proof.reference if file.proof else None), number=page)
    return {
        "citizen": file.user,
        "rows": _rows(file),
        "acts": offered_acts(file),
        "letters": letter_lines(file.letters),
        "accesses": file.accesses,
        "page": facts,
        "facts": [fact_of(entry) for entry in facts],
    }


def creation_rows(creation: AccountCreation) -> list[Row]:
    """Give what an agent may say of a creation under way: how far, until when; nothing of what was chosen."""
    return _shown(
        [
            (_("Référence"), creation.reference),
            (_("Commencée le"), moment(creation.created_at)),
            (_("Dernière réponse le"), moment(creation.updated_at)),
            (_("Gardée jusqu’au"), moment(kept_until(creation.updated_at, days=settings.CREATION_DRAFT_DAYS))),
            (_("Adresse de courriel"), _("Confirmée") if creation.email_confirmed_at else _("Pas encore confirmée")),
            (_("Service demandé"), str(creation.service or "")),
        ]
    )


def fact_of(entry: JournalEntry) -> Row:
    return {
        "at": entry.recorded_at,
        "label": event_label(entry.action),
        "actor": entry.actor_label,
        "reason": reason_label(entry.reason),
    }


def letter_lines(letters: list[CodeLetter]) -> list[Row]:
    return [{"letter": letter, "since": moment(letter.requested_at)} for letter in letters]


def moment(value: datetime | None) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


def _rows(file: CitizenFile) -> list[Row]:
    user, proof, change = file.user, file.proof, file.pending_change
    proven = f"{proof.get_method_display()}, {moment(proof.verified_at)}" if proof else _("Pas prouvée")
    waiting = ""
    if change is not None:
        waiting = _("vers %(address)s, le %(moment)s") % {
            "address": mask_email(change.new_email),
            "moment": moment(change.takes_effect_at),
        }
    rows = _shown(
        [
            (_("Code d’utilisateur"), user.user_code),
            (_("Compte créé le"), moment(user.created_at)),
            (_("Référence de la création"), file.creation.reference if file.creation else ""),
            (_("Adresse de courriel"), mask_email(user.email) if user.email else _("Aucune")),
            (_("Langue des messages"), user.get_language_display()),
            (_("Identité"), proven),
            (_("Dernière session"), moment(user.last_login) or _("Aucune")),
            (_("Accès bloqué jusqu’au"), moment(file.blocked_until)),
            (_("Changement d’adresse en attente"), waiting),
            (_("Fermeture demandée le"), moment(file.closure.asked_at) if file.closure else ""),
            (_("Fermeture définitive le"), moment(file.closure.ends_at) if file.closure else ""),
        ]
    )
    return [{"key": _("État"), "value": user.get_state_display(), "state": user.state}, *rows]


def _shown(rows: list[tuple[str, str]]) -> list[Row]:
    return [{"key": key, "value": value} for key, value in rows if value]
