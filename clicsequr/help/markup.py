"""The few marks of our texts, read into blocks that templates show: no HTML ever comes out of a data file.

A blank line ends a block. `## ` is a heading, `- ` an item, `1. ` a numbered item, `> ` a note, `Term :: what it is` a
definition. `[words](name)` links to the page of that URL name, to `tel` (the support phone) or to an https address.
`{name}` stands for a fact of facts.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from clicsequr.support import dialled

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_FACT = re.compile(r"\{(\w+)\}")
_NUMBERED = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Span:
    """Words, and where they lead if anywhere; `external` ones are announced."""

    text: str
    url: str = ""
    external: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Block:
    """One `kind`: text, heading, note, list, steps or definitions; a list has several lines, the others one."""

    kind: str
    lines: tuple[Line, ...] = ()
    definitions: tuple[tuple[str, Line], ...] = ()

    @property
    def line(self) -> Line:
        return self.lines[0]


def read_blocks(source: str, facts: Mapping[str, str]) -> tuple[Block, ...]:
    """Read a text; an unknown fact is a fault of ours and stops."""
    written = _FACT.sub(lambda match: facts[match[1]], source)
    paragraphs = re.split(r"\n\s*\n", written.strip())
    return tuple(_block([line.strip() for line in paragraph.splitlines()]) for paragraph in paragraphs if paragraph)


def plain_text(blocks: tuple[Block, ...]) -> str:
    """Give the words alone, for the search."""
    return " ".join(span.text for block in blocks for line in _all_lines(block) for span in line)


def page_address(name: str) -> str:
    """Give the address of a page by its URL name, nothing where this version does not serve it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _all_lines(block: Block) -> Iterator[Line]:
    yield from block.lines
    for term, line in block.definitions:
        yield (Span(term), *line)


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if all(" :: " in line for line in lines):
        pairs = (line.split(" :: ", 1) for line in lines)
        return Block("definitions", definitions=tuple((term, _line(meaning)) for term, meaning in pairs))
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(_line(line[2:]) for line in lines))
    if all(_NUMBERED.match(line) for line in lines):
        return Block("steps", tuple(_line(_NUMBERED.sub("", line, count=1)) for line in lines))
    kind = {"## ": "heading", "> ": "note"}.get(first[: first.find(" ") + 1], "text")
    words = " ".join(line.removeprefix("## ").removeprefix("> ") for line in lines)
    return Block(kind, (_line(words),))


def _line(words: str) -> Line:
    spans: list[Span] = []
    rest = 0
    for match in _LINK.finditer(words):
        spans += [Span(words[rest : match.start()]), _linked(match[1], match[2])]
        rest = match.end()
    spans.append(Span(words[rest:]))
    return tuple(span for span in spans if span.text)


def _linked(words: str, target: str) -> Span:
    if target == "tel":
        return Span(words, f"tel:{dialled(settings.SUPPORT_PHONE)}")
    if target.startswith("https://"):
        return Span(words, target, external=True)
    return Span(words, page_address(target))
