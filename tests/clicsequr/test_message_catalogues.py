"""The catalogues: what is found in the sources, what an update keeps and drops, what a reader gets."""

import gettext
from pathlib import Path

import pytest

from clicsequr import message_catalogues

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _("Votre" " dossier")

def count(n):
    # Translators: shown in the list
    return ngettext("%(n)d dossier", "%(n)d dossiers", n) % {"n": n}, pgettext("verbe", "Suspendre")
"""
TEMPLATE = """{% load i18n %}
    <h1>{% translate "L’entreprise" %}</h1>
  <p>it's "odd' text
{% blocktranslate trimmed count n=rows|length %}
    {{ n }} ligne
{% plural %}
    {{ n }} lignes
{% endblocktranslate %}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with one module and one template."""
    monkeypatch.setattr(message_catalogues, "ROOT", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "rules.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def translate(msgid: str, english: str | tuple[str, str]) -> None:
    catalog = message_catalogues.read("en")
    catalog.get(msgid).string = english
    message_catalogues.write("en", catalog)


def test_messages_of_modules_and_templates_are_found(root: Path) -> None:
    found = {(message.context, message.id): message.locations for message in message_catalogues.collect() if message.id}
    assert found == {
        (None, "Votre dossier"): [("accounts/rules.py", 1)],
        (None, ("%(n)d dossier", "%(n)d dossiers")): [("accounts/rules.py", 1)],
        ("verbe", "Suspendre"): [("accounts/rules.py", 1)],
        (None, "L’entreprise"): [("templates/page.html", 1)],
        (None, ("%(n)s ligne", "%(n)s lignes")): [("templates/page.html", 1)],
    }


def test_an_update_keeps_translations_and_drops_what_is_no_longer_said(root: Path) -> None:
    message_catalogues.update()
    translate("L’entreprise", "The business")
    translate("Votre dossier", "Your file")
    (root / "accounts" / "rules.py").unlink()
    message_catalogues.update()
    content = message_catalogues.path_of("en").read_text(encoding="utf-8")
    assert "The business" in content
    assert "dossier" not in content
    assert [message.id for message in message_catalogues.untranslated("en")] == [("%(n)s ligne", "%(n)s lignes")]


def test_an_update_of_unchanged_sources_changes_nothing(root: Path) -> None:
    message_catalogues.update()
    before = {language: message_catalogues.path_of(language).read_bytes() for language in ("fr", "en")}
    message_catalogues.update()
    assert {language: message_catalogues.path_of(language).read_bytes() for language in ("fr", "en")} == before


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", ["0 ligne", "1 ligne", "2 lignes"]), ("en", ["0 rows", "1 row", "2 rows"])]
)
def test_each_language_counts_by_its_own_rule(root: Path, language: str, expected: list[str]) -> None:
    message_catalogues.update()
    translate("%(n)s ligne", ("%(n)s row", "%(n)s rows"))
    message_catalogues.compile_all()
    with message_catalogues.path_of(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    said = [compiled.ngettext("%(n)s ligne", "%(n)s lignes", n) % {"n": n} for n in (0, 1, 2)]
    assert said == expected


def test_only_a_changed_catalogue_is_compiled_again(root: Path) -> None:
    message_catalogues.update()
    message_catalogues.compile_all()
    compiled = message_catalogues.path_of("en").with_suffix(".mo")
    compiled.write_bytes(b"kept")
    message_catalogues.compile_all()
    assert compiled.read_bytes() == b"kept"


def test_a_wrong_word_on_the_command_line_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert message_catalogues.main(["make"]) == 2
    assert capsys.readouterr().err == "Usage: python -m clicsequr.message_catalogues update|compile\n"
