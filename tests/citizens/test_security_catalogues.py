"""The images, the questions and the phrases that people choose from (screens.md C-06 to C-08)."""

import re
from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override

from citizens.images import Image, image_named, images, offered_images
from citizens.phrases import draw_phrase, parts, proposed_phrases
from citizens.questions import offered_questions, question_named, questions
from citizens.rules.answers import comparable
from citizens.rules.phrase import LONGEST
from clicsequr.build_theme import SOURCES

FOLDER = SOURCES / "images" / "citizens"
SHAPES = {"svg", "g", "path", "circle", "ellipse"}


def test_every_image_has_its_drawing_and_every_drawing_its_image() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(image.slug for image in images())
    assert len(offered_images()) >= 24


@pytest.mark.parametrize("image", images(), ids=lambda image: image.slug)
def test_a_drawing_is_small_and_holds_shapes_alone(image: Image) -> None:
    drawing = (SOURCES / image.path).read_bytes()
    assert len(drawing) <= 2048
    tree = ET.fromstring(drawing)  # noqa: S314  our own file
    assert tree.get("viewBox") == "0 0 120 120"
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} <= SHAPES
    assert not {name for element in tree.iter() for name in element.attrib if name in {"style", "href", "id"}}


def test_no_two_drawings_or_names_are_the_same() -> None:
    assert len({(SOURCES / image.path).read_bytes() for image in images()}) == len(images())
    for names in ([image.fr for image in images()], [image.en for image in images()]):
        assert len(set(map(comparable, names))) == len(images())
        assert all(len(name.split()) >= 3 and len(name) <= 60 and not name.endswith(".") for name in names)


def test_an_image_is_named_in_the_language_of_the_page() -> None:
    canoe = image_named("canot")
    assert canoe is not None
    with override("fr"):
        assert canoe.text == "Un canot rouge sur un lac"
    with override("en"):
        assert canoe.text == "A red canoe on a lake"
    assert image_named("dragon") is None


def test_there_are_questions_enough_and_each_is_its_own() -> None:
    assert len(offered_questions()) >= 20
    assert len({question.slug for question in questions()}) == len(questions())
    for texts in ([question.fr for question in questions()], [question.en for question in questions()]):
        assert len(set(map(comparable, texts))) == len(questions())
        assert all(text.endswith("?") and text[-2] not in " \u00a0" and "'" not in text for text in texts)


@pytest.mark.parametrize("public", ["couleur", "colour", "mère", "mother", "naissance", "birth", "marque", "brand"])
def test_no_question_asks_for_what_others_know_or_soon_guess(public: str) -> None:
    assert not [text for question in questions() for text in question.texts if re.search(rf"\b{public}\b", text)]


def test_a_question_is_asked_in_the_language_of_the_page() -> None:
    question = question_named("plat-rate")
    assert question is not None
    with override("fr"):
        assert question.text == "Quel est le plat que vous avez le plus mal réussi?"
    with override("en"):
        assert question.text == "What is the dish that you cooked the worst?"
    assert question_named("couleur") is None


def test_the_longest_phrase_that_can_be_made_is_short_enough() -> None:
    whole = parts()
    longest = {name: max(map(len, texts)) for name, texts in whole.lists.items()}
    for pattern, _weight in whole.patterns:
        said = sum(longest[name] for name in re.findall(r"\{(\w+)\}", pattern))
        assert said + len(re.sub(r"\{\w+\}", "", pattern)) + max(map(len, whole.endings)) <= LONGEST, pattern


def test_phrases_are_far_more_than_anybody_can_collect() -> None:
    whole = parts()
    counts = Counter({pattern: 1 for pattern, _weight in whole.patterns})
    for pattern in counts:
        for name in re.findall(r"\{(\w+)\}", pattern):
            counts[pattern] *= len(set(whole.lists[name]))
    assert counts.total() > 20_000


def numbers(*given: int) -> Callable[[int], int]:
    left = iter(given)
    return lambda limit: next(left) % limit


def test_the_same_numbers_make_the_same_phrase() -> None:
    assert draw_phrase(numbers(0, 0, 0, 0, 99, 0)) == "Le chat du voisin dort sur le toit"
    assert draw_phrase(numbers(0, 0, 0, 0, 0, 5)) == "le chat du voisin dort sur le toit."


def test_proposed_phrases_are_different() -> None:
    assert len(set(proposed_phrases(12, fits=lambda _phrase: True))) == 12
    assert proposed_phrases(12, fits=lambda _phrase: False) == []
