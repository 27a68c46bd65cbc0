"""Check the answer to a security question, with growing waits (screens.md S-03)."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actors import VISITOR
from accounts.events import ACCOUNT_LOCKED
from accounts.models import User
from accounts.services.journal import record
from accounts.services.outbox import enqueue
from accounts.services.sign_in import Source
from accounts.services.throttles import Limit, check_throttles, count_failure, forget_failures, take_turn
from citizens import events
from citizens.models import SecurityAnswer
from citizens.models.security import new_salt
from citizens.queries.security import answers_of, current_answer
from citizens.rules.answers import answer_material
from citizens.security_notifications import answers_locked
from clicsequr.kernel.errors import DomainError

FROM_ONE_SOURCE = Limit("answer.account_and_source", tries=5, first_wait=timedelta(minutes=30))
FROM_ONE_ADDRESS = Limit(
    "answer.address",
    tries=100,
    first_wait=timedelta(minutes=5),
    longest_wait=timedelta(hours=1),
    forget_after=timedelta(hours=1),
)
# Who answers has given the password: a long wait shuts nobody else out, and a code by e-mail is still offered.
FROM_EVERYWHERE = Limit("answer.account", tries=20, first_wait=timedelta(minutes=30))
LIMITS = (FROM_ONE_SOURCE, FROM_ONE_ADDRESS, FROM_EVERYWHERE)


class WrongAnswer(DomainError):
    """`tries_left` counts from this place."""

    code = "security.wrong_answer"
    message = _("Réponse inexacte")

    def __init__(self, failures: int) -> None:
        self.tries_left = max(FROM_ONE_SOURCE.tries - failures, 0)
        super().__init__()

    @property
    def is_locked(self) -> bool:
        return self.tries_left == 0

    @property
    def with_tries_left(self) -> str:
        left = self.tries_left
        told = ngettext("Il vous reste %(left)d essai.", "Il vous reste %(left)d essais.", left) % {"left": left}
        return f"{self.message}. {told}"


class QuestionChanged(DomainError):
    """Another tab has answered the question of this page: no try is counted."""

    code = "security.question_changed"
    message = _("La question a changé depuis l’affichage de cette page. Répondez à la question affichée maintenant.")


def check_answer(username: str, *, question: str, typed: str, source: Source, now: datetime) -> None:
    """Accept the right answer to the question of this sign-in; the next sign-in then asks another draw.

    Refuse a wrong one (`WrongAnswer`, counted), any while waiting (`Throttled`), and a question that is not the one to
    ask now (`QuestionChanged`). The count must outlive the refusal: the view catches it, so that its transaction
    commits. A code that nobody holds costs the same hash and the same statements as a wrong answer.
    """
    take_turn(FROM_ONE_SOURCE, username, source.name)
    wide = [(FROM_ONE_ADDRESS, (source.address,)), (FROM_EVERYWHERE, (username,))]
    failed = check_throttles([(FROM_ONE_SOURCE, (username, source.name)), *wide], now=now)
    current = current_answer(answers_of(username))
    if current is not None and current.question != question:
        raise QuestionChanged
    if not _matches(current, typed):
        raise WrongAnswer(_count(username, source=source, now=now))
    if FROM_ONE_SOURCE in failed:
        forget_failures(FROM_ONE_SOURCE, username, source.name)


def _matches(current: SecurityAnswer | None, typed: str) -> bool:
    if current is None:
        make_password(answer_material("", typed))  # same time as a wrong answer
        return False
    material = answer_material(current.question, typed)
    if not check_password(material, current.answer_hash, setter=lambda _raw: _hash_again(current, material)):
        return False
    with connection.cursor() as cursor:  # at every sign-in: written once (clicsequr/kernel/statements.py)
        cursor.execute(
            "UPDATE citizens_citizenprofile SET question_salt = %s WHERE id = %s", [new_salt(), current.profile_id]
        )
    return True


def _hash_again(current: SecurityAnswer, material: str) -> None:
    """Bring an answer given rightly under the present cost of the hash."""
    current.answer_hash = make_password(material)
    current.save(update_fields=["answer_hash"])


def _count(username: str, *, source: Source, now: datetime) -> int:
    failures = count_failure(FROM_ONE_SOURCE, username, source.name, now=now)
    count_failure(FROM_EVERYWHERE, username, now=now)
    count_failure(FROM_ONE_ADDRESS, source.address, now=now)
    # An unknown code stands for nobody: a row without a saved account keeps the statements the same.
    subject = User.objects.filter(username=username).only("pk").first() or User()
    record(events.SECURITY_ANSWER_REFUSED, by=VISITOR, subject=subject)
    if failures == FROM_ONE_SOURCE.tries:
        record(ACCOUNT_LOCKED, by=VISITOR, subject=subject)
        enqueue(answers_locked, user_id=str(subject.pk))
    return failures
