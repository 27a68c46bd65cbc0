"""French is the source, English is complete, both are typeset as the Office québécois asks."""

import re

import pytest
from babel.messages.pofile import read_po

from tests.house.source import ROOT

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
NO_BREAK = "\u00a0"


def catalogue(language: str):  # type: ignore[no-untyped-def]  # Babel has no types
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(value: object) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [str(value)]


def test_english_is_complete() -> None:
    missing = [message.id for message in catalogue("en") if message.id and not all(texts(message.string))]
    fuzzy = [message.id for message in catalogue("en") if message.id and message.fuzzy]
    assert not missing, f"{len(missing)} without English: {missing[:10]}"
    assert not fuzzy, f"fuzzy: {fuzzy[:10]}"


def test_placeholders_match() -> None:
    wrong = [
        message.id
        for message in catalogue("en")
        if message.id
        and any(
            set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(texts(message.id)[-1]))
            for text in texts(message.string)[-1:]
        )
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        (r"(?<=\w) [:»]|« |[^\W\d]: ", "a no-break space before a colon and inside « »"),
        (r"[ \u00a0][;!?]", "no space before ; ! ?"),
        (r"\w'\w", "a curly apostrophe"),
    ],
)
def test_french_is_typeset(pattern: str, rule: str) -> None:
    wrong = [
        text for message in catalogue("fr") if message.id for text in texts(message.id) if re.search(pattern, text)
    ]
    assert not wrong, f"{rule}: {wrong[:10]}"


def test_english_has_no_french_marks() -> None:
    wrong = [
        text
        for message in catalogue("en")
        if message.id
        for text in texts(message.string)
        if "«" in text and "«" not in texts(message.id)[0]
    ]
    assert not wrong
