"""Words in their context: how near each word of a sentence comes to a word of the evidence in the states of a text encoder.

Tried, measured, and not shipped: see "What was tried" in `evals/checker/README.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from briefs.verify.checker.alignment import Alignment
from briefs.verify.checker.reading import Piece
from briefs.verify.checker.words import Array

MOST_PIECES = 6
"""Evidence of no more sentences is encoded whole; of more, only the sentences that the lexical reading chose."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text's word pieces without the special ones: `spans` (n, 2) in characters, unit `vectors` (n, d)."""

    spans: npt.NDArray[np.int32]
    vectors: Array


class WordEncoder(Protocol):
    """A text encoder that gives a vector for every word piece."""

    @property
    def name(self) -> str:
        """Model and version; weights of the checker are fitted for one name."""
        ...

    def encode_words(self, texts: Sequence[str]) -> list[Encoded]:
        """One a text, in order; a text without word pieces has shape (0, d)."""
        ...


def places_to_encode(alignment: Alignment) -> list[int]:
    """Which evidence sentences are worth encoding."""
    count = len(alignment.evidence)
    return list(range(count)) if count <= MOST_PIECES else sorted({*alignment.window, *alignment.chosen})


def encoded_values(alignment: Alignment, sentence: Encoded, evidence: Sequence[Encoded]) -> dict[str, float]:
    """Numbers by name, in a fixed order; all 0 when either side has no word."""
    if not len(sentence.vectors) or not any(len(item.vectors) for item in evidence):
        return dict.fromkeys(NAMES, 0.0)
    weights, kinds = _piece_weights(alignment, sentence)
    held = [item for item in evidence if len(item.vectors)]
    alike = [sentence.vectors @ item.vectors.T for item in held]
    best = np.stack([matrix.max(axis=1) for matrix in alike])
    near = best.max(axis=0)
    shares = best @ weights / weights.sum()
    order = np.sort(near[kinds != _SMALL]) if (kinds != _SMALL).any() else np.sort(near)
    back = [float(matrix.max(axis=0).mean()) for matrix in alike]
    top = int(np.argmax(shares))
    mean = _unit(sentence.vectors.mean(axis=0))
    centres = np.stack([_unit(item.vectors.mean(axis=0)) for item in held])
    cosines = np.sort(centres @ mean)[::-1]
    joint = _unit(np.concatenate([item.vectors for item in held]).mean(axis=0))
    values = [
        float(near @ weights / weights.sum()),
        float(near.mean()),
        float(shares[top]),
        float(np.sort(shares)[::-1][:2].mean()),
        back[top],
        float(order[0]),
        float(order[min(1, len(order) - 1)]),
        float(order[min(2, len(order) - 1)]),
        float(order[: max(1, len(order) // 4)].mean()),
        float((order < 0.5).mean()),
        float((order < 0.6).mean()),
        float((order < 0.5).sum()),
        float(cosines[0]),
        float(cosines[:3].mean()),
        float(joint @ mean),
        *(_of_kind(near, kinds, kind) for kind in (_NAME, _DIGIT, _COMMON, _SMALL)),
        *(_worst_of_kind(near, kinds, kind) for kind in (_NAME, _DIGIT, _COMMON, _SMALL)),
        *_context(alignment, sentence, near),
        _order(sentence, alike[top]),
    ]
    return dict(zip(NAMES, values, strict=True))


_SMALL, _COMMON, _NAME, _DIGIT = 0, 1, 2, 3
NAMES = (
    *(
        "ctx_share",
        "ctx_mean",
        "ctx_best",
        "ctx_two",
        "ctx_back",
        "ctx_worst",
        "ctx_second",
        "ctx_third",
        "ctx_quarter",
        "ctx_far",
        "ctx_not_near",
    ),
    *("ctx_far_count", "ctx_cosine", "ctx_cosine_three", "ctx_cosine_joint", "ctx_names", "ctx_digits", "ctx_common", "ctx_small"),
    *("ctx_names_worst", "ctx_digits_worst", "ctx_common_worst", "ctx_small_worst", "ctx_same", "ctx_same_worst", "ctx_new", "ctx_order"),
)


def _piece_weights(alignment: Alignment, sentence: Encoded) -> tuple[Array, npt.NDArray[np.int32]]:
    """The weight of each word piece (its word's rarity) and the kind of its word."""
    piece = alignment.sentence
    weights = np.full(len(sentence.spans), 0.15 / max(1, len(piece.tokens)), dtype=np.float32)
    kinds = np.zeros(len(sentence.spans), dtype=np.int32)
    names = [mention.span for mention in piece.names]
    for weight, (start, end, stem) in zip(alignment.weights, piece.tokens, strict=True):
        inside = (sentence.spans[:, 0] < end) & (sentence.spans[:, 1] > start)
        weights[inside] = weight / max(1, int(inside.sum()))
        is_name = any(name.start <= start < name.end for name in names)
        kinds[inside] = _DIGIT if stem[:1].isdigit() else _NAME if is_name else _COMMON
    return weights, kinds


def _context(alignment: Alignment, sentence: Encoded, near: Array) -> tuple[float, float, float]:
    """Of words that the evidence has as they stand, how alike their contexts are (mean, least); of the others, how near something comes."""
    carried = alignment.exact_in(places_to_encode(alignment))
    same, other = [], []
    for is_there, (start, end, _) in zip(carried, alignment.sentence.tokens, strict=True):
        inside = (sentence.spans[:, 0] < end) & (sentence.spans[:, 1] > start)
        if inside.any():
            (same if is_there else other).append(float(near[inside].mean()))
    return (
        float(np.mean(same)) if same else 0.0,
        min(same) if same else 0.0,
        float(np.mean(other)) if other else 1.0,
    )


def _order(sentence: Encoded, alike: Array) -> float:
    """Whether neighbours in the sentence are nearest to neighbours in its best evidence sentence."""
    places = alike.argmax(axis=1)
    if len(places) < 2:
        return 0.0
    return float((np.abs(np.diff(places)) <= 3).mean())


def _of_kind(near: Array, kinds: npt.NDArray[np.int32], kind: int) -> float:
    return float(near[kinds == kind].mean()) if (kinds == kind).any() else -1.0


def _worst_of_kind(near: Array, kinds: npt.NDArray[np.int32], kind: int) -> float:
    return float(near[kinds == kind].min()) if (kinds == kind).any() else -1.0


def _unit(vector: Array) -> Array:
    return vector / max(1e-6, float(np.linalg.norm(vector)))


def empty_encoding(dimensions: int) -> Encoded:
    """No word pieces."""
    return Encoded(np.zeros((0, 2), dtype=np.int32), np.zeros((0, dimensions), dtype=np.float32))


def piece_texts(alignment: Alignment) -> list[Piece]:
    """The evidence sentences to encode."""
    return [alignment.evidence[place] for place in places_to_encode(alignment)]
