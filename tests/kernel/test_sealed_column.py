"""A sealed column of a real table: clear for the program, sealed in the database."""

import pytest
from django.conf import LazySettings
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection
from django.utils import timezone

from accounts.models import EmailCode
from clicsequr.kernel.sealing import SealBroken, needs_resealing, seal, unseal

pytestmark = pytest.mark.django_db

PURPOSE = "accounts.EmailCode.sealed_code"


@pytest.fixture
def code() -> EmailCode:
    return EmailCode.objects.create(
        purpose="address", subject_id="1", email="nom@exemple.ca", code_hash=b"", sealed_code="482913",
        expires_at=timezone.now(),
    )  # fmt: skip


def column(code: EmailCode) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_code FROM accounts_emailcode WHERE id = %s", [code.pk])
        return bytes(cursor.fetchone()[0])


def replace_column(code: EmailCode, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_emailcode SET sealed_code = %s WHERE id = %s", [value, code.pk])


def test_program_reads_the_text_and_the_database_holds_a_seal(code: EmailCode) -> None:
    assert EmailCode.objects.get().sealed_code == "482913"
    assert EmailCode.objects.values_list("sealed_code", flat=True).get() == "482913"
    assert b"482913" not in column(code)
    assert unseal(column(code), purpose=PURPOSE) == "482913"


def test_every_way_to_write_a_row_seals(code: EmailCode) -> None:
    EmailCode.objects.update(sealed_code="111111")
    assert unseal(column(code), purpose=PURPOSE) == "111111"
    code.sealed_code = "222222"
    EmailCode.objects.bulk_update([code], ["sealed_code"])
    assert unseal(column(code), purpose=PURPOSE) == "222222"
    code.sealed_code = "333333"
    code.save(update_fields=["sealed_code"])
    assert unseal(column(code), purpose=PURPOSE) == "333333"


def test_empty_text_is_sealed_like_any_other(code: EmailCode) -> None:
    assert EmailCode().sealed_code == ""
    EmailCode.objects.update(sealed_code="")
    assert EmailCode.objects.get().sealed_code == ""
    assert len(column(code)) > 28


@pytest.mark.parametrize("lookup", ["sealed_code", "sealed_code__in", "sealed_code__contains", "sealed_code__gt"])
def test_sealed_column_cannot_be_searched(lookup: str) -> None:
    with pytest.raises(FieldError, match="keyed index"):
        EmailCode.objects.filter(**{lookup: "482913"})


def test_sealed_column_can_be_asked_whether_it_is_there(code: EmailCode) -> None:
    assert EmailCode.objects.filter(sealed_code__isnull=False).get() == code


@pytest.mark.parametrize(
    "foreign", [b"482913", b"", seal("482913", purpose="accounts.SecureMessage.body")],
    ids=["clear text", "nothing", "value of another column"],
)  # fmt: skip
def test_what_was_put_there_by_another_hand_fails_loudly(code: EmailCode, foreign: bytes) -> None:
    replace_column(code, foreign)
    with pytest.raises(SealBroken):
        EmailCode.objects.get()


def test_saving_again_after_a_rotation_reseals(code: EmailCode, settings: LazySettings) -> None:
    settings.SEALING_KEYS = {"next": b"n" * 32, **settings.SEALING_KEYS}
    assert needs_resealing(column(code))
    EmailCode.objects.get().save(update_fields=["sealed_code"])
    assert not needs_resealing(column(code))
    assert EmailCode.objects.get().sealed_code == "482913"


def test_sealed_column_does_not_leave_in_a_fixture(code: EmailCode) -> None:
    with pytest.raises(FieldError, match="fixture"):
        serializers.serialize("json", [code])
