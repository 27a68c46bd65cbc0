"""The citizens of the demonstration: the register, then each person at their stage, by the services alone."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.utils import timezone

from accounts.actors import APPLICANT, SYSTEM
from accounts.models import User
from accounts.services.email_changes import ask_delayed_change
from accounts.services.second_factors import add_totp
from accounts.services.sign_in import WrongCredentials, check_credentials
from accounts.states import Portal
from citizens.models import CodeLetter
from citizens.register import PersonParticulars
from citizens.rules.letters import format_letter_code
from citizens.services.closing import close_account
from citizens.services.code_letters import ask_letter
from citizens.services.identity import IdentityMismatch, verify_identity
from citizens.services.letter_posting import post_letters, print_letters
from citizens.services.register_import import import_persons
from clicsequr.demonstration.cast import PASSWORD
from clicsequr.demonstration.creations import HERE, account, draft
from clicsequr.demonstration.persons import DemoCitizen, persons, write_register

Said = dict[str, str]

NOTES = {
    "free": "sans compte, avec tous ses papiers",
    "no_code": "sans compte, a perdu son code d’accès\u00a0: «\u00a0Demandez-le!\u00a0»",
    "no_notice": "sans compte, sans avis de cotisation\u00a0: code par la poste",
    "never_filed": "sans compte, n’a jamais produit de déclaration",
    "draft": "création enregistrée, à reprendre avec sa référence",
    "proven": "compte actif, identité prouvée",
    "unproven": "compte actif, identité à prouver",
    "authenticator": "compte actif, application d’authentification",
    "locked": "compte bloqué après huit mots de passe inexacts",
    "identity_blocked": "compte actif, preuve d’identité bloquée 24 heures",
    "closing": "compte en fermeture, à garder par une session",
    "email_change": "compte actif, nouveau courriel en attente",
    "letter_waiting": "sans compte, lettre à imprimer par un agent",
    "letter_posted": "sans compte, lettre postée",
}
PERIOD = 30  # seconds of an authenticator's code


def set_citizens(folder: Path, *, clerk: User, now: datetime) -> list[Said]:
    """Fill the register, then call the services person after person; give who can be tried, with their papers."""
    path = write_register(folder / "demo_persons.csv", year=timezone.localdate(now).year)
    import_persons(path, by=SYSTEM, progress=lambda _counts: None)
    return [_person(citizen, _play(citizen, clerk=clerk, now=now)) for citizen in persons()]


def _play(citizen: DemoCitizen, *, clerk: User, now: datetime) -> Said:
    """Bring a person to their stage; give what is to be known besides their papers."""
    stages: dict[str, Callable[[], Said]] = {
        "draft": lambda: _of_draft(citizen, now=now),
        "letter_waiting": lambda: _waits_for_letter(citizen, now=now),
        "letter_posted": lambda: _receives_letter(citizen, clerk=clerk, now=now),
        "proven": lambda: _code(account(citizen, with_proof=True, now=now)),
        "unproven": lambda: _code(account(citizen, with_proof=False, now=now)),
        "authenticator": lambda: _adds_application(account(citizen, with_proof=True, now=now), now=now),
        "locked": lambda: _is_locked(account(citizen, with_proof=True, now=now), now=now),
        "identity_blocked": lambda: _is_blocked(citizen, account(citizen, with_proof=False, now=now), now=now),
        "closing": lambda: _closes(account(citizen, with_proof=True, now=now), now=now),
        "email_change": lambda: _changes_email(account(citizen, with_proof=True, now=now), now=now),
    }
    return stages[citizen.stage]() if citizen.stage in stages else {}


def _waits_for_letter(citizen: DemoCitizen, *, now: datetime) -> Said:
    _asks_letter(citizen, now=now)
    return {}


def _person(citizen: DemoCitizen, said: Said) -> Said:
    note = " ".join(filter(None, [NOTES[citizen.stage], said.get("told")]))
    known = {"who": citizen.name, "portal": Portal.CITIZENS.value, "code": "", "password": "", "note": note}
    known["stage"] = citizen.stage
    return known | {name: value for name, value in said.items() if name != "told"} | citizen.papers()


def _code(user: User) -> Said:
    return {"code": user.user_code, "password": PASSWORD}


def _of_draft(citizen: DemoCitizen, *, now: datetime) -> Said:
    return {"told": f"(référence {draft(citizen, now=now).reference}, courriel {citizen.email})"}


def _asks_letter(citizen: DemoCitizen, *, now: datetime) -> CodeLetter:
    particulars = PersonParticulars(citizen.first_name, citizen.last_name, citizen.born_on, citizen.postal_code)
    return ask_letter(citizen.nas, particulars=particulars, language="fr", source=HERE, by=APPLICANT, now=now)


def _receives_letter(citizen: DemoCitizen, *, clerk: User, now: datetime) -> Said:
    letter = _asks_letter(citizen, now=now)
    print_letters([letter.pk], by=clerk, now=now)
    # Only the paper holds it once the letter has left.
    told = f"(lettre {letter.number}, code {format_letter_code(letter.code or '')})"
    post_letters([letter.pk], by=clerk, now=now)
    return {"told": told}


def _adds_application(user: User, *, now: datetime) -> Said:
    key = generate_totp_secret()
    # A code of the period before: that of this moment still opens a session.
    code = format_hotp_value(hotp_value(key, int(now.timestamp()) // PERIOD - 1))
    add_totp(user, secret=key, code=code, by=user, now=now)
    return {**_code(user), "totp": key}


def _is_locked(user: User, *, now: datetime) -> Said:
    for _try in range(8):
        try:
            check_credentials(user.username, password="inexact", source=HERE, now=now)  # noqa: S106
        except WrongCredentials:
            continue
    return _code(user)


def _is_blocked(citizen: DemoCitizen, user: User, *, now: datetime) -> Said:
    for wrong in ("111111", "222222", "333333"):
        try:
            verify_identity(
                citizen.nas, access_code=wrong, notice_number=citizen.notice_number, source=HERE, by=user, now=now
            )
        except IdentityMismatch:
            continue
    return _code(user)


def _closes(user: User, *, now: datetime) -> Said:
    close_account(user, by=user, now=now)
    return _code(user)


def _changes_email(user: User, *, now: datetime) -> Said:
    ask_delayed_change(user, email="marie.nouvelle@citoyens.exemple.ca", by=user, now=now)
    return _code(user)
