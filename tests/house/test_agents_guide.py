"""docs/agents.md names the words of the screens: a label that changes must change there too."""

import re

from clicsequr import message_catalogues
from tests.house.source import ROOT

GUIDE = ROOT / "docs" / "agents.md"
BOLD = re.compile(r"\*\*([^*]+)\*\*")


def test_every_word_of_a_screen_is_still_on_it() -> None:
    said = {str(message.id) for message in message_catalogues.collect() if isinstance(message.id, str)}
    bold = BOLD.findall(GUIDE.read_text(encoding="utf-8"))
    # What ends with a stop is the title of a paragraph.
    named = {words for words in bold if not words.endswith(".")} - {"en gras"}
    assert len(named) > 30
    assert not named - said, f"No screen says: {sorted(named - said)}"


def test_french_is_typeset() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert not re.findall(r"\w :|« | »|\w [;!?]|\w'\w", text), "No-break space before a colon, curly apostrophe"
