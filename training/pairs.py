"""Pairs for the cross-encoder: rows with a stated licence out of the fit parts, and pairs generated from their texts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from briefs.language import content_tokens, find_names, split_sentences
from training.mutate import mutate
from training.rows import BINARY, Row, load_rows

KINDS = ("figure", "date", "name", "negation", "attribution-dropped", "attribution-changed")


def training_rows(data: Path, *, licensed_only: bool) -> list[Row]:
    """Fit rows of every set; of SummEdits and WiCE also the rows that give long evidence."""
    return [row for row in load_rows(data) if row.part == "fit" and (row.is_licensed or not licensed_only) and row.set != "wice-tokens"]


def narrowed(row: Row, words: int) -> str:
    """About `words` words of the evidence: its sentences that share most stems with the sentence, in their order."""
    pieces = [span.of(part) for part in row.evidence for span in split_sentences(part, "en")]
    if sum(len(piece.split()) for piece in pieces) <= words:
        return " ".join(pieces)
    wanted = {token.stem for token in content_tokens(row.sentence, "en")}
    scores = [len(wanted & {token.stem for token in content_tokens(piece, "en")}) for piece in pieces]
    near = [scores[i] + 0.3 * max(scores[max(0, i - 1) : i + 2]) for i in range(len(pieces))]
    kept: set[int] = set()
    total = 0
    for index in sorted(range(len(pieces)), key=lambda i: (-near[i], i)):
        length = len(pieces[index].split())
        if total and total + length > words:
            continue
        kept.add(index)
        total += length
    return " ".join(pieces[i] for i in sorted(kept))


def generated(rows: Sequence[Row], *, count: int, seed: int) -> list[tuple[str, str, str]]:
    """(evidence, sentence, label): true sentences changed in one place, with as many true ones beside them.

    The true sentence is the row's own supported sentence, or a sentence of the evidence itself; so neither a verbatim sentence nor a
    paraphrase tells the label.
    """
    chance = random.Random(seed)
    pool = _names(rows, chance)
    found: list[tuple[str, str, str]] = []
    order = [row for row in rows if row.is_supported and len(row.text) < 4000]
    chance.shuffle(order)
    for row in order:
        if len(found) >= count:
            break
        for sentence in _true_sentences(row, chance):
            evidence = narrowed(row, 90)
            kinds = list(KINDS)
            chance.shuffle(kinds)
            for kind in kinds:
                change = mutate(sentence, evidence, kind, pool, chance)
                if change is not None:
                    found.append((evidence, change.sentence, "contradicted" if kind == "negation" else "not"))
                    found.append((evidence, sentence, "supported"))
                    break
    return found


def _true_sentences(row: Row, chance: random.Random) -> Iterable[str]:
    yield row.sentence
    own = [span.of(row.text) for span in split_sentences(row.text, "en") if 8 <= len(span.of(row.text).split()) <= 40]
    if own and chance.random() < 0.5:
        yield re.sub(r"\s+", " ", chance.choice(own))


def _names(rows: Sequence[Row], chance: random.Random) -> list[str]:
    names: set[str] = set()
    for row in chance.sample(list(rows), min(3000, len(rows))):
        names |= {mention.span.of(row.sentence) for mention in find_names(row.sentence, "en") if not mention.opens_sentence}
    return sorted(names)


def classes(row: Row) -> tuple[float, ...]:
    """Which of (supported, not, contradicted) the label may be: a negative of a binary source may be either."""
    if row.label == "supported":
        return (1.0, 0.0, 0.0)
    if row.label == "contradicted":
        return (0.0, 0.0, 1.0)
    source = row.set.removeprefix("entailment-")
    return (0.0, 1.0, 1.0) if source in BINARY or row.set.startswith("summedits") else (0.0, 1.0, 0.0)
