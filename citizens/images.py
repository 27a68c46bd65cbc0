"""The images of the sign-in page, read once from images.toml, named in the language of the page."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language


@dataclass(frozen=True)
class Image:
    """One drawing; `share` is how often people choose it, against the others."""

    slug: str
    fr: str
    en: str
    share: int
    retired: bool = False

    @property
    def text(self) -> str:
        """Give its visible name, which is its text alternative."""
        return self.en if (get_language() or "").startswith("en") else self.fr

    @property
    def path(self) -> str:
        return f"images/citizens/{self.slug}.svg"


@cache
def images() -> tuple[Image, ...]:
    """Give every image, those no longer offered too, in the order of the catalogue."""
    with Path(__file__).with_name("images.toml").open("rb") as file:
        return tuple(Image(**row) for row in tomllib.load(file)["image"])


def offered_images() -> tuple[Image, ...]:
    return tuple(image for image in images() if not image.retired)


def image_named(slug: str) -> Image | None:
    return next((image for image in images() if image.slug == slug), None)
