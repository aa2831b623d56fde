"""Loaders: each turns a benchmark's files into (question, label, part) rows, label True for supported.

Paths are as the authors publish the sets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefs.errors import InputError, UsageError
from briefs_evals.judges.port import Evidence, Question, question_key

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled pair. `part`: the subset within which figures are also given."""

    question: Question
    label: bool
    part: str


def load_foreign(name: str, path: Path) -> list[Row]:
    """Rows of a benchmark.

    Raises:
        UsageError: no such benchmark.
        InputError: its files are not where they should be, or hold something else; the message names the file.
    """
    if name not in LOADERS:
        raise UsageError(f"no benchmark {name!r}; there are {', '.join(LOADERS)}")
    try:
        rows = list(LOADERS[name](path))
    except OSError as error:
        raise InputError(f"{name}: {error.filename} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise InputError(f"{name}: a row under {path} has another shape than expected: {error}") from error
    if not rows:
        raise InputError(f"{name}: no rows under {path}")
    return rows


def wice(path: Path) -> Iterator[Row]:
    """WiCE (Kamoi and others, 2023): a Wikipedia sentence against its oracle chunks, `PATH/oracle_chunks/*.jsonl`.

    Partly supported counts as not supported.
    """
    for file in _files(path / "oracle_chunks", "*.jsonl"):
        for row in _lines(file):
            yield _row(row["claim"], ["\n".join(row["evidence"])], row["label"] == "supported", row["label"])


def attributionbench(path: Path) -> Iterator[Row]:
    """AttributionBench (Li et al. 2024): a sentence against the references it cites, `PATH/*.jsonl`."""
    for file in _files(path, "*.jsonl"):
        for row in _lines(file):
            yield _row(row["claim"], row["references"] or [""], row["attribution_label"] == "attributable", row["src_dataset"])


def summedits(path: Path) -> Iterator[Row]:
    """SummEdits (Laban et al. 2023): a summary against its document, `PATH/summedits_*.json`."""
    for file in _files(path, "summedits_*.json"):
        for row in json.loads(file.read_text(encoding="utf-8")):
            yield _row(row["summary"], [row["doc"]], row["label"] == 1, file.stem.removeprefix("summedits_"))


def factcheck_bench(path: Path) -> Iterator[Row]:
    """Factcheck-Bench (Wang and others, 2024): claim against evidence, `PATH/subtasks/subtask3_claim_evidence_stance.jsonl`.

    Only complete support counts.
    """
    for row in _lines(path / "subtasks" / "subtask3_claim_evidence_stance.jsonl"):
        yield _row(row["claim"], [row["evidence"]], row["stance"] == "completely-support", row["stance"])


LOADERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "wice": wice,
    "attributionbench": attributionbench,
    "summedits": summedits,
    "factcheck-bench": factcheck_bench,
}


def _row(sentence: str, texts: list[str], label: bool, part: str) -> Row:
    evidence = tuple(Evidence(text=text) for text in texts)
    return Row(Question(key=question_key(sentence, evidence), sentence=sentence, evidence=evidence), label, part)


def _files(folder: Path, pattern: str) -> list[Path]:
    files = sorted(folder.glob(pattern))
    if not files:
        raise InputError(f"no {pattern} in {folder}: PATH is the folder as the authors publish it")
    return files


def _lines(file: Path) -> Iterator[Json]:
    for line in file.read_text(encoding="utf-8").split("\n"):  # a line separator inside a text ends no row
        if line.strip():
            yield json.loads(line)
