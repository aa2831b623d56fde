"""The numbers that the checker weighs, each with a name: how much of a sentence the evidence carries, and what speaks against it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from briefs.domain import Finding
from briefs.verify.checker.alignment import WINDOWS, Alignment, window_best
from briefs.verify.checker.attribution import speaks
from briefs.verify.checker.lists import lists
from briefs.verify.checker.polarity import denial_words
from briefs.verify.checker.reading import WORD, Piece
from briefs.verify.checker.words import Array

_NEAR = 0.6
"""Similarity from which a word counts as carried by a neighbour in meaning."""
CODES = (
    "figure-not-in-span",
    "date-not-in-span",
    "name-not-in-span",
    "quotation-not-verbatim",
    "negation-changed",
    "contrary-in-span",
    "attribution-dropped",
    "speaker-changed",
    "hedge-dropped",
)


def features_of(alignment: Alignment, findings: Sequence[Finding], *, rivals: int) -> dict[str, float]:
    """All numbers of one pair, by name, in a fixed order. `findings` are those of the deterministic checks, `rivals` see `facts`."""
    values = {**_carried(alignment), **_worst(alignment), **_order(alignment), **_kinds(alignment), **_sizes(alignment)}
    values |= {**_stance(alignment), **_company(alignment)}
    for code in CODES:
        values[code] = float(sum(finding.code == code for finding in findings))
    values["rivals"] = float(rivals)
    values["findings"] = float(len(findings))
    return values


def relevant(alignment: Alignment) -> list[Piece]:
    """The sentences of the evidence that the sentence is judged by, in their order: the best stretch and the best single ones."""
    return [alignment.evidence[place] for place in relevant_places(alignment)]


def relevant_places(alignment: Alignment) -> list[int]:
    return sorted({*alignment.window, *alignment.chosen})


def _carried(alignment: Alignment) -> dict[str, float]:
    """Weighed shares in the best stretch of each length, in the whole, and in the best single sentences together."""
    values: dict[str, float] = {}
    count = alignment.exact.shape[1]
    for size in WINDOWS:
        for name, matrix in (("exact", alignment.exact), ("soft", alignment.soft)):
            best = float((alignment.weights @ window_best(matrix, min(size, count))).max()) if count else 0.0
            values[f"{name}_{size}"] = best
    everywhere = range(count)
    values["exact_all"] = _weighed(alignment, alignment.exact_in(everywhere))
    values["soft_all"] = _weighed(alignment, alignment.soft_in(everywhere))
    values["exact_chosen"] = _weighed(alignment, alignment.exact_in(alignment.chosen))
    values["soft_chosen"] = _weighed(alignment, alignment.soft_in(alignment.chosen))
    plain = alignment.soft_in(alignment.window)
    values["plain_share"] = float((plain >= _NEAR).mean()) if plain.size else 0.0
    values["rarest"] = float(plain[int(np.argmax(alignment.weights))]) if plain.size else 0.0
    return values


def _weighed(alignment: Alignment, carried: Array) -> float:
    return float(alignment.weights @ carried) if carried.size else 0.0


def _worst(alignment: Alignment) -> dict[str, float]:
    """The words that are carried least, in the sentences judged by and anywhere."""
    values: dict[str, float] = {}
    for name, places in (("near", relevant_places(alignment)), ("all", range(alignment.exact.shape[1]))):
        carried = np.sort(alignment.soft_in(places))
        values[f"worst_{name}"] = float(carried[0]) if carried.size else 0.0
        values[f"second_{name}"] = float(carried[1]) if carried.size > 1 else 1.0
        values[f"third_{name}"] = float(carried[2]) if carried.size > 2 else 1.0
        values[f"quarter_{name}"] = float(carried[: max(1, carried.size // 4)].mean()) if carried.size else 0.0
        values[f"missing_{name}"] = float((carried < _NEAR).sum())
    near = alignment.soft_in(relevant_places(alignment))
    values["missing_weight"] = float(alignment.weights[near < _NEAR].sum()) if near.size else 1.0
    values["missing_run"] = _longest_run(near < _NEAR)
    return values


def _longest_run(missing: Iterable[bool]) -> float:
    best = run = 0
    for is_missing in missing:
        run = run + 1 if is_missing else 0
        best = max(best, run)
    return float(best)


def _order(alignment: Alignment) -> dict[str, float]:
    """Whether the words stand in the evidence beside the words that they stand beside in the sentence."""
    stems = alignment.sentence.stems
    pairs = list(pairwise(stems))
    pieces = relevant(alignment)
    near = {(a, b) for piece in pieces for i, a in enumerate(piece.stems) for b in piece.stems[max(0, i - 3) : i + 4]}
    wide = {(a, b) for piece in pieces for a in piece.stems for b in piece.stems} if pairs else set()
    raw = alignment.sentence.words
    grams = [tuple(raw[i : i + 3]) for i in range(len(raw) - 2)]
    there = {tuple(piece.words[i : i + 3]) for piece in pieces for i in range(len(piece.words) - 2)}
    best = max((_common_run(raw, piece.words) for piece in pieces), default=0)
    letters = _trigrams(alignment.sentence.text)
    return {
        "pairs_near": sum(pair in near for pair in pairs) / len(pairs) if pairs else 0.0,
        "pairs_same_sentence": sum(pair in wide for pair in pairs) / len(pairs) if pairs else 0.0,
        "trigrams": sum(gram in there for gram in grams) / len(grams) if grams else 0.0,
        "longest_run": best / len(raw) if raw else 0.0,
        "letters": len(letters & set().union(*(_trigrams(piece.text) for piece in pieces))) / max(1, len(letters)) if pieces else 0.0,
    }


def _trigrams(text: str) -> set[str]:
    plain = " ".join(text.lower().split())
    return {plain[i : i + 4] for i in range(len(plain) - 3)}


def _common_run(a: Sequence[str], b: Sequence[str]) -> int:
    best = 0
    row = [0] * (len(b) + 1)
    for word in a:
        last = 0
        for column, other in enumerate(b, 1):
            last, row[column] = row[column], last + 1 if word == other else 0
            best = max(best, row[column])
    return best


def _kinds(alignment: Alignment) -> dict[str, float]:
    """Carried shares of the names, of the figures and dates, and of the common words by themselves; -1 where there is none."""
    sentence = alignment.sentence
    places = relevant_places(alignment)
    near, far = alignment.soft_in(places), alignment.exact_in(range(alignment.exact.shape[1]))
    single = alignment.soft[:, alignment.window].max(axis=1) if len(alignment.window) else near
    names = np.array([any(n.span.start <= start < n.span.end for n in sentence.names) for start, _, _ in sentence.tokens], dtype=bool)
    digits = np.array([stem[:1].isdigit() for stem in sentence.stems], dtype=bool)
    plain = ~(names | digits) if names.size else names
    values: dict[str, float] = {}
    for name, mask in (("names", names), ("digits", digits), ("common", plain)):
        has = bool(mask.size and mask.any())
        values[f"{name}_near"] = float(near[mask].mean()) if has else -1.0
        values[f"{name}_worst"] = float(near[mask].min()) if has else -1.0
        values[f"{name}_window"] = float(single[mask].mean()) if has else -1.0
        values[f"{name}_anywhere"] = float(far[mask].mean()) if has else -1.0
        values[f"{name}_count"] = float(mask.sum()) if mask.size else 0.0
    return values


_REACH = 6
"""Content words on each side of a mention that count as its company."""


def _company(alignment: Alignment) -> dict[str, float]:
    """Of words that the evidence has, the share of their neighbours in the sentence that stand near a mention of them there.

    A name or figure taken from another place of the same text is carried, and keeps the wrong company.
    """
    sentence = alignment.sentence
    places: dict[str, list[tuple[list[str], int]]] = {}
    wanted = set(sentence.stems)
    for piece in alignment.evidence:
        stems = piece.stems
        for place, stem in enumerate(stems):
            if stem in wanted:
                places.setdefault(stem, []).append((stems, place))
    kept: list[float] = []
    marked: list[float] = []
    stems = sentence.stems
    marks = [mention.span for mention in sentence.names]
    for place, (start, _, stem) in enumerate(sentence.tokens):
        near = {other for other in stems[max(0, place - 2) : place] + stems[place + 1 : place + 3] if other in places and other != stem}
        if stem not in places or not near:
            continue
        best = max(len(near & set(row[max(0, at - _REACH) : at + _REACH + 1])) for row, at in places[stem][:40]) / len(near)
        kept.append(best)
        if stem[:1].isdigit() or any(mark.start <= start < mark.end for mark in marks):
            marked.append(best)
    kept.sort()
    return {
        "company": sum(kept) / len(kept) if kept else 0.0,
        "company_worst": kept[0] if kept else 0.0,
        "company_quarter": sum(kept[: max(1, len(kept) // 4)]) / max(1, len(kept) // 4) if kept else 0.0,
        "company_marked": sum(marked) / len(marked) if marked else -1.0,
        "company_marked_worst": min(marked) if marked else -1.0,
    }


def _sizes(alignment: Alignment) -> dict[str, float]:
    words = sum(len(piece.tokens) for piece in alignment.evidence)
    weights = alignment.weights
    return {
        "sentences": math.log1p(len(alignment.evidence)),
        "evidence_words": math.log1p(words),
        "words": float(len(alignment.sentence.tokens)),
        "evenness": float(1.0 / max(1e-6, (weights**2).sum()) / max(1, weights.size)) if weights.size else 0.0,
        "clauses": float(sum(word in ("and", "which", "who", "that", "but", "while", "because") for word in alignment.sentence.words)),
    }


def _stance(alignment: Alignment) -> dict[str, float]:
    """Negation, doubt, scope and speech on each side."""
    known = lists()
    pieces = relevant(alignment)
    best = [alignment.evidence[place] for place in alignment.chosen[:1]]
    words = {word for piece in pieces for word in piece.words}
    sentence = alignment.sentence
    scope = [word for word in sentence.words if word in known["scope"]]
    small = [word for word in sentence.words if WORD.fullmatch(word)]
    return {
        "denials": float(len(denial_words(sentence))),
        "denials_best": float(sum(len(denial_words(piece)) for piece in best)),
        "denials_near": float(sum(len(denial_words(piece)) for piece in pieces)),
        "hedges": float(sum(word in known["hedges"] for word in sentence.words)),
        "hedges_best": float(sum(word in known["hedges"] for piece in best for word in piece.words)),
        "scope_missing": float(sum(word not in words for word in scope)),
        "speaks": float(speaks(sentence)),
        "speaks_best": float(any(speaks(piece) for piece in best)),
        "small_words": sum(word in words for word in small) / len(small) if small else 0.0,
    }
