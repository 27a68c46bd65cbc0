"""What a code that nobody holds shows, so that no page tells which codes exist (architecture.md 2.10)."""

import math
from dataclasses import dataclass
from hashlib import sha256

from citizens.images import Image, images
from citizens.phrases import draw_phrase
from clicsequr.kernel.sealing import lasting_index


@dataclass(frozen=True)
class Recognition:
    """What a person looks at before the password, to know that the site is the right one (screens.md S-02)."""

    image: Image
    phrase: str


class _Numbers:
    """Numbers out of one seed, each even to one part in 2**40 or better: 256 bits outlast the draws of a phrase."""

    def __init__(self, seed: bytes) -> None:
        self.left = int.from_bytes(seed, "big")

    def __call__(self, limit: int) -> int:
        self.left, number = divmod(self.left, limit)
        return number


def decoy_for(username: str) -> Recognition:
    """Give what an unknown code shows: the same at each visit, drawn as people choose, foretold by nobody.

    `username` is canonical (`C:CODE`). A new index key changes nothing: decoys follow the last key of the ring.
    """
    return Recognition(_image_for(username), draw_phrase(_Numbers(_seed(username, "phrase"))))


def _image_for(username: str) -> Image:
    """Weighted rendezvous: an image added, or a share changed, moves no more decoys than it must.

    Retired images stay: whoever chose one keeps it, so the decoys keep it too.
    """
    seed = _seed(username, "image")
    return min((image for image in images() if image.share), key=lambda image: _distance(seed, image))


def _distance(seed: bytes, image: Image) -> float:
    number = int.from_bytes(sha256(seed + image.slug.encode()).digest()[:7], "big")
    return -math.log((number + 1) / (1 << 56)) / image.share


def _seed(username: str, part: str) -> bytes:
    return lasting_index(username, purpose=f"citizens.decoy.{part}")
