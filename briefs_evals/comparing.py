"""Two runs beside each other: differences over the same stories, with a paired bootstrap (the same resampled stories on both sides)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from briefs_evals.metrics import Metric
from briefs_evals.results import RunFolder
from briefs_evals.summary import interval, resampled, value_of
from briefs_evals.tables import name_width, number
from briefs_evals.wording import of_mode

Json = dict[str, Any]


def compare_runs(earlier: RunFolder, later: RunFolder, metrics: Sequence[Metric], *, seed: int) -> Json:
    """Difference later minus earlier a metric and mode. Only cases of equal hash that both runs scored take part; the others are named."""
    before, after = _scored(earlier), _scored(later)
    shared = sorted(key for key in before.keys() & after.keys() if before[key]["case_sha256"] == after[key]["case_sha256"])
    left_out = sorted((before.keys() | after.keys()) - set(shared))
    modes = sorted({after[key]["claims_from"] for key in shared})
    return {
        "earlier": earlier.record()["id"],
        "later": later.record()["id"],
        "samples": shared,
        "left_out": left_out,
        "differences": {
            mode: {
                metric.name: _difference(
                    metric,
                    [before[k] for k in shared if before[k]["claims_from"] == mode],
                    [after[k] for k in shared if after[k]["claims_from"] == mode],
                    seed,
                )
                for metric in metrics
                if metric.needs in ("", mode)
            }
            for mode in modes
        },
    }


def comparison_table(comparison: Json) -> str:
    """One line a metric that changed or could not be compared; what did not change is counted."""
    lines = [f"compared with {comparison['earlier']} over {len(comparison['samples'])} samples (difference, 95% paired interval)"]
    if comparison["left_out"]:
        lines.append(f"  left out (unscored, another version of the case, or in one run only): {', '.join(comparison['left_out'])}")
    for mode, entries in comparison["differences"].items():
        lines.append(f"{of_mode(mode)}:")
        same, open_ = 0, []
        for name, entry in entries.items():
            if entry["difference"] is None:
                open_.append(f"  {name}: not compared, {entry['reason']}")
                continue
            if entry["difference"] == 0:
                same += 1
                continue
            low_high = "[{:+.3f}, {:+.3f}]".format(*entry["interval"]) if entry["interval"] else "[n/a, one story]"
            verdict = "worse" if entry["loss"] > 0 else "better" if entry["loss"] < 0 else ""
            sure = "" if entry["is_clear"] else " (may be chance)"
            change = f"{number(entry['before']):>8} → {number(entry['after']):>7} {entry['difference']:+.3f} {low_high:19}"
            lines.append(f"  {name:{name_width(entries)}}{change}{verdict}{sure}")
        lines += [f"  {same} figures did not change", *open_]
    return "\n".join(lines) + "\n"


def _difference(metric: Metric, before: Sequence[Json], after: Sequence[Json], seed: int) -> Json:
    old, new = _tallies(metric, before), _tallies(metric, after)
    if old is None or new is None:
        return {"before": None, "after": None, "difference": None, "reason": "one of the runs does not have this figure"}
    values = value_of(metric, old), value_of(metric, new)
    if values[0] is None or values[1] is None:
        return {"before": values[0], "after": values[1], "difference": None, "reason": f"unscored: {metric.empty}"}
    pairs = zip(resampled(metric, old, seed=seed), resampled(metric, new, seed=seed), strict=True)
    spread = interval([None if a is None or b is None else b - a for a, b in pairs]) if len(old) > 1 else None
    difference = round(values[1] - values[0], 4)
    loss = {"higher": -difference, "lower": difference}.get(metric.better, 0.0)
    clear = spread is not None and not spread[0] <= 0 <= spread[1]
    return {"before": values[0], "after": values[1], "difference": difference, "interval": spread, "loss": loss, "is_clear": clear}


def _tallies(metric: Metric, samples: Sequence[Json]) -> list[Mapping[str, float]] | None:
    if not samples or any(metric.name not in line["tallies"] for line in samples):
        return None
    return [line["tallies"][metric.name] for line in samples]


def _scored(run: RunFolder) -> dict[str, Json]:
    return {line["sample"]: line for line in run.samples() if line["status"] == "scored"}
