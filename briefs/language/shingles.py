"""Shingles, containment, and near-duplicates among thousands of texts.

Broder, "On the resemblance and containment of documents" (1997): runs of k words, hashed; a sample of the hashes, the same for every text,
proposes the pairs that share enough of it; every proposed pair is then measured exactly.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from briefs.language.lexicon import fold

_WORD = re.compile(r"[^\W_]+")
_SAMPLE_RATE = 4
_FEW = 80
_MAX_BUCKET = 200
_Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two texts that share most of the shorter one's shingles. `a` stands before `b` in the input."""

    a: str
    b: str
    containment: float
    """0..1: share of the smaller text's shingles that the other holds."""
    resemblance: float
    """0..1: Jaccard similarity of the two sets."""


def shingles(text: str, k: int = 5) -> frozenset[int]:
    """Hashes of all runs of k words, case and punctuation ignored, the same on every machine; a shorter text is one run; empty for none."""
    return frozenset(_hashes(text, k).tolist())


def shared_share(a: str, b: str, k: int = 5) -> float:
    """The share of the smaller text's shingles that the other holds, 0..1; 0 when either is empty. What was hashed before is kept."""
    mine, theirs = _hashes(a, k), _hashes(b, k)
    smaller = min(len(mine), len(theirs))
    return _shared(mine, theirs) / smaller if smaller else 0.0


@lru_cache(maxsize=4_096)
def _hashes(text: str, k: int) -> _Hashes:
    """The shingles in ascending order, each once."""
    words = _WORD.findall(fold(text))
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter(map(_word_hash, words), dtype=np.uint64, count=len(words))
    width = min(k, len(words))
    rolled = np.zeros(len(words) - width + 1, dtype=np.uint64)
    for offset in range(width):
        rolled = rolled * np.uint64(0x9E3779B97F4A7C15) + _mixed(hashes[offset : offset + len(rolled)])
    return np.unique(_mixed(rolled))


@lru_cache(maxsize=262_144)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _shared(a: _Hashes, b: _Hashes) -> int:
    return len(np.intersect1d(a, b, assume_unique=True))


def containment(a: Set[int], b: Set[int]) -> float:
    """The share of `a`'s shingles that `b` holds, 0..1; 0 when `a` is empty."""
    return len(a & b) / len(a) if a else 0.0


def near_duplicates(texts: Mapping[str, str], *, threshold: float = 0.6, k: int = 5) -> list[NearDuplicate]:
    """Pairs of ids whose texts hold at least `threshold` of the smaller one's shingles, in input order.

    Two thousand texts of twenty thousand characters take some seconds: only pairs that share enough sampled shingles are measured.
    """
    hashed = {name: _hashes(text, k) for name, text in texts.items()}
    names = [name for name, values in hashed.items() if len(values)]
    found = []
    for i, j in sorted(_candidates([hashed[name] for name in names], threshold)):
        a, b = hashed[names[i]], hashed[names[j]]
        shared = _shared(a, b)
        share = shared / min(len(a), len(b))
        if share >= threshold:
            found.append(NearDuplicate(names[i], names[j], share, shared / (len(a) + len(b) - shared)))
    return found


def _candidates(sets: list[_Hashes], threshold: float) -> set[tuple[int, int]]:
    # a short text keeps all its shingles: a quarter of twenty is too few to meet on
    samples = [hashes if len(hashes) < _FEW else hashes[hashes % np.uint64(_SAMPLE_RATE) == 0] for hashes in sets]
    if not samples:
        return set()
    values = np.concatenate(samples)
    owners = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    edges = np.flatnonzero(np.diff(values)) + 1
    shared: Counter[tuple[int, int]] = Counter()
    for start, end in zip(np.concatenate(([0], edges)), np.concatenate((edges, [len(values)])), strict=True):
        if end - start > 1:
            shared.update(_pairs(owners[start:end].tolist()))
    # half the threshold: the sample is noisy, the exact measure follows
    return {
        pair for pair, count in shared.items() if count >= threshold / 2 * min(len(samples[pair[0]]), len(samples[pair[1]])) / _SAMPLE_RATE
    }


def _pairs(members: list[int]) -> list[tuple[int, int]]:
    """All pairs of a bucket; of a very full one (boilerplate) each member with its neighbours only, which keeps the chain connected."""
    if len(members) <= _MAX_BUCKET:
        return list(combinations(members, 2))
    return list(pairwise(members))


def _mixed(values: _Hashes) -> _Hashes:
    """The finaliser of splitmix64: every bit of the input moves every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
