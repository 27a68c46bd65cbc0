"""What a code that nobody holds shows before the password (architecture.md 2.10)."""

from collections import Counter
from dataclasses import replace

import pytest
from django.conf import LazySettings

from citizens import decoys
from citizens.decoys import decoy_for
from citizens.images import images

PINNED = [
    ("locomotive", "aunt Mabel sings in the garden."),
    ("velo", "Mon vieux vélo se repose au fond du rang :)"),
    ("cle", "La souris grise ramasse du bois sous la pluie"),
]
CODES = [f"C:PERSONNE{number}" for number in range(4000)]


@pytest.fixture
def own_key(settings: LazySettings) -> None:
    settings.INDEX_KEYS = {"test": bytes(range(32))}


@pytest.mark.usefixtures("own_key")
def test_a_decoy_is_the_same_for_ever() -> None:
    """Pinned: a change of the catalogues moves decoys, and whoever noted the former ones would know them."""
    shown = [decoy_for(username) for username in ("C:MARIE1980", "C:JEAN.ROY", "C:X")]
    assert [(decoy.image.slug, decoy.phrase) for decoy in shown] == PINNED


def test_a_decoy_cannot_be_foretold_without_the_key(settings: LazySettings) -> None:
    before = [decoy_for(username) for username in CODES[:40]]
    settings.INDEX_KEYS = {"other": bytes(32)}
    after = [decoy_for(username) for username in CODES[:40]]
    assert sum(one.phrase == other.phrase for one, other in zip(before, after, strict=True)) <= 2
    assert sum(one.image == other.image for one, other in zip(before, after, strict=True)) < 15


@pytest.mark.usefixtures("own_key")
def test_a_new_index_key_leaves_every_decoy(settings: LazySettings) -> None:
    before = [decoy_for(username) for username in CODES[:40]]
    settings.INDEX_KEYS = {"new": bytes(32), **settings.INDEX_KEYS}
    assert [decoy_for(username) for username in CODES[:40]] == before


@pytest.mark.usefixtures("own_key")
def test_decoys_are_chosen_as_people_choose() -> None:
    found = Counter(decoy_for(username).image.slug for username in CODES)
    whole = sum(image.share for image in images())
    expected = {image.slug: len(CODES) * image.share / whole for image in images()}
    # Chi squared of 29 degrees: 58 is passed once in a thousand; the key is fixed, so this never wavers.
    assert sum((found[slug] - wanted) ** 2 / wanted for slug, wanted in expected.items()) < 58


@pytest.mark.usefixtures("own_key")
def test_probing_finds_hardly_any_phrase_twice() -> None:
    phrases = Counter(decoy_for(username).phrase for username in CODES[:1000])
    assert len(phrases) > 900


@pytest.mark.usefixtures("own_key")
def test_a_new_image_moves_only_the_decoys_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {username: decoy_for(username).image.slug for username in CODES[:1000]}
    added = replace(images()[0], slug="raquettes", share=10)
    monkeypatch.setattr(decoys, "images", lambda: (*images(), added))
    after = {username: decoy_for(username).image.slug for username in before}
    moved = {username for username in before if before[username] != after[username]}
    assert {after[username] for username in moved} == {"raquettes"}
    assert len(moved) < 60


@pytest.mark.usefixtures("own_key")
def test_an_image_no_longer_offered_stays_on_the_decoys_that_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [decoy_for(username).image.slug for username in CODES[:200]]
    retired = tuple(replace(image, retired=True) for image in images())
    monkeypatch.setattr(decoys, "images", lambda: retired)
    assert [decoy_for(username).image.slug for username in CODES[:200]] == before
