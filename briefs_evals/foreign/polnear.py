"""PolNeAR (Newell et al. 2018): how much of the attributed content the program finds, by token, over `PATH/data/dev`.

Recall, precision and F1 of the tokens inside attributed content; an article with several annotators is scored against the first by name.
The detailed scores by span and role are those of the checkout's `evals/polnear_score.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from briefs.assess.attribution import find_attributions
from briefs.domain import Source
from briefs.errors import InputError

_TOKEN = re.compile(r"\w+(?:[’'.-]\w+)*")


def polnear_report(path: Path, *, articles: int | None = None, part: str = "dev") -> str:
    """One line of figures.

    Raises:
        InputError: the corpus is not there.
    """
    files = _files(path, part)[:articles]
    right = found = wanted = 0
    for text_file, annotation in files:
        text = text_file.read_text(encoding="utf-8")
        words = [match.span() for match in _TOKEN.finditer(text)]
        gold = _inside(words, _content_spans(annotation.read_text(encoding="utf-8")))
        said = _inside(words, ((a.content.start, a.content.end) for a in find_attributions(Source(id="x", text=text, language="en"))))
        right, found, wanted = right + len(gold & said), found + len(said), wanted + len(gold)
    precision, recall = (right / found if found else 0.0), (right / wanted if wanted else 0.0)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return f"polnear {part}, content tokens, {len(files)} articles: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}\n"


def _files(path: Path, part: str) -> list[tuple[Path, Path]]:
    texts = sorted((path / "data" / part / "text").rglob("*.txt"))
    annotations: dict[str, Path] = {}
    for file in sorted((path / "data" / part / "attributions").rglob("*.ann")):
        annotations.setdefault(file.stem.rpartition("_")[0], file)
    pairs = [(text, annotations[text.stem]) for text in texts if text.stem in annotations]
    if not pairs:
        raise InputError(f"polnear: no pairs of text and attributions under {path / 'data' / part}")
    return pairs


def _content_spans(annotation: str) -> Iterator[tuple[int, int]]:
    for line in annotation.splitlines():
        key, _, rest = line.partition("\t")
        label, _, offsets = rest.partition("\t")[0].partition(" ")
        if key.startswith("T") and label.casefold().startswith("content"):
            for piece in offsets.split(";"):
                start, _, end = piece.partition(" ")
                yield int(start), int(end)


def _inside(words: list[tuple[int, int]], spans: Iterator[tuple[int, int]]) -> set[int]:
    held = list(spans)
    return {n for n, (start, end) in enumerate(words) if any(a <= start and end <= b for a, b in held)}
