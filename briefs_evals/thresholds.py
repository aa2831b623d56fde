"""Thresholds for CI: which figure may not be under, over, or worse than before, and what to say when it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from briefs.errors import UsageError
from briefs_evals.metrics import Metric
from briefs_evals.tables import number

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """`side` under: fails below; over: fails above. `mode` None: for given claims, and for found ones where a metric needs those."""

    metric: str
    value: float
    side: str
    mode: str | None = None


def parse_threshold(text: str, metrics: Sequence[Metric], *, side: str) -> Threshold:
    """`METRIC=VALUE`, or `own:METRIC=VALUE` for claims that the system found.

    Raises:
        UsageError: no such metric, no number, or the wrong side for a metric that is better the other way.
    """
    name, _, value = text.rpartition("=")
    mode, name = _mode(name)
    metric = _metric(name, metrics)
    if side == "under" and metric.better == "lower":
        raise UsageError(f"{name} is better when lower: write --fail-over {name}={value}")
    if side == "over" and metric.better == "higher":
        raise UsageError(f"{name} is better when higher: write --fail-under {name}={value}")
    return Threshold(metric=metric.name, value=_number(value, text), side=side, mode=mode or metric.needs or None)


def broken(threshold: Threshold, summary: Json) -> Iterator[str]:
    """A sentence when it does not hold. A figure that is unscored does not hold: silence is no pass."""
    modes = [threshold.mode] if threshold.mode else ["gold"] if "gold" in summary["scores"] else list(summary["scores"])
    for mode in modes:
        entry = summary["scores"].get(mode, {}).get(threshold.metric)
        where = f"{threshold.metric} ({'given' if mode == 'gold' else 'found'} claims)"
        if entry is None or entry["value"] is None:
            yield f"{where} is unscored ({entry['unscored'] if entry else 'it was not run'}), so its threshold cannot hold"
        elif threshold.side == "under" and entry["value"] < threshold.value:
            yield f"{where} is {number(entry['value'])}, under {number(threshold.value)}"
        elif threshold.side == "over" and entry["value"] > threshold.value:
            yield f"{where} is {number(entry['value'])}, over {number(threshold.value)}{_hint(threshold.metric, summary, mode)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worse:
    """A figure may not get worse than before by more than `by`."""

    metric: str
    by: float
    mode: str | None


def parse_worse(text: str, metrics: Sequence[Metric] | None = None) -> Worse:
    """`METRIC` or `METRIC=BY`; `own:` in front for found claims."""
    name, _, by = text.partition("=")
    mode, name = _mode(name)
    if metrics is not None and _metric(name, metrics).better == "neither":
        raise UsageError(f"{name} is neither better nor worse when it changes")
    return Worse(metric=name, by=_number(by, text) if by else 0.0, mode=mode)


def worsened(worse: Worse, comparison: Json) -> Iterator[str]:
    """A sentence when the figure got worse by more than allowed."""
    for mode, entries in comparison["differences"].items():
        entry = entries.get(worse.metric)
        if entry is None or (worse.mode or mode) != mode:
            continue
        if entry["difference"] is None:
            yield f"{worse.metric} ({mode} claims) cannot be compared: {entry['reason']}"
        elif entry["loss"] > worse.by + 1e-9:
            yield f"{worse.metric} ({mode} claims) got worse: {number(entry['before'])} before, {number(entry['after'])} now"


def _hint(metric: str, summary: Json, mode: str) -> str:
    if metric != "over_confirmation":
        return ""
    counts = summary["scores"][mode][metric]["counts"]
    return f": {int(counts['over'])} of {int(counts['of'])} claims that the labels do not confirm are printed as confirmed"


def _mode(name: str) -> tuple[str | None, str]:
    for mode in ("gold", "own"):
        if name.startswith(f"{mode}:"):
            return mode, name.removeprefix(f"{mode}:")
    return None, name


def _metric(name: str, metrics: Sequence[Metric]) -> Metric:
    found = [metric for metric in metrics if metric.name == name]
    if not found:
        raise UsageError(f"no metric {name!r}; there are {', '.join(metric.name for metric in metrics)}")
    return found[0]


def _number(value: str, text: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise UsageError(f"{text!r}: write METRIC=NUMBER") from error
