"""Refusals: a code for machines, a sentence for people."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from freezegun import freeze_time

from clicsequr.kernel import errors

KINDS = [errors.NotAllowed, errors.NotFound, errors.StaleState, errors.AlreadyDone, errors.Unavailable]


@pytest.mark.parametrize("kind", [errors.DomainError, *KINDS])
def test_every_kind_of_refusal_has_a_code_and_a_sentence_of_its_own(kind: type[errors.DomainError]) -> None:
    refusal = kind()
    assert refusal.code.startswith("domain.")
    assert str(refusal.message).endswith(".")


def test_no_two_kinds_share_a_code_or_a_sentence() -> None:
    assert len({kind().code for kind in KINDS}) == len({str(kind().message) for kind in KINDS}) == len(KINDS)


def test_code_and_sentence_can_be_given_where_the_refusal_is_raised() -> None:
    refusal = errors.NotAllowed("member.revoke_forbidden", _("Demandez à Revenu Québec."))
    assert (refusal.code, refusal.message) == ("member.revoke_forbidden", "Demandez à Revenu Québec.")
    assert errors.NotAllowed().code == "domain.not_allowed"


def test_text_of_a_refusal_is_its_code_alone() -> None:
    refusal = errors.StaleState("lew4.changed", "Le numéro 046 454 286 est déjà pris.")
    assert str(refusal) == "lew4.changed"
    assert repr(refusal) == "StaleState('lew4.changed')"


@freeze_time("2026-11-23 13:05:00")
@pytest.mark.parametrize(("second", "shown"), [(0, "14:30"), (1, "14:31"), (59, "14:31")])
def test_throttled_says_the_first_whole_minute_when_it_ends_the_same_day(second: int, shown: str) -> None:
    refusal = errors.Throttled(datetime(2026, 11, 23, 19, 30, second, tzinfo=UTC))
    assert refusal.retry_at == datetime(2026, 11, 23, 19, 30, second, tzinfo=UTC)
    assert str(refusal.message).endswith(f"réessayer à partir de {shown}.")


@freeze_time("2026-11-23 13:05:00")
def test_throttled_says_the_day_when_it_ends_another_day() -> None:
    refusal = errors.Throttled(datetime(2026, 11, 24, 19, 30, tzinfo=UTC), "signin.throttled")
    assert "24 novembre 2026" in str(refusal.message)
    assert refusal.code == "signin.throttled"


@freeze_time("2026-11-23 13:05:00")
def test_throttled_speaks_the_language_of_the_page_that_shows_it() -> None:
    with translation.override("fr"):
        refusal = errors.Throttled(datetime(2026, 11, 24, 19, 30, tzinfo=UTC))
    with translation.override("en"):
        assert "Nov. 24, 2026" in str(refusal.message)


def test_sentence_given_to_throttled_replaces_the_usual_one() -> None:
    assert errors.Throttled(datetime(2026, 11, 24, tzinfo=UTC), message="Appelez-nous.").message == "Appelez-nous."
