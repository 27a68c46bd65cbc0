"""Phrases made of the parts of phrases.toml: proposed to people, and shown for codes that nobody holds."""

import re
import secrets
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Gives a number from 0 up to the one asked, that one left out.
Draw = Callable[[int], int]
_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Parts:
    patterns: Sequence[tuple[str, int]]
    lists: Mapping[str, Sequence[str]]
    endings: Sequence[str]
    small_first_letters: int


@cache
def parts() -> Parts:
    """Give what phrases are made of: patterns with their weights, the lists they name, the endings."""
    with Path(__file__).with_name("phrases.toml").open("rb") as file:
        rows = tomllib.load(file)
    patterns = [(row["text"], row["weight"]) for row in rows["pattern"]]
    return Parts(patterns, rows["parts"], rows["endings"], rows["small_first_letters"])


def draw_phrase(draw: Draw) -> str:
    """Make one phrase; the same numbers give the same phrase."""
    whole = parts()
    pattern = _one_of([text for text, weight in whole.patterns for _time in range(weight)], draw)
    phrase = _PART.sub(lambda name: _one_of(whole.lists[name.group(1)], draw), pattern)
    is_small = draw(100) < whole.small_first_letters
    first = phrase[0].lower() if is_small else phrase[0].upper()
    return first + phrase[1:] + _one_of(whole.endings, draw)


def proposed_phrases(count: int, *, fits: Callable[[str], bool]) -> list[str]:
    """Give different phrases to somebody who looks for one (screens.md C-07), fewer where hardly any fits."""
    drawn = [draw_phrase(secrets.randbelow) for _draw in range(20 * count)]
    return [phrase for phrase in dict.fromkeys(drawn) if fits(phrase)][:count]


def _one_of(values: Sequence[str], draw: Draw) -> str:
    return values[draw(len(values))]
