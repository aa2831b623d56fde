"""From samples to a summary: values, intervals by a seeded bootstrap over stories, by split and by story; what is unscored and why.

The bootstrap resamples whole stories (Efron & Tibshirani 1993; clustered, because the claims of a story share sources and errors) and
takes the 2.5th and 97.5th percentile. With fourteen stories the intervals are wide, and are meant to be. One story gives no interval: its
resamples are all itself, and a width of nothing would say that the figure is certain.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from briefs_evals.beside import beside
from briefs_evals.cases.case import STANDINGS
from briefs_evals.metrics import Metric
from briefs_evals.metrics.standing import NONE

Json = dict[str, Any]
RESAMPLES = 1000
SEED = 20260308
_DIGITS = 4
_REASONS = 3


def summarise(samples: Sequence[Json], metrics: Sequence[Metric], *, seed: int = SEED) -> Json:
    """Scores by claim mode. `samples` are lines of `samples.jsonl`, in any order."""
    ordered = sorted(samples, key=lambda line: line["sample"])
    modes = sorted({line["claims_from"] for line in ordered})
    unscored = [{"sample": line["sample"], "reason": line["reason"]} for line in ordered if line["status"] != "scored"]
    return {
        "samples": {
            "scored": sum(line["status"] == "scored" for line in ordered),
            "unscored": unscored,
            "failed_claims": [{"sample": line["sample"], **item} for line in ordered for item in line.get("failed_claims", ())],
        },
        "scores": {mode: _mode(_scored(ordered, mode), metrics, seed=seed, mode=mode) for mode in modes},
        "beside": {mode: beside(_scored(ordered, mode)) for mode in modes},
        "confusion": {mode: _confusion(_scored(ordered, mode)) for mode in modes},
        "judges": {mode: judged(_scored(ordered, mode), metrics) for mode in modes},
        "bootstrap": {"resamples": RESAMPLES, "seed": seed, "clusters": "stories", "interval": 0.95},
    }


def judged(samples: Sequence[Json], metrics: Sequence[Metric]) -> Json:
    """Judge -> sentences that it was asked about, how many it left open, and why, the most frequent reasons first."""
    found: Json = {}
    for name in dict.fromkeys(metric.judged_by for metric in metrics if metric.judged_by):
        counts = summed([line["tallies"].get(f"citation_recall[{name}]", {}) for line in samples])
        verdicts = [
            s["judged"][name] for line in samples for row in line["claims"] for s in row.get("statements", ()) if name in s["judged"]
        ]
        reasons = Counter(verdict["reason"] for verdict in verdicts if verdict["carried"] is None and verdict["reason"])
        found[name] = {
            "sentences": int(counts.get("sentences", 0)),
            "open": int(counts.get("open", 0)),
            "precision_open": int(counts.get("precision_open", 0)),
            "reasons": sorted(reasons, key=lambda reason: (-reasons[reason], reason))[:_REASONS],
        }
    return found


def value_of(metric: Metric, tallies: Sequence[Mapping[str, float]]) -> float | None:
    """The metric over the samples; the sums are exact whatever the order."""
    value = metric.value(summed(tallies))
    return None if value is None else round(float(value), _DIGITS)


def summed(tallies: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Counts added key by key."""
    keys = sorted({key for tally in tallies for key in tally})
    return {key: math.fsum(tally.get(key, 0.0) for tally in tallies) for key in keys}


def resampled(metric: Metric, tallies: Sequence[Mapping[str, float]], *, seed: int) -> list[float | None]:
    """The metric's value for each resample of the stories; the same seed and number of stories draw the same stories for every metric."""
    if not tallies:
        return []
    keys = sorted({key for tally in tallies for key in tally})
    counts = np.array([[float(tally.get(key, 0.0)) for key in keys] for tally in tallies], dtype=np.float64).reshape(
        len(tallies), len(keys)
    )
    return [metric.value(dict(zip(keys, map(float, row), strict=True))) for row in draws(len(tallies), seed=seed) @ counts]


def draws(stories: int, *, seed: int) -> npt.NDArray[np.float64]:
    """How often each story is drawn, shape (RESAMPLES, stories)."""
    picked = np.random.default_rng(seed).integers(0, stories, size=(RESAMPLES, stories))
    return np.stack([(picked == story).sum(axis=1) for story in range(stories)], axis=1).astype(np.float64)


def interval(values: Sequence[float | None]) -> tuple[float, float] | None:
    """The 95% percentile interval of the resamples that have a value; None when fewer than half do."""
    there = np.array(sorted(value for value in values if value is not None))
    if len(there) * 2 < max(len(values), 1) or not len(there):
        return None
    low, high = np.percentile(there, [2.5, 97.5])
    return round(float(low), _DIGITS), round(float(high), _DIGITS)


def _scored(samples: Sequence[Json], mode: str) -> list[Json]:
    return [line for line in samples if line["status"] == "scored" and line["claims_from"] == mode]


def _mode(samples: Sequence[Json], metrics: Sequence[Metric], *, seed: int, mode: str) -> Json:
    return {metric.name: _entry(metric, samples, seed=seed) for metric in metrics if metric.needs in ("", mode)}


def _entry(metric: Metric, samples: Sequence[Json], *, seed: int) -> Json:
    tallies = [line["tallies"][metric.name] for line in samples if metric.name in line["tallies"]]
    value = value_of(metric, tallies)
    entry: Json = {
        "value": value,
        "title": metric.title,
        "better": metric.better,
        "unit": metric.unit,
        "source": metric.source,
        "judged_by": metric.judged_by or None,
        "is_the_gate": metric.is_the_gate,
    }
    if value is None:
        return {**entry, "unscored": metric.empty if tallies else "no sample was scored"}
    speaking = sum(metric.value(tally) is not None for tally in tallies)
    entry["stories"] = speaking
    entry["interval"] = interval(resampled(metric, tallies, seed=seed)) if speaking > 1 else None
    entry["counts"] = {key: round(count, _DIGITS) for key, count in summed(tallies).items()}
    splits = sorted({line["split"] for line in samples})
    entry["by_split"] = {split: value_of(metric, _tallies(metric, [s for s in samples if s["split"] == split])) for split in splits}
    entry["by_case"] = {line["case"]: value_of(metric, _tallies(metric, [line])) for line in samples}
    return entry


def _tallies(metric: Metric, samples: Sequence[Json]) -> list[Mapping[str, float]]:
    return [line["tallies"][metric.name] for line in samples if metric.name in line["tallies"]]


def _confusion(samples: Sequence[Json]) -> Json:
    cells = summed([line["tallies"].get("standing_macro_f1", {}) for line in samples])
    said = (*STANDINGS, NONE)
    return {gold: {column: int(cells.get(f"{gold}>{column}", 0)) for column in said} for gold in STANDINGS}
