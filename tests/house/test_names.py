"""One concept, one word (docs/glossary.md), and no drawer for odd things."""

import ast
import re

from tests.house.source import place, python_files, tracked, tree

DRAWERS = {"utils", "helpers", "helper", "common", "misc", "manager", "managers", "util"}
# The word of the house for each that is easily written otherwise.
SYNONYMS = {
    r"\bsin\b|social_insurance": "nas",
    r"power_of_attorney|\bpoa\b": "procuration",
    r"numero_avis|\bnoa\b|assessment_notice": "notice_number",
    r"utilisateur|mot_de_passe|entreprise_|courriel": "English names in code",
    r"sub_?scription": "enrolment",
}


def test_no_drawer() -> None:
    drawers = [place(path) for path in tracked() if path.stem in DRAWERS or path.parent.name in DRAWERS]
    assert not drawers, f"Name the noun: {drawers}"


def test_one_word_for_one_thing() -> None:
    found = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            name = getattr(node, "name", None) or (node.id if isinstance(node, ast.Name) else None)
            if not isinstance(name, str):
                continue
            found += [
                f"{place(path, getattr(node, 'lineno', 0))} {name}: say {word}"
                for pattern, word in SYNONYMS.items()
                if re.search(pattern, name, re.IGNORECASE)
            ]
    assert not found, "\n".join(found)
