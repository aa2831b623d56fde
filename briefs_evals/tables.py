"""The table on stdout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefs_evals.beside import COLUMNS
from briefs_evals.wording import beside_the_headline, of_mode

Json = dict[str, Any]
_BETTER = {"higher": "↑", "lower": "↓", "neither": " "}


def score_table(summary: Json) -> str:
    """One line a metric, a block a claim mode; what is unscored says why."""
    lines: list[str] = []
    for mode, scores in summary["scores"].items():
        splits = sorted({split for entry in scores.values() for split in entry.get("by_split", ())})
        lines += ["", of_mode(mode)]
        width = name_width(scores)
        header = f"  {'':{width}}{'all':>8}  {'95% interval':17}" + "".join(f"{split:>10}" for split in splits)
        lines.append(header)
        for name, entry in scores.items():
            mark = " *" if entry["is_the_gate"] else ""
            label = f"{_BETTER[entry['better']]} {name}{mark}"
            if entry["value"] is None:
                lines.append(f"  {label:{width}}{'unscored':>8}  {entry['unscored']}")
                continue
            low_high = spread(entry["interval"], stories=entry["stories"])
            cells = "".join(f"{number(entry['by_split'].get(split)):>10}" for split in splits)
            note = judged_note(name, entry, summary["judges"][mode])
            lines.append(f"  {label:{width}}{number(entry['value']):>8}  {low_high:17}{cells}{f'  {note}' if note else ''}")
        lines += beside_table(summary["beside"][mode], scores)
        lines += [f"  {line}" for line in open_sentences(summary["judges"][mode])]
    if any(entry["is_the_gate"] for scores in summary["scores"].values() for entry in scores.values()):
        lines += ["", "* judged by the gate's own checker, which decided what was printed: no independent score"]
    lines += ["", *_samples(summary)]
    return "\n".join(lines).lstrip("\n") + "\n"


def name_width(names: Iterable[str]) -> int:
    """Room for the longest name, the mark of its direction and that of the gate."""
    return max(42, *(len(name) + 5 for name in names))


def number(value: float | None) -> str:
    """Three decimals below ten, one above; a dash for what could not be measured."""
    return "-" if value is None else f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def judged_note(name: str, entry: Json, judges: Json) -> str:
    """Of how many sentences a judge's figure is made, where it left some open; what the headline does not hold; "" elsewhere."""
    if name == "over_confirmation":
        return beside_the_headline(entry["counts"])
    count = judges.get(entry["judged_by"])
    if count is None:
        return ""
    left = count["open"] if name.startswith("citation_recall") else count["precision_open"]
    return f"{count['sentences'] - left} of {count['sentences']} sentences judged" if left else ""


def open_sentences(judges: Json) -> list[str]:
    """A line a judge that left sentences open: how many, and why."""
    return [
        f"{name} left {count['open']} of {count['sentences']} sentences open: {'; '.join(count['reasons']) or 'no reason given'}"
        for name, count in judges.items()
        if count["open"]
    ]


def beside_table(references: Json, scores: Json) -> list[str]:
    """The figures that have something to be held against, beside it."""
    shown = {name: found for name, found in references.items() if scores.get(name, {}).get("value") is not None}
    if not shown:
        return []
    lines = ["  held against" + " " * 30 + f"{'system':>8}" + "".join(f"{name:>21}" for name in COLUMNS)]
    for name, found in shown.items():
        cells = "".join(f"{number(found.get(column)):>21}" for column in COLUMNS)
        lines.append(f"    {name:40}{number(scores[name]['value']):>8}{cells}")
    return lines


def spread(interval: list[float] | tuple[float, float] | None, *, stories: int = 2) -> str:
    """The interval; where every resample gives one value it is no interval: 0 of 80 still allows some four in a hundred."""
    if stories < 2:
        return "n/a, one story"
    if not interval:
        return "n/a, too few"
    low, high = interval
    return "all stories alike" if low == high else f"[{low:.3f}, {high:.3f}]"


def _samples(summary: Json) -> list[str]:
    samples = summary["samples"]
    failed = len(samples["failed_claims"])
    lines = [f"samples: {samples['scored']} scored, {len(samples['unscored'])} unscored; claims that the system failed on: {failed}"]
    lines += [f"  unscored {item['sample']}: {item['reason']}" for item in samples["unscored"]]
    lines += [f"  failed {item['sample']} {item['claim']}: {item['reason']}" for item in samples["failed_claims"]]
    return lines
