"""Attribution on PolNeAR: overlap, token and exact scores of content and source.

    python -m evals.polnear_score PATH [--split dev] [--articles N]

PATH holds `data/<split>/text` and `data/<split>/attributions`.

Measures only; nothing is fitted on the corpus. Scored are content and source spans of the outermost attributions, because
PolNeAR lets every token take part in at most one; what a newsroom observed for itself is no attribution there and is left out. An article
with several annotators is scored against the first by name.

- overlap: a span earns partial credit, as in Citron and in Johansson & Moschitti (2013): precision is the mean, over predicted spans, of
  the share of the span's tokens that lie in gold spans of the same role; recall is the mean, over gold spans, of the share of its tokens
  that lie in predicted spans; F1 is their harmonic mean. A span in pieces is one span; punctuation is no token.
- tokens: precision, recall and F1 of the tokens labelled with the role, all articles together (long quotations weigh more).
- exact: a predicted span counts when a gold span has the same tokens, each gold span once.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from briefs.assess.attribution import find_attributions
from briefs.domain import Attribution, Source, Span, SpeechAct

_TOKEN = re.compile(r"\w+(?:[’'.-]\w+)*")
Tokens = frozenset[int]
Spans = dict[str, list[Tokens]]


def tokens_of(text: str) -> list[Span]:
    """Words with their offsets; punctuation is left out."""
    return [Span(match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _covered(words: list[Span], ranges: Iterable[tuple[int, int]]) -> Tokens:
    held = list(ranges)
    return frozenset(i for i, word in enumerate(words) if any(start <= word.start and word.end <= end for start, end in held))


def read_gold(annotation: str, words: list[Span]) -> Spans:
    """Content and source spans of a brat file, as sets of token positions; an attribution with two contents has one span of both."""
    marks: dict[str, list[tuple[int, int]]] = {}
    relations: list[str] = []
    for line in annotation.splitlines():
        key, _, rest = line.partition("\t")
        if key.startswith("T"):
            _, _, offsets = rest.partition("\t")[0].partition(" ")
            marks[key] = [(int(a), int(b)) for a, b in (piece.split() for piece in offsets.split(";"))]
        elif key.startswith("E"):
            relations.append(rest)
    spans: Spans = {"content": [], "source": []}
    for relation in relations:
        roles: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for part in relation.split():
            role, _, mark = part.partition(":")
            roles[re.sub(r"\d+$", "", role).lower()].extend(marks.get(mark, []))
        for role in spans:
            held = _covered(words, roles.get(role, []))
            if held:
                spans[role].append(held)
    return spans


def predicted(text: str, words: list[Span], attributions: Iterable[Attribution]) -> Spans:
    """The same of what we find: pieces with one cue joined, the cue and the speaker cut out of the content, nested ones dropped."""
    kept = [item for item in attributions if item.act is not SpeechAct.OWN_OBSERVATION]
    outer = [item for item in kept if not any(_stands_in(item, other) for other in kept)]
    groups: dict[object, list[Attribution]] = defaultdict(list)
    for item in outer:
        groups[item.cue or item.content].append(item)
    spans: Spans = {"content": [], "source": []}
    for items in groups.values():
        cue = _covered(words, [(i.cue.start, i.cue.end) for i in items if i.cue])
        source = _covered(words, [(i.speaker_span.start, i.speaker_span.end) for i in items if i.speaker_span and i.cue])
        content = _covered(words, [(i.content.start, i.content.end) for i in items]) - cue - source
        if content:
            spans["content"].append(content)
        if source:
            spans["source"].append(source)
    return spans


def _stands_in(item: Attribution, other: Attribution) -> bool:
    if item is other or item.cue == other.cue or item.cue is None:
        return False
    return other.content.contains(item.cue) and other.content.contains(item.content) and len(other.content) > len(item.content)


class Tally:
    """Counts for one role over all articles."""

    def __init__(self) -> None:
        self.precision: list[float] = []
        self.recall: list[float] = []
        self.exact = self.shared = self.found_tokens = self.gold_tokens = 0

    def add(self, gold: list[Tokens], found: list[Tokens]) -> None:
        """Count one article."""
        all_gold: set[int] = set().union(*gold)
        all_found: set[int] = set().union(*found)
        self.precision += [len(span & all_gold) / len(span) for span in found]
        self.recall += [len(span & all_found) / len(span) for span in gold]
        left = list(gold)
        for span in found:
            if span in left:
                left.remove(span)
                self.exact += 1
        self.shared += len(all_gold & all_found)
        self.found_tokens += len(all_found)
        self.gold_tokens += len(all_gold)

    def rows(self) -> list[tuple[str, float, float, float]]:
        """(measure, precision, recall, F1)."""
        found, gold = len(self.precision), len(self.recall)
        pairs = [
            ("overlap", _ratio(sum(self.precision), found), _ratio(sum(self.recall), gold)),
            ("tokens", _ratio(self.shared, self.found_tokens), _ratio(self.shared, self.gold_tokens)),
            ("exact", _ratio(self.exact, found), _ratio(self.exact, gold)),
        ]
        return [(name, p, r, _ratio(2 * p * r, p + r)) for name, p, r in pairs]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def main() -> int:
    """Print the scores of a split."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--articles", type=int, default=0, help="only the first N, by name")
    options = parser.parse_args()
    folder = options.path / "data" / options.split
    texts = sorted((folder / "text").iterdir())[: options.articles or None]
    tallies = {"content": Tally(), "source": Tally()}
    for file in texts:
        text = file.read_text(encoding="utf-8")
        words = tokens_of(text)
        annotations = sorted((folder / "attributions").glob(f"{file.stem}_*.ann"))
        if not annotations:
            continue
        gold = read_gold(annotations[0].read_text(encoding="utf-8"), words)
        found = predicted(text, words, find_attributions(Source(id=file.stem, text=text, language="en")))
        for role, tally in tallies.items():
            tally.add(gold[role], found[role])
    print(f"PolNeAR {options.split}, {len(texts)} articles")
    for role, tally in tallies.items():
        for name, precision, recall, f1 in tally.rows():
            print(f"{role:8} {name:8} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
