"""The forms where an image, a phrase and questions are chosen (screens.md C-06 to C-08, R-04)."""

import pytest
from django.utils.translation import override

from citizens.forms.security_options import ImageForm, PhraseForm, QuestionForm
from citizens.images import images, offered_images
from citizens.questions import offered_questions
from tests.factories.secrets import ANSWERS

PROPOSALS = ["Le canot rouge attend au quai", "Un renard danse sous la neige"]


def phrase_form(**typed: str) -> PhraseForm:
    return PhraseForm(typed, user_code="ODILE1979", names=("Odile", "O’Neil"), proposals=PROPOSALS)


def test_every_image_on_offer_is_shown_with_its_name_as_its_text() -> None:
    page = str(ImageForm())
    assert page.count('type="radio"') == page.count("<img ") == len(offered_images()) >= 24
    assert all(image.fr in page for image in offered_images())
    with override("en"):
        assert offered_images()[0].en in str(ImageForm())


@pytest.mark.parametrize("typed", ["", "licorne", "canot" * 20])
def test_an_image_that_is_not_offered_is_refused(typed: str) -> None:
    assert ImageForm({"image": typed}).errors["image"] == ["Choisissez une image"]
    assert ImageForm({"image": images()[0].slug}).is_valid()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"choice": PROPOSALS[1]}, PROPOSALS[1]),
        ({"choice": "own", "phrase": "  Ma   vieille chaloupe "}, "Ma vieille chaloupe"),
        ({"phrase": "Ma vieille chaloupe"}, "Ma vieille chaloupe"),
        ({"choice": "Un castor lit le journal"}, "Un castor lit le journal"),  # proposed by the page before this one
    ],
)
def test_a_phrase_is_taken_as_proposed_or_written(typed: dict[str, str], kept: str) -> None:
    form = phrase_form(**typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phrase"] == kept


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "choice", "Choisissez ou écrivez une phrase"),
        ({"choice": "own"}, "phrase", "Entrez une phrase"),
        ({"choice": "own", "phrase": "court"}, "phrase", "au moins deux mots"),
        ({"choice": "own", "phrase": "Bonjour odile1979 ici"}, "phrase", "ne doit pas contenir votre code"),
        ({"choice": "own", "phrase": "Odile aime la pluie"}, "phrase", "ne doit pas contenir votre nom"),
        ({"choice": "own", "phrase": "mon numéro 019 473 867"}, "phrase", "ni numéro d’assurance sociale"),
        ({"choice": PROPOSALS[0], "phrase": "Ma chaloupe bleue"}, "phrase", "Effacez cette phrase"),
        ({"choice": "x"}, "choice", "Choisissez ou écrivez une phrase"),
        ({"choice": "own", "phrase": "a b " * 3000}, "phrase", "trop long"),
    ],
)
def test_an_unfit_phrase_is_refused_where_it_was_chosen(typed: dict[str, str], field: str, sentence: str) -> None:
    form = phrase_form(**typed)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]


def test_both_ways_to_a_phrase_are_offered_as_ways_not_as_options() -> None:
    page = str(phrase_form(choice="Un castor lit le journal"))
    assert "Un castor lit le journal" in page
    assert "Écrire ma propre phrase" in page
    assert "facultatif" not in page


def question_form(question: str = "peluche", answer: str = ANSWERS[1], **options: object) -> QuestionForm:
    return QuestionForm(
        {"question": question, "answer": answer}, user_code="ODILE1979", **{"taken": ["jouet-perdu"], **options}
    )


def test_a_question_of_another_place_is_not_offered() -> None:
    form = question_form()
    slugs = [value for value, _text in form.fields["question"].choices]
    assert len(slugs) == len(offered_questions())
    assert "jouet-perdu" not in slugs
    assert form.is_valid()


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"question": ""}, "question", "Choisissez une question"),
        ({"question": "jouet-perdu"}, "question", "Vous avez déjà choisi cette question"),
        ({"question": "inventee"}, "question", "n’est plus offert"),
        ({"answer": ""}, "answer", "Entrez une réponse"),
        ({"answer": "ab"}, "answer", "au moins 3"),
        ({"answer": "a" * 61}, "answer", "60 caractères au plus"),
        ({"answer": "🦊"}, "answer", "au moins 3"),
        ({"answer": "x" * 10_001}, "answer", "trop long"),
        ({"answer": "votre peluche"}, "answer", "mots de la question"),
        ({"answer": "odile1979!"}, "answer", "votre code"),
    ],
)
def test_an_unfit_question_or_answer_is_refused(typed: dict[str, str], field: str, sentence: str) -> None:
    form = question_form(**typed)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]


def test_an_answer_given_at_another_place_is_refused_and_never_shown_again() -> None:
    form = question_form(is_repeated=lambda typed: typed == ANSWERS[1])
    assert form.errors["answer"] == ["Chaque réponse doit être différente"]
    assert ANSWERS[1] not in str(form)
