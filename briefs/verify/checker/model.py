"""The fitted part: a logistic model and boosted trees over the numbers of a pair, averaged, read from `data/weights.json`.

Plain data: training (`training/fit.py`) writes it, nothing here learns. Two sets of weights stand in it, `plain` and, where an encoder was
measured, `encoded`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from briefs.errors import BriefsError
from briefs.verify.checker.words import checked_data


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes in arrays; a leaf has feature -1 and its value in `thresholds`."""

    features: Sequence[int]
    thresholds: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]

    def value(self, row: Sequence[float]) -> float:
        """The leaf that the row falls into."""
        node = 0
        while self.features[node] >= 0:
            node = self.left[node] if row[self.features[node]] <= self.thresholds[node] else self.right[node]
        return self.thresholds[node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Probability, at even odds, that the evidence supports the sentence."""

    names: tuple[str, ...]
    means: Sequence[float]
    scales: Sequence[float]
    coefficients: Sequence[float]
    intercept: float
    trees: Sequence[Tree]
    base: float
    calibration: tuple[float, float]
    """Slope and offset of the averaged log-odds."""

    def probability(self, values: Mapping[str, float]) -> float:
        """0..1.

        Raises:
            BriefsError: a number is missing that the weights name: code and weights are of two versions.
        """
        try:
            row = [values[name] for name in self.names]
        except KeyError as error:
            raise BriefsError(f"the checker's weights name {error}, which the checker does not measure: reinstall briefs") from error
        linear = self.intercept + sum(
            weight * min(6.0, max(-6.0, (value - mean) / scale))
            for weight, value, mean, scale in zip(self.coefficients, row, self.means, self.scales, strict=True)
        )
        boosted = self.base + sum(tree.value(row) for tree in self.trees)
        slope, offset = self.calibration
        odds = slope * 0.5 * (linear + boosted) + offset
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def load_model(name: str) -> Model:
    """The weights called `plain` or `encoded`.

    Raises:
        ModelWeightsError: the file is missing or not the pinned one.
    """
    held: dict[str, Any] = json.loads(checked_data("weights.json"))[name]
    trees = tuple(Tree(tuple(t["f"]), tuple(t["t"]), tuple(t["l"]), tuple(t["r"])) for t in held["trees"])
    return Model(
        names=tuple(held["names"]),
        means=tuple(held["means"]),
        scales=tuple(held["scales"]),
        coefficients=tuple(held["coefficients"]),
        intercept=held["intercept"],
        trees=trees,
        base=held["base"],
        calibration=(held["calibration"][0], held["calibration"][1]),
    )
