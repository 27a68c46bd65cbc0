"""The readers of the environment: each bad value stops the start with a sentence."""

import base64
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from clicsequr import env

KEY = base64.b64encode(bytes(range(32))).decode("ascii")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THING", raising=False)
    monkeypatch.delenv("THING_FILE", raising=False)


def test_a_missing_value_without_default_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^Set THING \(or THING_FILE\)\. See docs/operate\.md\.$"):
        env.text("THING")
    assert env.text("THING", "default") == "default"


def test_a_value_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "thing").write_text("from a secret\n", encoding="utf-8")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "thing"))
    assert env.text("THING") == "from a secret"


@pytest.mark.parametrize(("typed", "read"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("False", False)])
def test_a_flag_reads_yes_and_no(monkeypatch: pytest.MonkeyPatch, typed: str, read: bool) -> None:
    monkeypatch.setenv("THING", typed)
    assert env.flag("THING", default=not read) is read


@pytest.mark.parametrize("typed", ["oui", "2", "-"])
def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("THING", typed)
    with pytest.raises(ImproperlyConfigured, match="THING is a yes or no"):
        env.flag("THING", default=False)


@pytest.mark.parametrize("typed", ["", "4.5", "-1", "four", "0"])
def test_a_number_below_its_minimum_or_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("THING", typed)
    with pytest.raises(ImproperlyConfigured, match="THING is a whole number of at least 1"):
        env.number("THING", 5, minimum=1)


def test_a_key_ring_keeps_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", f"k2:{KEY}, k1:{KEY}")
    assert env.keys("THING") == {"k2": bytes(range(32)), "k1": bytes(range(32))}
    assert list(env.keys("THING")) == ["k2", "k1"]


@pytest.mark.parametrize("typed", ["", KEY, f":{KEY}", "k1:short", "k1:c2hvcnQ=", f"k1:{KEY},k2:%%"])
def test_a_key_ring_with_a_bad_key_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("THING", typed)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.keys("THING")
    assert str(refusal.value).startswith("THING")
    assert KEY not in str(refusal.value)


def test_a_database_address_is_read_with_its_socket_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "postgresql://app:p%40ss@db.example:5433/name?sslmode=require")
    over_tcp = env.database("THING")
    assert (over_tcp["USER"], over_tcp["PASSWORD"], over_tcp["HOST"]) == ("app", "p@ss", "db.example")
    assert (over_tcp["PORT"], over_tcp["NAME"], over_tcp["OPTIONS"]) == ("5433", "name", {"sslmode": "require"})
    monkeypatch.setenv("THING", "postgresql://app@/name?host=/a%20folder/run")
    by_socket = env.database("THING")
    assert (by_socket["HOST"], by_socket["PORT"], by_socket["OPTIONS"]) == ("/a folder/run", "", {})


@pytest.mark.parametrize("address", ["sqlite:///db.sqlite3", "mysql://a@b/c", "db.example"])
def test_another_database_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("THING", address)
    with pytest.raises(ImproperlyConfigured, match="no other database is supported"):
        env.database("THING")
