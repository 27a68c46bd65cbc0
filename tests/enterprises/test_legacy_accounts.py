"""Accounts of Clic Revenu: carried over once, led to the terms, and nobody else let in by that door."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command

from accounts.actors import SYSTEM
from accounts.models import AllocatedUserCode, JournalEntry, User
from enterprises.legacy_rows import CSV_COLUMNS
from enterprises.models import Enterprise, Member, Representative
from enterprises.register_rows import CSV_COLUMNS as REGISTER_COLUMNS
from enterprises.services.legacy_accounts import LegacyAccount, NotCarriedOver, carry_over_legacy_account
from enterprises.services.register_import import REGISTER_LOCK
from tests.factories.enterprises import make_enterprise
from tests.factories.register import make_registered
from tests.processes import environment

PASSWORD = "sept lunes rousses 31"


def account_of(**changes: str) -> LegacyAccount:
    values = {
        "neq": "1190000019",
        "rq_number": "9000000016",
        "user_code": "CLIC2006",
        "password": make_password(PASSWORD),
        "first_name": "Odile",
        "last_name": "O'Neil",
        "email": "odile@exemple.ca",
        "phone": "4185550123",
        "language": "fr",
    }
    return LegacyAccount(**(values | changes))


def legacy_entry(**changes: object) -> None:
    make_registered(**{"neq": "1190000019", "rq_number": "9000000016", "is_legacy": True, **changes})


def nothing_was_made() -> bool:
    return not (User.objects.exists() or Member.objects.exists() or AllocatedUserCode.objects.exists())


@pytest.mark.django_db
def test_an_account_becomes_the_rse_of_its_enterprise() -> None:
    legacy_entry()
    member = carry_over_legacy_account(account_of(), by=SYSTEM)
    assert member is not None
    enterprise, user = member.enterprise, member.user
    assert (enterprise.state, enterprise.is_legacy, enterprise.terms_accepted_at) == ("active", True, None)
    assert (enterprise.name, enterprise.postal_code) == ("Ferme du Ruisseau inc.", "G0R 2N0")
    assert (member.role, member.state) == ("rse", "active")
    assert (user.username, user.state, user.full_name) == ("E:CLIC2006", "active", "Odile O'Neil")
    assert user.check_password(PASSWORD)
    assert AllocatedUserCode.objects.filter(portal="E", user_code="CLIC2006").exists()
    representative = Representative.objects.get(enterprise=enterprise)
    assert (str(representative), representative.function) == ("Odile O'Neil", "president")
    fact = JournalEntry.objects.get()
    assert (fact.action, fact.on_behalf_of) == ("legacy.account_imported", str(enterprise.pk))
    assert fact.details == {}


@pytest.mark.django_db
def test_a_representative_the_register_does_not_know_is_not_invented() -> None:
    legacy_entry(representatives=[])
    carry_over_legacy_account(account_of(), by=SYSTEM)
    assert not Representative.objects.exists()


@pytest.mark.django_db
def test_what_is_carried_over_is_left_as_it_is() -> None:
    legacy_entry()
    member = carry_over_legacy_account(account_of(), by=SYSTEM)
    assert member is not None
    changed = replace(account_of(), email="autre@exemple.ca", password=make_password("autre"))
    assert carry_over_legacy_account(changed, by=SYSTEM) is None
    kept = User.objects.get()
    assert (kept.email, kept.password) == ("odile@exemple.ca", member.user.password)
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_second_account_of_the_enterprise_is_a_second_rse() -> None:
    legacy_entry()
    carry_over_legacy_account(account_of(), by=SYSTEM)
    carry_over_legacy_account(account_of(user_code="CLIC2005"), by=SYSTEM)
    assert Enterprise.objects.get().members.filter(role="rse", state="active").count() == 2


@pytest.mark.django_db
def test_an_enterprise_that_the_register_lacks_is_refused() -> None:
    with pytest.raises(NotCarriedOver, match="not_in_register"):
        carry_over_legacy_account(account_of(), by=SYSTEM)
    assert nothing_was_made()


@pytest.mark.django_db
def test_an_enterprise_that_was_never_in_clic_revenu_is_refused() -> None:
    legacy_entry(is_legacy=False)
    with pytest.raises(NotCarriedOver, match="not_legacy"):
        carry_over_legacy_account(account_of(), by=SYSTEM)
    assert nothing_was_made()


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [{"neq": "1190000019", "rq_number": ""}, {"neq": "", "rq_number": "9000000016"}])
def test_an_enterprise_that_has_enrolled_anew_keeps_its_own_people(numbers: dict[str, str]) -> None:
    legacy_entry()
    make_enterprise(is_legacy=False, **numbers)
    with pytest.raises(NotCarriedOver, match="already_registered"):
        carry_over_legacy_account(account_of(), by=SYSTEM)
    assert nothing_was_made()


@pytest.mark.django_db
def test_a_user_code_once_given_out_is_refused() -> None:
    legacy_entry()
    AllocatedUserCode.objects.create(portal="E", user_code="CLIC2006")
    with pytest.raises(NotCarriedOver, match="user_code_taken"):
        carry_over_legacy_account(account_of(), by=SYSTEM)
    assert not Enterprise.objects.exists()
    assert not User.objects.exists()


def write(path: Path, *accounts: LegacyAccount | str) -> Path:
    lines = [
        account
        if isinstance(account, str)
        else ",".join(f'"{getattr(account, column)}"' for column in CSV_COLUMNS)  # argon2 hashes hold commas
        for account in accounts
    ]
    path.write_text("\n".join([",".join(CSV_COLUMNS), *lines, ""]), encoding="utf-8")
    return path


WRONG = [
    ({"neq": "", "rq_number": ""}, "no_number"),
    ({"neq": "1190000018"}, "neq"),
    ({"rq_number": "9000000017"}, "rq_number"),
    ({"user_code": "clic2006"}, "user_code"),
    ({"user_code": "ABC"}, "user_code"),
    ({"password": PASSWORD}, "password"),
    ({"password": "argon2$" + "x" * 200}, "password"),
    ({"first_name": ""}, "first_name"),
    ({"last_name": "R2D2"}, "last_name"),
    ({"email": "odile"}, "email"),
    ({"phone": "911"}, "phone"),
    ({"language": "de"}, "language"),
    ({"neq": "2290000019", "rq_number": ""}, "not_in_register"),
]


@pytest.mark.django_db
def test_the_command_carries_over_the_good_lines_and_names_the_others(tmp_path: Path) -> None:
    legacy_entry()
    path = write(tmp_path / "a.csv", *(account_of(**wrong) for wrong, _reason in WRONG), "une,ligne", account_of())
    call_command("import_register", "legacy_accounts", str(path))
    assert User.objects.get().user_code == "CLIC2006"
    rejects = Path(f"{path}.rejects.csv").read_text(encoding="utf-8")
    expected = [f"{number},{reason}" for number, (_wrong, reason) in enumerate([*WRONG, ("", "columns")], 2)]
    assert rejects.splitlines() == ["line,reason", *expected]
    assert PASSWORD not in rejects


@pytest.mark.django_db
def test_the_command_may_run_again(tmp_path: Path) -> None:
    legacy_entry()
    path = write(tmp_path / "a.csv", account_of(), account_of(user_code="CLIC2005"))
    call_command("import_register", "legacy_accounts", str(path))
    call_command("import_register", "legacy_accounts", str(path))
    assert Member.objects.count() == 2
    assert JournalEntry.objects.filter(action="legacy.account_imported").count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_command_waits_for_no_import(tmp_path: Path) -> None:
    legacy_entry()
    path = write(tmp_path / "a.csv", account_of())
    with psycopg.connect(environment()["DATABASE_URL"]) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        with pytest.raises(CommandError, match="is running"):
            call_command("import_register", "legacy_accounts", str(path))
    assert nothing_was_made()
    call_command("import_register", "legacy_accounts", str(path))
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_the_files_of_the_two_commands_are_not_taken_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(",".join(REGISTER_COLUMNS) + "\n", encoding="utf-8")
    with pytest.raises(CommandError, match="must name the columns"):
        call_command("import_register", "legacy_accounts", str(path))
    with pytest.raises(CommandError, match="whole register"):
        call_command("import_register", "legacy_accounts", str(path), allow_shrink=True)
