"""All that the portal keeps of a person, as one JSON document (docs/export.md names its keys)."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import translation

from accounts.activity import actor_shown, address_shown
from accounts.events import event_label
from accounts.models import JournalEntry, SecureMessage, TermsAcceptance, User
from accounts.queries.activity import activity_of
from accounts.queries.email_changes import changes_of
from accounts.queries.messages import messages_of
from accounts.queries.second_factors import second_factors_of
from accounts.queries.sessions import open_sessions
from citizens.images import image_named
from citizens.models import CodeLetter, IdentityProof
from citizens.queries.closing import closures_of
from citizens.queries.profile import profile_of
from citizens.queries.security import answers_of
from citizens.queries.services import proof_of
from citizens.questions import question_named
from ministry_services.models import Authorization, Consent
from ministry_services.queries.consents import consents_of, live_authorizations_of

FORMAT = "clicsequr-export-1"
CHUNK = 500


def export_lines(user: User, *, session_key: str, language: str, now: datetime) -> Iterator[str]:
    """Give the document line by line: messages and activity, which may be many, are read as they leave."""
    yield f'{{\n"format": {json.dumps(FORMAT)},\n'
    with translation.override(language):
        few = {"made_at": now, **_few(user, session_key=session_key, now=now)}
    for name, value in few.items():
        yield f"{json.dumps(name)}: {_json(value)},\n"
    yield '"messages": ['
    yield from _lines(_message(row) for row in messages_of(user).order_by("sent_at", "pk").iterator(chunk_size=CHUNK))
    yield '],\n"activity": ['
    entries = activity_of(user, now=now).iterator(chunk_size=CHUNK)
    yield from _lines(_fact(entry, user, language) for entry in entries)
    yield "]\n}\n"


def _few(user: User, *, session_key: str, now: datetime) -> dict[str, Any]:
    proof = proof_of(user)
    return {
        "account": _account(user),
        "recognition": _recognition(user),
        "identity": {"method": proof.method, "verified_at": proof.verified_at} if proof else None,
        "letters": _letters(proof),
        "terms": _terms(user),
        "second_factors": [_factor(row) for row in second_factors_of(user)],
        "sessions": [
            {
                "began_at": one.began_at,
                "seen_at": one.seen_at,
                "browser": one.place.browser,
                "system": one.place.system,
                "network": one.place.network,
                "this_one": one.is_this_one,
            }
            for one in open_sessions(user, key=session_key, now=now)
        ],
        "services": [_known_to(row) for row in consents_of(user, now=now)],
        "service_sign_ins": [_service_sign_in(row) for row in live_authorizations_of(user, now=now)],
        "email_changes": list(
            changes_of(user).values("former_email", "new_email", "asked_at", "takes_effect_at", "done_at", "undone_at")
        ),
        "closings": list(closures_of(user).values("asked_at", "ends_at", "taken_back_at")),
    }


def _account(user: User) -> dict[str, Any]:
    names = ("user_code", "state", "first_name", "last_name", "email", "phone", "language", "created_at", "last_login")
    return {name: getattr(user, name) for name in names}


def _recognition(user: User) -> dict[str, Any]:
    profile = profile_of(user)
    image = image_named(profile.image) if profile else None
    questions = [question_named(row.question) for row in answers_of(user.username)]
    return {
        "image": image.slug if image else None,
        "phrase": profile.phrase if profile else None,
        "questions": [question.text for question in questions if question],
    }


def _terms(user: User) -> list[dict[str, Any]]:
    accepted = TermsAcceptance.objects.filter(user=user).select_related("version").order_by("accepted_at")
    return [{"version": row.version.number, "accepted_at": row.accepted_at} for row in accepted]


def _letters(proof: IdentityProof | None) -> list[dict[str, Any]]:
    """Give the letters sent to the person whom the account is proven to be; never a code."""
    sent = CodeLetter.objects.filter(person=proof.reference) if proof else CodeLetter.objects.none()
    names = ("number", "state", "requested_at", "posted_at", "closed_at")
    return [dict(zip(names, row, strict=True)) for row in sent.order_by("requested_at").values_list(*names)]


def _factor(row: Authenticator) -> dict[str, Any]:
    return {"type": row.type, "name": row.data.get("name", ""), "created_at": row.created_at}


def _known_to(row: Consent) -> dict[str, Any]:
    return {
        "service": row.service.slug,
        "application": row.relying_party.client_id,
        "ministry": row.relying_party.ministry.code,
        "told": row.scope.split(),
        "given_at": row.given_at,
    }


def _service_sign_in(row: Authorization) -> dict[str, Any]:
    """Give what a service holds now; never a token, a code or the name that the service knows the person by."""
    told = row.scope.split()
    return {"service": row.service.slug, "started_at": row.started_at, "ends_at": row.ends_at, "told": told}


def _message(row: SecureMessage) -> dict[str, Any]:
    names = ("sender", "subject", "body", "reference", "sent_at", "read_at", "archived_at")
    return {name: getattr(row, name) for name in names}


def _fact(entry: JournalEntry, user: User, language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "at": entry.recorded_at,
            "code": entry.action,
            "what": str(event_label(entry.action)),
            "who": actor_shown(entry, reader=user),
            "address": address_shown(entry, reader=user),
        }


def _lines(items: Iterator[dict[str, Any]]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n{_json(item)}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_as_text)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
