"""How rare an English stem is, and which stems lie near it: a table that ships with the package, checked by its sha256.

Made by `training/word_table.py`: document frequencies out of licensed texts, and all-MiniLM-L6-v2's vectors of
single words in 64 dimensions.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from briefs.errors import ModelWeightsError
from briefs.language.yaml_data import load_yaml

Array = npt.NDArray[np.float32]

_COMMON_START = 5
_NEAR_FORM = 0.85
"""Similarity of two forms of one word that the stemmer keeps apart ("destruct", "destroy" are not; "reopen", "reopening" are)."""


@dataclass(frozen=True, slots=True)
class WordTable:
    """Rarity and vectors by stem; a stem that it does not have is as rare as `unknown`, and near only to itself."""

    places: dict[str, int]
    rarity: Array
    vectors: Array
    unknown: float
    common: npt.NDArray[np.bool_]
    """Whether the stem is mostly written with a small letter inside a sentence."""

    def is_common(self, stem: str) -> bool:
        """Whether the stem is a common word, not a name; an unknown one is not."""
        place = self.places.get(stem, -1)
        return place >= 0 and bool(self.common[place])

    def rarities(self, stems: Sequence[str]) -> Array:
        """Inverse document frequency of each, about 2 (common) to 11 (unknown); digits count as rare, for they are what matters."""
        known = [self.places.get(stem, -1) for stem in stems]
        values = [float(self.rarity[place]) if place >= 0 else self.unknown * 0.8 for place in known]
        return np.array(values, dtype=np.float32)

    def similarity(self, left: Sequence[str], right: Sequence[str]) -> Array:
        """Cosines cut at 0, shape (left, right); 1 for the same stem."""
        found = np.zeros((len(left), len(right)), dtype=np.float32)
        if not left or not right:
            return found
        a = np.array([self.places.get(stem, -1) for stem in left])
        b = np.array([self.places.get(stem, -1) for stem in right])
        rows, columns = np.flatnonzero(a >= 0), np.flatnonzero(b >= 0)
        if rows.size and columns.size:
            cosines = self.vectors[a[rows]] @ self.vectors[b[columns]].T
            found[np.ix_(rows, columns)] = np.clip(cosines, 0.0, 0.95)
        index: dict[str, list[int]] = {}
        for place, stem in enumerate(right):
            index.setdefault(stem[:_COMMON_START], []).append(place)
        for row, stem in enumerate(left):
            for place in index.get(stem[:_COMMON_START], ()):
                other = right[place]
                if other == stem:
                    found[row, place] = 1.0
                elif _are_forms(stem, other):
                    found[row, place] = max(float(found[row, place]), _NEAR_FORM)
        return found


def _are_forms(a: str, b: str) -> bool:
    """One begins the other, or both begin alike for all but their last three letters; never figures."""
    if a[:1].isdigit() or b[:1].isdigit():
        return False
    shared = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= _COMMON_START and max(len(a), len(b)) - shared <= 3


@cache
def word_table() -> WordTable:
    """The shipped table.

    Raises:
        ModelWeightsError: the file is missing or not the pinned one.
    """
    with np.load(io.BytesIO(checked_data("words.npz"))) as held:
        stems = held["stems"].tobytes().decode("utf-8").split("\n")
        rarity = held["rarity"].astype(np.float32)
        vectors = held["vectors"].astype(np.float32) / 127.0
        common = held["common"].astype(np.bool_)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return WordTable({stem: place for place, stem in enumerate(stems)}, rarity, vectors.astype(np.float32), 10.8, common)


def checked_data(name: str) -> bytes:
    """A data file of the checker after its sha256 was compared with `data/checksums.yaml`.

    Raises:
        ModelWeightsError: it is missing or another file.
    """
    folder = resources.files("briefs.verify.checker").joinpath("data")
    pins = load_yaml(folder.joinpath("checksums.yaml").read_text(encoding="utf-8"))
    try:
        content = folder.joinpath(name).read_bytes()
    except OSError as error:
        raise ModelWeightsError(f"the checker's file {name} cannot be read: reinstall briefs") from error
    if hashlib.sha256(content).hexdigest() != pins[name]:
        raise ModelWeightsError(f"the checker's file {name} is not the pinned one (sha256 differs): reinstall briefs")
    return content
