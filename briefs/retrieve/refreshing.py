"""The index kept in step with the passages, by content hash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from briefs.domain import Passage
from briefs.ports import Embedder, PassageIndex

_BATCH = 64
"""Passages embedded between two writes: a kill loses at most that much work."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """How many passages a refresh added, removed and found unchanged."""

    added: int
    removed: int
    kept: int


def refresh(index: PassageIndex, embedder: Embedder, passages: Sequence[Passage], *, on_progress: Progress | None = None) -> RefreshReport:
    """Make the index hold exactly `passages`: what is new is embedded and added, what is gone is removed.

    A passage's id carries the start of its text's sha256, so the difference of two sets of ids is the whole state: a refresh
    after a kill does what is left to do, and nothing is embedded twice.

    Raises:
        StorageError: the index refuses a write; what was added before still stands.
    """
    wanted = {passage.id: passage for passage in passages}
    held = index.ids()
    missing = [passage for passage_id, passage in wanted.items() if passage_id not in held]
    gone = sorted(held - wanted.keys())
    # passages of like length make even batches; the id decides between equal ones, for the same order every time
    missing.sort(key=lambda passage: (len(passage.text), passage.id))
    for start in range(0, len(missing), _BATCH):
        if on_progress is not None:
            on_progress("Indexing passages", start, len(missing))
        batch = missing[start : start + _BATCH]
        # reprints, and the pieces of a text without sentences, say the same thousands of times: each wording is embedded once
        rows = {text: row for row, text in enumerate(dict.fromkeys(passage.text for passage in batch))}
        vectors = embedder.embed_passages(list(rows))
        index.add(batch, vectors[[rows[passage.text] for passage in batch]])
    if missing and on_progress is not None:
        on_progress("Indexing passages", len(missing), len(missing))
    if gone:
        index.remove(gone)
    return RefreshReport(added=len(missing), removed=len(gone), kept=len(wanted) - len(missing))
