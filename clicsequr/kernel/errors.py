"""Refusals: a code for machines, a sentence for people that says what happened and what to do."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, lazystr
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise

_RETRY_TODAY = _("Il y a eu trop de tentatives. Vous pourrez réessayer à partir de %(time)s.")
_RETRY_LATER = _("Il y a eu trop de tentatives. Vous pourrez réessayer à partir du %(moment)s.")


class DomainError(Exception):
    """A refusal that changed nothing. Give the code and the sentence here or on the class."""

    code: str = "domain.refused"
    message: Sentence = _("Cette action n’a pas pu être faite. Revenez à la page précédente, puis réessayez.")

    def __init__(self, code: str | None = None, message: Sentence | None = None) -> None:
        if code is not None:
            self.code = code
        if message is not None:
            self.message = message
        # The code alone is the text of the error, so that a log line can never hold what a person typed.
        super().__init__(self.code)

    def __str__(self) -> str:
        return self.code


class NotAllowed(DomainError):
    code = "domain.not_allowed"
    message = _("Vous n’avez pas le droit de faire cette action. Revenez à l’accueil pour voir ce qui vous est permis.")


class NotFound(DomainError):
    code = "domain.not_found"
    message = _("Ce dossier est introuvable. Revenez à la liste et choisissez-le de nouveau.")


class StaleState(DomainError):
    code = "domain.stale_state"
    message = _("Ce dossier a changé pendant que vous le consultiez. Vérifiez son état, puis recommencez au besoin.")


class AlreadyDone(DomainError):
    code = "domain.already_done"
    message = _("C’est déjà fait. Vous n’avez rien d’autre à faire.")


class Unavailable(DomainError):
    """A system outside ours does not answer: never counted as a failed try."""

    code = "domain.unavailable"
    message = _("Un service nécessaire ne répond pas. Rien n’a été perdu. Réessayez dans quelques minutes.")


class Throttled(DomainError):
    code = "domain.throttled"

    def __init__(self, retry_at: datetime, code: str | None = None, message: Sentence | None = None) -> None:
        self.retry_at = retry_at
        super().__init__(code, message or _retry_sentence(retry_at))


def _retry_sentence(retry_at: datetime) -> Sentence:
    return lazystr(_RetrySentence(retry_at))


class _RetrySentence:
    """Rendered late: in the language of the page that shows it."""

    def __init__(self, retry_at: datetime) -> None:
        self.retry_at = retry_at

    def __str__(self) -> str:
        # The minute after: « 14:30 » must not be refused at 14:30:10 for lasting until 14:30:45.
        moment = timezone.localtime(self.retry_at + timedelta(seconds=59)).replace(second=0)
        if moment.date() == timezone.localdate():
            return str(_RETRY_TODAY % {"time": date_format(moment, "TIME_FORMAT")})
        return str(_RETRY_LATER % {"moment": date_format(moment, "DATETIME_FORMAT")})
