"""Thresholds for CI: which figure may not be under, over, or worse than before, and what to say when it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from briefs.errors import UsageError
from briefs_evals.metrics import Metric
from briefs_evals.tables import number
from briefs_evals.wording import named, of_mode, unknown

Json = dict[str, Any]
_SHOWN = 8
"""So many samples or claims are named in a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """`side` under: fails below; over: fails above. `mode` None: for given and for found claims, as far as the run has both."""

    metric: str
    value: float
    side: str
    mode: str | None = None


def parse_threshold(text: str, metrics: Sequence[Metric], *, side: str) -> Threshold:
    """`METRIC=VALUE` for every way in which claims were given; `gold:METRIC=VALUE` or `own:METRIC=VALUE` for one of them.

    Raises:
        UsageError: no such metric, no number, or the wrong side for a metric that is better the other way.
    """
    name, equals, value = text.rpartition("=")
    if not equals or not value.strip():
        raise UsageError(f"--fail-{side} {text}: write METRIC=VALUE, e.g. --fail-{side} {text.strip('=') or 'METRIC'}=0.5")
    mode, name = _mode(name, f"--fail-{side} {text}")
    metric = _metric(name, metrics)
    if side == "under" and metric.better == "lower":
        raise UsageError(f"{name} is better when lower: write --fail-over {name}={value}")
    if side == "over" and metric.better == "higher":
        raise UsageError(f"{name} is better when higher: write --fail-under {name}={value}")
    return Threshold(metric=metric.name, value=_limit(value, metric, f"--fail-{side} {text}"), side=side, mode=mode or metric.needs or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A threshold or a comparison held against a finished run."""

    name: str
    """The same in every run, whatever the value: what a CI follows over time."""
    fault: str | None
    """A sentence when it does not hold."""
    limits: tuple[str, str] | None = None
    """(metric, claim mode) of a threshold; None for a comparison."""


def held(threshold: Threshold, summary: Json, samples: Sequence[Json]) -> Iterator[Check]:
    """A check a claim mode. A figure that is unscored does not hold: silence is no pass."""
    modes = [threshold.mode] if threshold.mode else list(summary["scores"])
    for mode in modes:
        where = f"{threshold.metric} ({of_mode(mode)})"
        fault = _fault(threshold, where, mode, summary, samples)
        yield Check(name=f"{where} not {threshold.side} {threshold.value:g}", fault=fault, limits=(threshold.metric, mode))


def _fault(threshold: Threshold, where: str, mode: str, summary: Json, samples: Sequence[Json]) -> str | None:
    entry = summary["scores"].get(mode, {}).get(threshold.metric)
    if entry is None or entry["value"] is None:
        return f"{where} is unscored ({entry['unscored'] if entry else 'it was not run'}), so its threshold cannot hold"
    value = entry["value"]
    if (value >= threshold.value) if threshold.side == "under" else (value <= threshold.value):
        return None
    return f"{where} is {number(value)}, {threshold.side} {number(threshold.value)}{_who(threshold, mode, entry, samples)}"


def _who(threshold: Threshold, mode: str, entry: Json, samples: Sequence[Json]) -> str:
    """Which samples make it fail: for over-confirmation the claims, else the stories on the wrong side, worst first."""
    if threshold.metric == "over_confirmation":
        counts = entry["counts"]
        claims = [f"{line['sample']} {named(row)}" for line in _lines(samples, mode) for row in line["claims"] if row["over_confirmed"]]
        listed = f"{': ' if claims else ''}{_listed(claims)}"
        return f": {int(counts['over'])} of {int(counts['of'])} claims that the labels do not confirm are printed as confirmed{listed}"
    sign = 1 if threshold.side == "under" else -1
    worst = sorted(
        (sign * value, case, value)
        for case, value in entry["by_case"].items()
        if value is not None and sign * value < sign * threshold.value
    )
    return f"; {threshold.side} it: {_listed([f'{case}/{mode} {number(value)}' for _, case, value in worst])}" if worst else ""


def _lines(samples: Sequence[Json], mode: str) -> list[Json]:
    return [line for line in samples if line["status"] == "scored" and line["claims_from"] == mode]


def _listed(items: Sequence[str]) -> str:
    more = f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return ", ".join(items[:_SHOWN]) + more


@dataclass(frozen=True, slots=True, kw_only=True)
class Worse:
    """A figure may not get worse than before by more than `by`."""

    metric: str
    by: float
    mode: str | None


def parse_worse(text: str, metrics: Sequence[Metric]) -> Worse:
    """`METRIC` or `METRIC=BY`; `own:` in front for found claims.

    Raises:
        UsageError: no such metric, one that is neither better nor worse, or BY is no amount.
    """
    name, equals, by = text.partition("=")
    option = f"--fail-if-worse {text}"
    mode, name = _mode(name, option)
    metric = _metric(name, metrics)
    if metric.better == "neither":
        raise UsageError(f"{name} is neither better nor worse when it changes")
    allowed = _limit(by, metric, option) if equals else 0.0
    if allowed < 0:
        raise UsageError(f"{option}: BY is how much worse it may get; write 0 or more")
    return Worse(metric=name, by=allowed, mode=mode)


def worsened(worse: Worse, comparison: Json) -> Iterator[Check]:
    """A check a claim mode that both runs have; where they have none it fails, for nothing compared is no pass."""
    compared = False
    for mode, entries in comparison["differences"].items():
        entry = entries.get(worse.metric)
        if entry is None or (worse.mode or mode) != mode:
            continue
        compared = True
        where = f"{worse.metric} ({of_mode(mode)})"
        fault = None
        if entry["difference"] is None:
            fault = f"{where} cannot be compared: {entry['reason']}"
        elif entry["loss"] > worse.by + 1e-9:
            fault = f"{where} got worse: {number(entry['before'])} before, {number(entry['after'])} now"
        yield Check(name=f"{where} not worse than before by more than {worse.by:g}", fault=fault)
    if not compared:
        where = f"{worse.metric} ({of_mode(worse.mode or 'gold')})"
        fault = f"{where} cannot be compared: the runs have no sample of it in common"
        yield Check(name=f"{where} not worse than before by more than {worse.by:g}", fault=fault)


def _mode(name: str, option: str) -> tuple[str | None, str]:
    mode = next((mode for mode in ("gold", "own") if name.startswith(f"{mode}:")), None)
    metric = name.removeprefix(f"{mode}:").strip()
    if not metric:
        raise UsageError(f"{option} names no metric; write METRIC=VALUE, e.g. over_confirmation=0.05")
    return mode, metric


def _metric(name: str, metrics: Sequence[Metric]) -> Metric:
    found = [metric for metric in metrics if metric.name == name]
    if not found:
        raise UsageError(unknown("metric", name, (metric.name for metric in metrics)))
    return found[0]


def _limit(value: str, metric: Metric, option: str) -> float:
    try:
        found = float(value)
    except ValueError as error:
        raise UsageError(f"{option}: {value!r} is no number; write one, e.g. 0.05") from error
    if not math.isfinite(found):
        raise UsageError(f"{option}: {value.strip()} is no limit that a figure could hold; write a plain number")
    if metric.unit == "share" and abs(found) > 1:
        raise UsageError(f"{option}: {metric.name} is a share, 0 to 1; write {found / 100:g} for {found:g}%")
    return found
