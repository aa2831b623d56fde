"""Score the shipped checker on the parts of the labelled sets that nothing was fitted on.

    .venv/bin/python -m evals.checker.sets ../shared/data

Balanced accuracy at probability 0.5 (the same point for every set), area under the curve, with 90% intervals over documents. Beside it
word overlap (share of the sentence's content words in its best three evidence sentences in a row; its cut is chosen on the fit parts, and
for AttributionBench, which has none, on factcheck-bench's) and the answer "no" to everything.
"""

from __future__ import annotations

import argparse
import collections
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from briefs.verify.checker import check_support
from briefs.verify.checker.alignment import align, window_best
from briefs.verify.checker.reading import read_evidence, read_piece
from training.rows import Row, load_rows

SEED = 7
SETS: dict[str, Callable[[Row], bool]] = {
    "WiCE, full page": lambda row: row.set == "wice",
    "AttributionBench dev": lambda row: row.set == "attributionbench",
    "factcheck-bench": lambda row: row.set == "factcheck-bench",
    "SummEdits, unseen domains": lambda row: row.set.startswith("summedits"),
}


def overlap(row: Row) -> float:
    """Share of the sentence's content words that its best three evidence sentences in a row have."""
    alignment = align(read_piece(row.sentence, "en"), read_evidence(row.evidence, "en"))
    if not alignment.exact.size:
        return 0.0
    return float(window_best(alignment.exact, min(3, alignment.exact.shape[1])).mean(axis=0).max())


def balanced(scores: np.ndarray, y: np.ndarray, cut: float) -> float:
    """Mean of the shares of supported and of other rows that are judged rightly."""
    return float(((scores[y] >= cut).mean() + (scores[~y] < cut).mean()) / 2)


def area(scores: np.ndarray, y: np.ndarray) -> float:
    """Area under the receiver's curve: how often a supported row scores above another one, ties half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        ranks[scores == value] = ranks[scores == value].mean()
    positive = int(y.sum())
    return float((ranks[y].sum() - positive * (positive + 1) / 2) / (positive * (len(y) - positive)))


def interval(scores: np.ndarray, y: np.ndarray, documents: Sequence[str], cut: float) -> tuple[float, float]:
    """90% interval of the balanced accuracy: documents drawn again 400 times."""
    chance = random.Random(SEED)
    places: dict[str, list[int]] = collections.defaultdict(list)
    for place, document in enumerate(documents):
        places[document].append(place)
    names = sorted(places)
    found = []
    for _ in range(400):
        drawn = [place for _ in names for place in places[chance.choice(names)]]
        if y[drawn].any() and not y[drawn].all():
            found.append(balanced(scores[drawn], y[drawn], cut))
    return float(np.quantile(found, 0.05)), float(np.quantile(found, 0.95))


def best_cut(scores: np.ndarray, y: np.ndarray) -> float:
    """The cut with the highest balanced accuracy."""
    return max(sorted(set(scores.tolist())), key=lambda cut: balanced(scores, y, cut))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    args = parser.parse_args()
    rows = [row for row in load_rows(args.data) if any(belongs(row) for belongs in SETS.values())]
    cuts: dict[str, float] = {}
    print("| set | rows | supported | checker, balanced accuracy | area | word overlap | area | always no | fully supported only |")
    print("|---|---|---|---|---|---|---|---|---|")
    began, count = time.monotonic(), 0
    for name in ("factcheck-bench", "WiCE, full page", "SummEdits, unseen domains", "AttributionBench dev"):
        fit = [row for row in rows if SETS[name](row) and row.part == "fit"]
        if fit:
            cuts[name] = best_cut(np.array([overlap(row) for row in fit]), np.array([row.is_supported for row in fit]))
        held = [row for row in rows if SETS[name](row) and row.part == "report"]
        y = np.array([row.is_supported for row in held])
        verdicts = [check_support(row.sentence, row.evidence) for row in held]
        count += len(held)
        scores, plain = np.array([verdict.probability for verdict in verdicts]), np.array([overlap(row) for row in held])
        strict = np.array([float(verdict.outcome == "supported") for verdict in verdicts])
        low, high = interval(scores, y, [row.document for row in held], 0.5)
        cut = cuts.get(name, cuts["factcheck-bench"])
        cells = [
            str(len(held)),
            f"{y.mean():.2f}",
            f"**{balanced(scores, y, 0.5):.3f}** ({low:.3f} to {high:.3f})",
            f"{area(scores, y):.3f}",
        ]
        cells += [f"{balanced(plain, y, cut):.3f}", f"{area(plain, y):.3f}", "0.500", f"{balanced(strict, y, 0.5):.3f}"]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
        groups = sorted({row.set for row in held})
        if len(groups) > 1:
            for group in groups:
                chosen = np.array([row.set == group for row in held])
                part = f"balanced {balanced(scores[chosen], y[chosen], 0.5):.3f}, area {area(scores[chosen], y[chosen]):.3f}"
                print(f"<!-- {group}: {part} -->")
    print(f"<!-- {count} pairs in {time.monotonic() - began:.0f} s, overlap included -->")


if __name__ == "__main__":
    main()
