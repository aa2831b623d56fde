"""Fit the checker's small model on measured fit rows and write `briefs/verify/checker/data/weights.json` and its checksum.

    python -m training.fit --measured FOLDER [--dry]

Every set weighs as told in `WEIGHTS`, and within a set the supported rows as much as the others, so that 0.5 is the even point.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

SEED = 20
WEIGHTS = {"wice": 3.0, "wice-chunks": 2.0, "factcheck-bench": 3.0, "summedits": 2.0, "entailment": 3.0}
DATA = Path(__file__).parents[1] / "briefs/verify/checker/data"


def load(folder: Path, prefix: str = "measured") -> tuple[np.ndarray, list[str], list[list]]:
    """Values (rows, numbers), the numbers' names, and about each row: id, set, part, label, licensed, document, findings."""
    values, about, names = [], [], []
    for path in sorted(folder.glob(f"{prefix}*.npz")):
        with np.load(path) as held:
            values.append(held["values"])
            names = held["names"].tolist()
        about += json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return np.concatenate(values), names, about


def family(name: str) -> str:
    """The set that a row's weight is told for."""
    return name if name.startswith("wice") else name.split("-")[0] if not name.startswith("factcheck") else name


def weights_of(about: Sequence[Sequence], y: np.ndarray) -> np.ndarray:
    """Row weights, mean 1."""
    keys = np.array([family(row[1]) for row in about])
    weights = np.zeros(len(about))
    for key in set(keys):
        for label in (0, 1):
            chosen = (keys == key) & (y == label)
            if chosen.any():
                weights[chosen] = WEIGHTS.get(key, 1.0) / 2 / chosen.sum()
    return weights / weights.mean()


class Fitted:
    """A logistic model and boosted trees, averaged in log-odds."""

    def __init__(self, x: np.ndarray, y: np.ndarray, weights: np.ndarray, *, iterations: int = 150, depth: int = 3) -> None:
        self.means, self.scales = x.mean(0), x.std(0) + 1e-6
        self.linear = LogisticRegression(C=0.05, max_iter=2000).fit(self._scaled(x), y, weights)
        self.trees = HistGradientBoostingClassifier(
            max_iter=iterations,
            max_depth=depth,
            learning_rate=0.06,
            min_samples_leaf=25,
            l2_regularization=5.0,
            max_features=0.4,
            random_state=SEED,
            early_stopping=False,
        ).fit(x, y, weights)
        self.calibration = (1.0, 0.0)

    def _scaled(self, x: np.ndarray) -> np.ndarray:
        return np.clip((x - self.means) / self.scales, -6, 6)

    def odds(self, x: np.ndarray) -> np.ndarray:
        """Calibrated log-odds."""
        raw = 0.5 * (self.linear.decision_function(self._scaled(x)) + self.trees.decision_function(x))
        return self.calibration[0] * raw + self.calibration[1]

    def exported(self, names: Sequence[str]) -> dict:
        """As `briefs.verify.checker.model` reads it."""
        trees = []
        for (tree,) in self.trees._predictors:
            nodes = tree.nodes
            leaf = nodes["is_leaf"].astype(bool)
            trees.append(
                {
                    "f": [-1 if is_leaf else int(f) for is_leaf, f in zip(leaf, nodes["feature_idx"], strict=True)],
                    "t": [
                        float(f"{v if is_leaf else t:.6g}")
                        for is_leaf, v, t in zip(leaf, nodes["value"], nodes["num_threshold"], strict=True)
                    ],
                    "l": nodes["left"].tolist(),
                    "r": nodes["right"].tolist(),
                }
            )
        return {
            "names": list(names),
            "means": [float(f"{v:.6g}") for v in self.means],
            "scales": [float(f"{v:.6g}") for v in self.scales],
            "coefficients": [float(f"{v:.6g}") for v in self.linear.coef_[0]],
            "intercept": float(self.linear.intercept_[0]),
            "base": float(self.trees._baseline_prediction.ravel()[0]),
            "calibration": list(self.calibration),
            "trees": trees,
        }


def cross_odds(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, documents: Sequence[str], *, folds: int = 3, **options: int
) -> np.ndarray:
    """Log-odds of each row by a model that saw no row of its document."""
    fold = np.array([int(hashlib.sha256(document.encode()).hexdigest(), 16) % folds for document in documents])
    odds = np.zeros(len(y))
    for number in range(folds):
        inside = fold != number
        odds[~inside] = Fitted(x[inside], y[inside], weights[inside], **options).odds(x[~inside])
    return odds


def fit(x: np.ndarray, y: np.ndarray, about: Sequence[Sequence]) -> Fitted:
    """The model, with slope and offset from rows left out."""
    weights = weights_of(about, y)
    fitted = Fitted(x, y, weights)
    held_out = cross_odds(x, y, weights, [row[5] for row in about])
    scale = LogisticRegression(C=1e6).fit(held_out[:, None], y, weights)
    fitted.calibration = (float(scale.coef_[0, 0]), float(scale.intercept_[0]))
    return fitted


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--measured", type=Path, required=True)
    parser.add_argument("--name", default="plain")
    args = parser.parse_args()
    x, names, about = load(args.measured)
    chosen = [i for i, row in enumerate(about) if row[2] == "fit" and row[4] and row[1] != "wice-tokens"]
    y = np.array([about[i][3] == "supported" for i in chosen]).astype(int)
    fitted = fit(x[chosen], y, [about[i] for i in chosen])
    path = DATA / "weights.json"
    held = json.loads(path.read_text()) if path.is_file() else {}
    held[args.name] = fitted.exported(names)
    path.write_text(json.dumps(held, separators=(",", ":")) + "\n", encoding="utf-8")
    write_checksums()
    print(len(chosen), "rows;", path.stat().st_size, "bytes; calibration", fitted.calibration)


def write_checksums() -> None:
    """Pin every data file that is loaded by its sha256."""
    lines = ["# sha256 of the checker's data files, compared whenever one is loaded"]
    lines += [f"{name}: {hashlib.sha256((DATA / name).read_bytes()).hexdigest()}" for name in ("weights.json", "words.npz")]
    (DATA / "checksums.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
