"""A hit with what stands around it: a passage found, and its neighbours in the source as far as a reader takes in at once.

What a claim rests on often stands a paragraph away from the words that are most like it ("The group was not named in the report. It
can confirm neither ..."), and overlapping neighbours would take one place each in a list. So a hit is one stretch of one source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from briefs.domain import Passage, Source, Span, sha256_of
from briefs.ports import Hit

WINDOW_WORDS = 220
"""What a hit grows to, unless one passage is longer. Set on the odd-numbered stories (benchmarks/README.md)."""


class Neighbourhood:
    """Knows which passages stand beside each other. Of passages with the same words in one source only the first is told of.

    Args:
        sources: by id; a window's text is a span of its source's.
    """

    def __init__(self, passages: Sequence[Passage], sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._rows: dict[str, list[Passage]] = {}
        for passage in passages:
            self._rows.setdefault(passage.source_id, []).append(passage)
        self._places: dict[str, int] = {}
        for row in self._rows.values():
            row.sort(key=lambda passage: passage.span)
            self._places.update({passage.id: place for place, passage in enumerate(row)})
        self._words = {passage.id: len(passage.text.split()) for passage in passages}
        self._said = {passage.id: (passage.source_id, sha256_of(" ".join(passage.text.split()))) for passage in passages}

    def widened(self, hits: Iterable[Hit]) -> Iterator[Hit]:
        """Each hit as a window of its source, in order; no passage stands in two windows, and what a window holds is no hit of its own."""
        taken: set[tuple[str, str]] = set()
        for hit in hits:
            if self._said[hit.passage.id] not in taken:
                group = self._grown(hit.passage, taken)
                taken.update(self._said[passage.id] for passage in group)
                yield Hit(self._joined(group), hit.score)

    def _grown(self, passage: Passage, taken: set[tuple[str, str]]) -> list[Passage]:
        """The passage and free neighbours, before and after in turn, while they fit."""
        row = self._rows[passage.source_id]
        first = last = self._places[passage.id]
        size = self._words[passage.id]
        has_grown = True
        while has_grown:
            has_grown = False
            for place in (first - 1, last + 1):
                if not 0 <= place < len(row) or self._said[row[place].id] in taken or size + self._words[row[place].id] > WINDOW_WORDS:
                    continue
                first, last = min(first, place), max(last, place)
                size += self._words[row[place].id]
                has_grown = True
        return row[first : last + 1]

    def _joined(self, group: Sequence[Passage]) -> Passage:
        if len(group) == 1:
            return group[0]
        span = Span(group[0].span.start, max(passage.span.end for passage in group))
        source = self._sources[group[0].source_id]
        return Passage(source.id, span, span.of(source.text), group[0].source_sha256)
