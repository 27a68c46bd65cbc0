"""After a rotation nothing needs the former key; a rotation that stops half-way goes on where it was."""

import base64
from io import StringIO
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import EmailCode, JournalEntry, SecureMessage
from accounts.services.email_codes import send_email_code
from accounts.services.secure_messages import deposit_message
from citizens import register as persons
from citizens.models import CodeLetter, RegisteredPerson
from citizens.services.register_import import REGISTER_LOCK as PERSONS_LOCK
from clicsequr import key_rotation
from clicsequr.kernel.sealing import SealBroken, unseal_bytes
from enterprises.models import RegisteredEnterprise
from enterprises.register import register
from enterprises.services.register_import import REGISTER_LOCK
from enterprises.states import SecretKind
from tests.factories.enterprises import make_user
from tests.factories.letters import another_letter
from tests.factories.persons import NAS, details, make_registered_person
from tests.factories.register import make_registered
from tests.factories.secrets import ACCESS_CODE
from tests.processes import environment

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}


@pytest.fixture(autouse=True)
def under_the_old_key(settings: LazySettings) -> None:
    settings.SEALING_KEYS = OLD


def rotate(**options: Any) -> str:
    said = StringIO()
    call_command("rotate_keys", stdout=said, **options)
    return said.getvalue()


def deposit(number: int = 0) -> SecureMessage:
    person = make_user()
    return deposit_message(person, source_key=f"k:{number}", sender="Ministère", subject="Réponse", body="Acceptée é")


@pytest.mark.django_db
def test_everything_opens_under_the_new_key_alone(settings: LazySettings) -> None:
    message, row, person = deposit(), make_registered(), make_user()
    make_registered_person()
    letter = another_letter()
    code = send_email_code("essai", subject_id="1", email="o@exemple.ca", language="fr", now=timezone.now())
    totp = TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    recovery = RecoveryCodes.activate(person).get_unused_codes()
    settings.SEALING_KEYS = NEW | OLD
    rotate()
    settings.SEALING_KEYS = NEW
    assert SecureMessage.objects.get(pk=message.pk).body == "Acceptée é"
    assert len(EmailCode.objects.get(pk=code.pk).sealed_code) == 6
    assert CodeLetter.objects.get(pk=letter.pk).code == letter.code
    assert register().match_secret(row.pk, SecretKind.ACCESS_CODE, "012345") is True
    assert persons.register().access_code_for(NAS, details(), on=timezone.localdate()) == ACCESS_CODE
    kept = Authenticator.objects.get(pk=totp.instance.pk)
    assert unseal_bytes(base64.b64decode(kept.data["secret"]), purpose="allauth.mfa") == b"JBSWY3DPEHPK3PXP"
    other = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert RecoveryCodes(other).get_unused_codes() == recovery


@pytest.mark.django_db
def test_each_column_is_recorded_with_its_key_and_nothing_else(settings: LazySettings) -> None:
    deposit()
    make_registered()
    make_registered_person()
    settings.SEALING_KEYS = NEW | OLD
    rotate()
    facts = JournalEntry.objects.filter(action="system.keys_rotated").order_by("subject_type")
    assert [(fact.subject_type, fact.subject_id, fact.details) for fact in facts] == [
        ("accounts.SecureMessage", "0", {"column": "body", "rows": 1, "key_id": "new"}),
        ("citizens.RegisteredPerson", "0", {"column": "sealed_file", "rows": 1, "key_id": "new"}),
        ("enterprises.RegisteredEnterprise", "0", {"column": "sealed_file", "rows": 1, "key_id": "new"}),
    ]


@pytest.mark.django_db
def test_a_second_rotation_changes_nothing(settings: LazySettings) -> None:
    deposit()
    settings.SEALING_KEYS = NEW | OLD
    rotate()
    before = list(RegisteredEnterprise.objects.values()), JournalEntry.objects.count()
    assert "accounts.SecureMessage.body: 0 of 1 sealed anew" in rotate()
    assert (list(RegisteredEnterprise.objects.values()), JournalEntry.objects.count()) == before


@pytest.mark.django_db
def test_checking_counts_and_changes_nothing(settings: LazySettings) -> None:
    deposit()
    settings.SEALING_KEYS = NEW | OLD
    said = rotate(check=True)
    assert "accounts.SecureMessage.body: 1 of 1 under a former key" in said
    assert "Run `manage.py rotate_keys` before you remove a key other than new." in said
    assert not JournalEntry.objects.exists()
    settings.SEALING_KEYS = NEW
    with pytest.raises(SealBroken):
        SecureMessage.objects.get()
    settings.SEALING_KEYS = NEW | OLD


@pytest.mark.django_db(transaction=True)
def test_a_rotation_that_stops_goes_on_where_it_was(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    for number in range(5):
        deposit(number)
    settings.SEALING_KEYS = NEW | OLD
    column = next(found for found in key_rotation.sealed_columns() if found.model is SecureMessage)

    def stop(done: key_rotation.Renewal) -> None:
        if done.looked_at == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        key_rotation.rotate_column(column, by=SYSTEM, progress=stop)
    assert "accounts.SecureMessage.body: 1 of 5 sealed anew" in rotate()
    settings.SEALING_KEYS = NEW
    assert {message.body for message in SecureMessage.objects.all()} == {"Acceptée é"}


@pytest.mark.django_db
def test_a_value_that_no_key_opens_is_named_and_stops_no_other(settings: LazySettings) -> None:
    lost = deposit(1)
    settings.SEALING_KEYS = {"other": b"x" * 32}
    kept = deposit(2)
    settings.SEALING_KEYS = NEW | {"other": b"x" * 32}
    said = StringIO()
    with pytest.raises(CommandError, match="1 values open under no key"):
        call_command("rotate_keys", stdout=said)
    assert f"no key opens {lost.pk}" in said.getvalue()
    settings.SEALING_KEYS = NEW
    assert SecureMessage.objects.get(pk=kept.pk).body == "Acceptée é"
    settings.SEALING_KEYS = NEW | OLD


@pytest.mark.django_db(transaction=True)
def test_no_rotation_during_an_import(settings: LazySettings) -> None:
    row = make_registered()
    settings.SEALING_KEYS = NEW | OLD
    with psycopg.connect(environment()["DATABASE_URL"]) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        with pytest.raises(CommandError, match="is running"):
            rotate()
    assert bytes(RegisteredEnterprise.objects.get(pk=row.pk).sealed_file) == row.sealed_file


@pytest.mark.django_db(transaction=True)
def test_no_rotation_of_the_persons_during_their_import(settings: LazySettings) -> None:
    person = make_registered_person()
    settings.SEALING_KEYS = NEW | OLD
    with psycopg.connect(environment()["DATABASE_URL"]) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [PERSONS_LOCK])
        with pytest.raises(CommandError, match="is running"):
            rotate()
    assert bytes(RegisteredPerson.objects.get(pk=person.pk).sealed_file) == person.sealed_file
