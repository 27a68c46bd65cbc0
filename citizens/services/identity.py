"""Proving who a person is, once, against Revenu Québec's register (seed; screens.md C-09 to C-15)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import OutsideActor
from accounts.models import User
from accounts.services.journal import record
from accounts.services.sign_in import Source
from accounts.states import Portal
from citizens import events
from citizens.models import IdentityProof, RegisteredPerson
from citizens.queries.identity import accounts_of, person_asked_about
from citizens.register import register
from citizens.services.tries import count_try, forget_block, forget_tries, note_block, take_try, tries_of
from citizens.states import ProofMethod
from clicsequr.kernel.errors import DomainError, NotAllowed

# A code of six digits and a notice of eleven characters: many places cannot guess both.
VERIFICATION = tries_of("identity", everywhere=50, longest_wait=timedelta(minutes=5))


class IdentityMismatch(DomainError):
    """The one answer whichever part is wrong, and when the number is unknown. `tries_left` counts from this place."""

    code = "identity.mismatch"
    message = _(
        "Les renseignements ne correspondent pas à ceux de Revenu Québec. Vérifiez-les tous, puis essayez de nouveau."
    )

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__()

    @property
    def is_blocked(self) -> bool:
        return self.tries_left == 0


class PersonHasAccount(DomainError):
    """Said only to who has just proven to be that person (C-15)."""

    code = "identity.person_has_account"
    message = _("Vous avez déjà un compte clicSÉQUR. Ouvrez une session, ou récupérez votre code d’utilisateur.")


class AnotherPerson(DomainError):
    code = "identity.another_person"
    message = _("Ce compte appartient à une autre personne. Ouvrez une session avec le vôtre, ou créez-en un.")


def verify_identity(
    nas: str,
    *,
    access_code: str,
    notice_number: str,
    source: Source,
    by: User | OutsideActor,
    now: datetime,
    shown_left: int | None = None,
) -> UUID:
    """Give the register's reference of the person; `nas` as its form gives it.

    Refuse with `IdentityMismatch`, counted, or `Throttled` while waiting. A register that does not answer
    (`RegisterUnavailable`) costs no try, nor a page sent twice (`TryAlreadyMade`; `shown_left` is what it showed).
    The count must outlive the refusal: the view catches it.
    """
    with transaction.atomic():
        take_try(VERIFICATION, nas=nas, source=source, now=now, shown_left=shown_left)
        on = timezone.localdate(now)
        reference = register().verify_identity(nas, access_code=access_code, notice_number=notice_number, on=on)
        if reference is not None:
            forget_tries(VERIFICATION, nas=nas, source=source)
            record(events.IDENTITY_MATCHED, by=by, subject=RegisteredPerson(pk=reference), method=ProofMethod.NOTICE)
            return reference
        tries_left = count_try(VERIFICATION, nas=nas, source=source, now=now)
        person = person_asked_about(nas)
        record(events.IDENTITY_MISMATCHED, by=by, subject=person, method=ProofMethod.NOTICE)
        if not tries_left:
            record(events.IDENTITY_BLOCKED, by=by, subject=person)
            note_block(by, now=now)
    raise IdentityMismatch(tries_left)


@transaction.atomic
def keep_proof(
    user: User, *, reference: UUID, method: ProofMethod, by: User | OutsideActor, now: datetime
) -> IdentityProof:
    """Tie a citizen's account to the person who has just proven to be `reference`; the same person again renews it.

    Refuses an account of another person (`AnotherPerson`) and, unless CITIZEN_SEVERAL_ACCOUNTS, a person who has
    an account that is not closed (`PersonHasAccount`).
    """
    account = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if account.portal != Portal.CITIZENS:
        raise NotAllowed
    _one_at_a_time(reference)
    proof = IdentityProof.objects.select_for_update(of=("self",)).filter(user=account).first()
    if proof is not None and proof.reference != reference:
        raise AnotherPerson
    if proof is None and not settings.CITIZEN_SEVERAL_ACCOUNTS and accounts_of(reference).exists():
        raise PersonHasAccount
    if proof is None:
        proof = IdentityProof.objects.create(user=account, reference=reference, method=method, verified_at=now)
    else:
        proof.method, proof.verified_at = method, now
        proof.save(update_fields=["method", "verified_at"])
    forget_block(account)
    record(events.IDENTITY_PROVEN, by=by, subject=account, method=method)
    return proof


def _one_at_a_time(reference: UUID) -> None:
    """Hold the person until the transaction ends: two accounts made at the same instant are not both the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(reference.bytes[:8], "big", signed=True)])
