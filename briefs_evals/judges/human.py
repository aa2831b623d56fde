"""People as judges: a CSV goes out with blank verdicts, comes back filled in, and is read as one more judge."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

from briefs.errors import UsageError
from briefs_evals.judges.port import Question, Verdict

COLUMNS = ("key", "sentence", "evidence", "verdict", "note")
YES, NO = frozenset({"yes", "y", "1", "true", "supported"}), frozenset({"no", "n", "0", "false", "unsupported"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class HumanJudge:
    """Implements `Judge` over a filled-in CSV; a question without a label is unscored."""

    is_the_gate = False

    def __init__(self, labels: dict[str, bool], *, name: str) -> None:
        self._labels = labels
        self.name = f"human:{name}"

    @classmethod
    def from_csv(cls, path: Path) -> HumanJudge:
        """Read `key` and `verdict` (yes or no; blank: not labelled).

        Raises:
            UsageError: the file cannot be read, a column is missing, or a verdict is neither yes nor no; the message names the line.
        """
        return cls(read_labels(path), name=path.stem)

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """The person's verdict a question."""
        found = [self._labels.get(question.key) for question in questions]
        return [
            Verdict(label, score=None if label is None else float(label), reason="" if label is not None else "no human label")
            for label in found
        ]


def write_sheet(questions: Sequence[Question], path: Path, *, sample: int | None, seed: int) -> int:
    """Write the questions for a person to fill in, in seeded random order; how many.

    Cells that a spreadsheet would run as a formula are quoted.
    """
    chosen = sorted({question.key: question for question in questions}.values(), key=lambda question: question.key)
    random.Random(seed).shuffle(chosen)
    chosen = chosen[:sample]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for question in chosen:
            evidence = "\n".join(f"[{item.publisher}, {item.published_at}] {item.text}" for item in question.evidence)
            writer.writerow([question.key, _inert(question.sentence), _inert(evidence), "", ""])
    return len(chosen)


def read_labels(path: Path) -> dict[str, bool]:
    """Key -> verdict of a filled-in sheet.

    Raises:
        UsageError: see `HumanJudge.from_csv`.
    """
    labels: dict[str, bool] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"key", "verdict"} <= set(rows.fieldnames or ()):
                raise UsageError(f"{path}: needs the columns key and verdict; `briefs eval labels out` writes such a file")
            for row in rows:
                said = (row["verdict"] or "").strip().casefold()
                if said and said not in YES | NO:
                    raise UsageError(f"{path}, line {rows.line_num}: the verdict is {row['verdict']!r}; write yes, no or nothing")
                if said:
                    labels[row["key"]] = said in YES
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    return labels


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
