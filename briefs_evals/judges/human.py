"""People as judges: a CSV goes out with blank verdicts, comes back filled in, and is read as one more judge."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from briefs.errors import InputError, UsageError
from briefs_evals.judges.port import Question, Verdict

COLUMNS = ("key", "claim", "section", "sentence", "evidence", "verdict", "note")
YES, NO = frozenset({"yes", "y", "1", "true", "supported"}), frozenset({"no", "n", "0", "false", "unsupported"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SheetError(InputError):
    """A sheet of labels is not there or cannot be used; the message names the file and the line."""


class HumanJudge:
    """Implements `Judge` over a filled-in CSV; a question without a label is unscored."""

    is_the_gate = False

    def __init__(self, labels: dict[str, bool], *, name: str, sha256: str = "") -> None:
        self._labels = labels
        self.name = f"human:{name}"
        self.sha256 = sha256
        """Of the sheet, so that a run's record pins the labels."""

    @classmethod
    def from_csv(cls, path: Path) -> HumanJudge:
        """Read `key` and `verdict` (yes or no; blank: not labelled).

        Raises:
            SheetError: the file cannot be read, a column is missing, or a verdict is neither yes nor no; the message names the line.
        """
        return cls(read_labels(path), name=path.stem, sha256=hashlib.sha256(path.read_bytes()).hexdigest())

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """The person's verdict a question."""
        found = [self._labels.get(question.key) for question in questions]
        return [
            Verdict(label, score=None if label is None else float(label), reason="" if label is not None else "no human label")
            for label in found
        ]


def write_sheet(groups: Sequence[Sequence[Question]], path: Path, *, sample: int | None, seed: int) -> tuple[int, int]:
    """Write the questions for a person to fill in, a group a sentence, sentences in seeded random order; how many sentences and rows.

    Cells that a spreadsheet would run as a formula are quoted.

    Raises:
        UsageError: the file cannot be written.
    """
    sentences = sorted(groups, key=lambda group: group[0].key)
    random.Random(seed).shuffle(sentences)
    sentences = sentences[:sample]
    chosen = list({question.key: question for group in sentences for question in group}.values())
    try:
        _write(chosen, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    return len(sentences), len(chosen)


def _write(chosen: Sequence[Question], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for question in chosen:
            evidence = "\n".join(f"[{item.publisher}, {item.published_at}] {item.text}" for item in question.evidence)
            writer.writerow([question.key, *map(_inert, (question.claim, question.section, question.sentence, evidence)), "", ""])


def read_labels(path: Path) -> dict[str, bool]:
    """Key -> verdict of a filled-in sheet.

    Raises:
        SheetError: see `HumanJudge.from_csv`.
    """
    labels: dict[str, bool] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=_delimiter(file))
            if not {"key", "verdict"} <= set(rows.fieldnames or ()):
                raise SheetError(f"{path}: needs the columns key and verdict; `briefs eval labels out` writes such a file")
            for row in rows:
                said = (row["verdict"] or "").strip().casefold()
                if said and said not in YES | NO:
                    raise SheetError(f"{path}, line {rows.line_num}: the verdict is {row['verdict']!r}; write yes, no or nothing")
                if said:
                    labels[row["key"]] = said in YES
    except OSError as error:
        raise SheetError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SheetError(f"{path} is no CSV file in UTF-8: {error}") from error
    return labels


def _delimiter(file: TextIO) -> str:
    """A comma, or what a spreadsheet of another locale writes instead; by the heading."""
    heading = file.readline()
    file.seek(0)
    return next((mark for mark in (",", ";", "\t") if mark in heading), ",")


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
