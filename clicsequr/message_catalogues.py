"""The message catalogues: `python -m clicsequr.message_catalogues update` (developers) or `compile` (set-up).

Babel instead of gettext's programs, which a fresh machine does not have. Sources are French (docs: style.md 4.2): the
French catalogue holds the plurals alone, because without one Django counts as English does ("0 assignations").
"""

import io
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("clicsequr", "accounts", "ministry_services", "enterprises", "citizens", "templates")
LANGUAGES = ("fr", "en")
SOURCE_LANGUAGE = "fr"
KEYWORDS: dict[str, Any] = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# Messages of clicSÉQUR. `make i18n` keeps the list; people write the translations."


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def collect() -> Catalog:
    """Read every message of the Python files and of the templates."""
    found = Catalog(project="clicSÉQUR", charset="utf-8")
    for path in sources():
        method: Any = extract_python if path.suffix == ".py" else extract_template
        with path.open("rb") as file:
            for _line, message, comments, context in extract(
                method, file, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
            ):
                where = [(path.relative_to(ROOT).as_posix(), 1)]
                found.add(message, locations=where, auto_comments=comments, context=context)
    return found


def sources() -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            is_code = path.suffix == ".py" and "migrations" not in path.parts
            is_template = path.suffix in {".html", ".txt"} and "templates" in path.parts
            if is_code or is_template:
                yield path


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Extract from a Django template; brackets keep its indentation from being read as Python's."""
    as_python = "(" + templatize(file.read().decode("utf-8")) + "\n)"
    return extract_python(io.BytesIO(as_python.encode("utf-8")), keywords, comment_tags, {"encoding": "utf-8"})


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="clicSÉQUR", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalog: Catalog) -> None:
    catalog.header_comment = HEADER
    catalog.fuzzy = False
    catalog.version, catalog.msgid_bugs_address = "1", ""
    catalog.last_translator, catalog.language_team = "clicSÉQUR", "clicSÉQUR"
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    write_po(content, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    path.write_bytes(content.getvalue())


def update() -> None:
    """Bring every catalogue to the messages of the sources; translations stay, what is no longer said goes."""
    found = collect()
    for language in LANGUAGES:
        catalog = read(language)
        # A date that changes at every run would make a commit out of nothing.
        found.creation_date = catalog.creation_date
        # A copy: Babel puts the very messages of its argument into the catalogue.
        catalog.update(deepcopy(found), no_fuzzy_matching=True)
        if language == SOURCE_LANGUAGE:
            repeat_plurals(catalog)
        write(language, catalog)
        sys.stdout.write(f"{path_of(language).relative_to(ROOT)}: {len(catalog)} messages\n")


def repeat_plurals(catalog: Catalog) -> None:
    for message in catalog:
        if message.id and message.pluralizable:
            message.string = message.id


def untranslated(language: str) -> list[Message]:
    """Give the messages that have no text in `language`."""
    return [message for message in read(language) if message.id and not is_complete(message)]


def is_complete(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(texts) and all(texts) and not message.fuzzy


def compile_all() -> None:
    """Compile what is older than its source; a reader never sees half a file."""
    for language in LANGUAGES:
        source = path_of(language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(".mo.draft")
        with draft.open("wb") as file:
            write_mo(file, read(language))
        draft.replace(target)


def main(arguments: list[str]) -> int:
    commands = {"update": update, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        sys.stderr.write("Usage: python -m clicsequr.message_catalogues update|compile\n")
        return 2
    commands[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
