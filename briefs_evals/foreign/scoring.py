"""How well a judge does on a labelled benchmark: balanced accuracy, as LLM-AggreFact (Tang et al. 2024) reports it."""

from __future__ import annotations

from collections.abc import Sequence

from briefs_evals.foreign.loaders import Row
from briefs_evals.judges.port import Judge, Verdict


def balanced_accuracy(labels: Sequence[bool], said: Sequence[bool]) -> float | None:
    """Mean of the two classes' recalls, 0..1; None when a class is missing."""
    yes = [answer for label, answer in zip(labels, said, strict=True) if label]
    no = [answer for label, answer in zip(labels, said, strict=True) if not label]
    return (sum(yes) / len(yes) + sum(not answer for answer in no) / len(no)) / 2 if yes and no else None


def best_threshold(labels: Sequence[bool], scores: Sequence[float]) -> tuple[float, float] | None:
    """(threshold, balanced accuracy) of the best of 0.00, 0.01, … 1.00; the lowest of equal ones. None when a class is missing."""
    tried = [(step / 100, balanced_accuracy(labels, [score >= step / 100 for score in scores])) for step in range(101)]
    found = [(threshold, value) for threshold, value in tried if value is not None]
    return max(found, key=lambda item: (item[1], -item[0])) if found else None


def foreign_report(name: str, rows: Sequence[Row], judge: Judge) -> str:
    """A table: all rows, each part; rows that the judge left open are counted and in no figure."""
    verdicts = judge.judge([row.question for row in rows])
    lines = [
        f"{name}, judged by {judge.name}: {len(rows)} rows",
        f"  {'part':32}{'rows':>7}{'open':>6}{'supported':>11}{'balanced accuracy':>19}",
    ]
    parts = sorted({row.part for row in rows})
    for part in ["all", *(parts if len(parts) > 1 else [])]:
        chosen = [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if part in ("all", row.part)]
        lines.append(_line(part, chosen))
    scored = [(row.label, verdict.score) for row, verdict in zip(rows, verdicts, strict=True) if verdict.score is not None]
    best = best_threshold([label for label, _ in scored], [score for _, score in scored])
    if best is not None and len({score for _, score in scored}) > 2:
        lines.append(f"  best threshold on these rows: {best[0]:.2f}, balanced accuracy {best[1]:.3f}")
    return "\n".join(lines) + "\n"


def _line(part: str, chosen: Sequence[tuple[Row, Verdict]]) -> str:
    closed = [(row.label, verdict.supported) for row, verdict in chosen if verdict.supported is not None]
    value = balanced_accuracy([label for label, _ in closed], [said for _, said in closed])
    shown = f"{value:.3f}" if value is not None else "one class" if closed else "unscored"
    said = f"{sum(answer for _, answer in closed) / len(closed):.3f}" if closed else "-"
    return f"  {part:32}{len(chosen):>7}{len(chosen) - len(closed):>6}{said:>11}{shown:>19}"
