"""Shingles, containment, and near-duplicates among thousands of texts.

Broder, "On the resemblance and containment of documents" (1997): runs of k words, hashed; minhash signatures in bands (locality-sensitive
hashing) propose pairs that resemble each other, a sample of shingles proposes pairs where one text holds the other; every proposed pair
is then measured exactly.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from briefs.language.lexicon import fold

_WORD = re.compile(r"[^\W_]+")
_PERMUTATIONS = 128
_ROWS = 4
_SAMPLE_RATE = 4
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
    words = _WORD.findall(fold(text))
    if not words:
        return frozenset()
    known: dict[str, int] = {}
    for word in words:
        if word not in known:
            known[word] = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
    hashes = np.fromiter((known[word] for word in words), dtype=np.uint64, count=len(words))
    width = min(k, len(words))
    rolled = np.zeros(len(words) - width + 1, dtype=np.uint64)
    for offset in range(width):
        rolled = rolled * np.uint64(0x9E3779B97F4A7C15) + _mixed(hashes[offset : offset + len(rolled)])
    return frozenset(int(value) for value in np.unique(_mixed(rolled)))


def containment(a: Set[int], b: Set[int]) -> float:
    """The share of `a`'s shingles that `b` holds, 0..1; 0 when `a` is empty."""
    return len(a & b) / len(a) if a else 0.0


def near_duplicates(texts: Mapping[str, str], *, threshold: float = 0.6, k: int = 5) -> list[NearDuplicate]:
    """Pairs of ids whose texts hold at least `threshold` of the smaller one's shingles, in input order.

    Thousands of texts in seconds: only pairs that share a band of their signatures or enough sampled shingles are measured.
    """
    sets = {name: shingles(text, k) for name, text in texts.items()}
    names = [name for name, values in sets.items() if values]
    found = []
    for i, j in sorted(_candidates([sets[name] for name in names], threshold)):
        a, b = sets[names[i]], sets[names[j]]
        shared = len(a & b)
        share = shared / min(len(a), len(b))
        if share >= threshold:
            found.append(NearDuplicate(names[i], names[j], share, shared / (len(a) + len(b) - shared)))
    return found


def _candidates(sets: list[frozenset[int]], threshold: float) -> set[tuple[int, int]]:
    pairs: set[tuple[int, int]] = set()
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    sampled: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for index, values in enumerate(sets):
        hashes = np.fromiter(sorted(values), dtype=np.uint64, count=len(values))
        signature = _signature(hashes)
        for band in range(0, _PERMUTATIONS, _ROWS):
            buckets[band, signature[band : band + _ROWS].tobytes()].append(index)
        # a short text keeps all its shingles: a quarter of twenty is too few to meet on
        kept = hashes if len(hashes) < 80 else hashes[hashes % np.uint64(_SAMPLE_RATE) == 0]
        sizes.append(len(kept))
        for value in kept.tolist():
            sampled[value].append(index)
    for members in buckets.values():
        pairs.update(_pairs(members))
    shared: Counter[tuple[int, int]] = Counter()
    for members in sampled.values():
        shared.update(_pairs(members))
    # half the threshold: the sample is noisy, the exact measure follows
    pairs.update(pair for pair, count in shared.items() if count >= threshold / 2 * min(sizes[pair[0]], sizes[pair[1]]) / _SAMPLE_RATE)
    return pairs


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


_SEEDS: _Hashes = _mixed(np.arange(1, _PERMUTATIONS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def _signature(hashes: _Hashes) -> _Hashes:
    signature = np.full(_PERMUTATIONS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for begin in range(0, len(hashes), 4096):
        block = hashes[begin : begin + 4096]
        signature = np.minimum(signature, _mixed(block[:, None] ^ _SEEDS[None, :]).min(axis=0))
    return signature
