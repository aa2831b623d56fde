"""The visible half of a case on disk: article, source texts and manifest fields. No label is written here, by construction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefs.language import normalise
from briefs_evals.cases.case import Case

CLAIM_MODES = ("gold", "own")
"""Claims given to the system as the case words them, or found by the system itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a system is asked to brief."""

    case_id: str
    as_of: str
    article: Path
    corpus: Path
    claims: Path | None
    """A JSON list `[{"id", "text"}]`; None when the system must find the claims itself."""


def write_task(case: Case, folder: Path, *, claims: str) -> Task:
    """Write `folder/corpus/`, `folder/article.json` and, with `claims="gold"`, `folder/claims.json` (ids and texts only).

    The folder is named by its caller after the case's hash, so that what stands there already is the same.
    """
    corpus, article, given = folder / "corpus", folder / "article.json", folder / "claims.json"
    (corpus / "sources").mkdir(parents=True, exist_ok=True)
    lines = []
    for fields, text in case.sources:
        name = f"sources/{fields['id']}.txt"
        _write(corpus / name, stored(text) + "\n")
        lines.append(json.dumps({"id": fields["id"], "path": name, **fields}, ensure_ascii=False))
    _write(corpus / "manifest.jsonl", "\n".join(lines) + "\n")
    _write(article, json.dumps(case.article, ensure_ascii=False, indent=1) + "\n")
    _write(given, json.dumps([{"id": claim.id, "text": claim.text} for claim in case.labels.claims], ensure_ascii=False) + "\n")
    return Task(case_id=case.id, as_of=case.as_of, article=article, corpus=corpus, claims=given if claims == "gold" else None)


def stored(text: str) -> str:
    """A source's text as the program stores it: what citations' offsets count in."""
    return normalise(text).strip("\n")


def source_texts(case: Case) -> Mapping[str, str]:
    """Source id -> stored text."""
    return {str(fields["id"]): stored(text) for fields, text in case.sources}


def _write(path: Path, text: str) -> None:
    """Leave an equal file alone: its time stamp is part of what a corpus's cache goes by."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
