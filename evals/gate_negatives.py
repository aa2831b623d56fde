"""What the gate must refuse: the reference briefs' true sentences with another claim's spans, or with one word exchanged.

    python -m evals.gate_negatives ../shared/data/stories/stories [--show N]

- `elsewhere`: the sentence with the spans of another claim's sentence of the same story, which tell of the same people and places;
- `exchanged`: the sentence with its own spans, one verb, noun or adjective of it in the place of another out of the same story's sentences.

Each is counted by what the spans say alone (`span`: without the findings on standing, holder and assessment) and as the gate judges
(`gate`); `exchanged-in-passing` counts the sentences that pass unchanged alone, where nothing but the exchange can be refused. Beside them
stands the share that the embedded checker puts below a probability: what it would refuse of the true sentences and of the false.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from briefs.domain import Citation, Finding
from briefs.language import parse, stem_of
from briefs.verify.checker import support_probability
from evals.reference_sentences import Sentence, StoryAtGate, read_story
from evals.standings_score import HELD_OUT

_ABOUT_THE_BRIEF = frozenset({"holder-missing", "stronger-than-standing", "not-in-assessment"})
_KINDS = ("VERB", "NOUN", "ADJ")
_SEED = 20260308


@dataclass(slots=True)
class Count:
    """How many false sentences were tried and refused."""

    tried: int = 0
    by_spans: int = 0
    by_gate: int = 0
    passed: list[str] = field(default_factory=list)
    """Those that the gate let through."""
    probabilities: list[float] = field(default_factory=list)

    def add(self, text: str, findings: Sequence[Finding], spans: Sequence[Citation]) -> None:
        """Count one."""
        self.tried += 1
        self.by_gate += bool(findings)
        self.by_spans += any(finding.code not in _ABOUT_THE_BRIEF for finding in findings)
        self.probabilities.append(support_probability(text, [citation.exact for citation in spans]))
        if not findings:
            self.passed.append(text)

    def line(self, name: str) -> str:
        """One row of the table."""
        if not self.tried:
            return f"  {name:22} none"
        shares = " ".join(f"{sum(p < limit for p in self.probabilities) / self.tried:.2f}" for limit in (0.3, 0.5, 0.7))
        refused = f"span {self.by_spans / self.tried:.3f}  gate {self.by_gate / self.tried:.3f} of {self.tried:4}"
        return f"  {name:22} {refused}  checker below .3 .5 .7: {shares}"


def try_story(story: StoryAtGate, counts: dict[str, Count]) -> None:
    """Count every false sentence of a story; the true ones as `true` beside them."""
    english = [s for s in story.sentences if all(story.sources[c.source_id].language == "en" for c in s.spans)]
    for sentence in english:
        findings = story.findings(sentence)
        counts["true"].add(sentence.text, findings, sentence.spans)
        for other in english:
            if other.claim_id != sentence.claim_id and not _meet(sentence.spans, other.spans):
                counts["elsewhere"].add(sentence.text, story.findings(sentence, spans=other.spans), other.spans)
        for text in exchanged(sentence, english):
            found = story.findings(sentence, text=text)
            counts["exchanged"].add(text, found, sentence.spans)
            if not findings:
                counts["exchanged-in-passing"].add(text, found, sentence.spans)


def exchanged(sentence: Sentence, others: Sequence[Sentence]) -> Iterator[str]:
    """The sentence with each of its words in turn exchanged for one in the same form, out of another sentence, that no span has."""
    order = random.Random(f"{_SEED} {sentence.text}")
    text = sentence.text
    there = {stem_of(token.lower_, "en") for piece in (text, *(c.exact for c in sentence.spans)) for token in parse(piece)}
    for token in _words(text):
        choices = sorted(
            {
                o.text
                for s in others
                if s is not sentence
                for o in _words(s.text)
                if o.tag_ == token.tag_ and stem_of(o.lower_, "en") not in there
            }
        )
        if choices:
            yield text[: token.idx] + order.choice(choices) + text[token.idx + len(token) :]


def _words(text: str) -> list[Any]:
    return [token for token in parse(text) if token.pos_ in _KINDS and token.is_lower and token.is_alpha and not token.is_stop]


def _meet(some: Sequence[Citation], others: Sequence[Citation]) -> bool:
    return any(a.source_id == b.source_id and a.span.overlaps(b.span) for a in some for b in others)


def main() -> None:
    """Print the table, and what slipped through of the stories that were open."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stories", type=Path)
    parser.add_argument("--show", type=int, default=0, help="Print so many of each kind that passed.")
    wanted = parser.parse_args()
    paths = sorted(wanted.stories.glob("*.yaml"))
    for name, is_held_out in (("dev", False), ("held-out", True)):
        counts: dict[str, Count] = defaultdict(Count)
        for path in paths:
            if (int(path.name[:2]) in HELD_OUT) == is_held_out:
                try_story(read_story(path), counts)
        print(f"{name} stories")
        for kind in ("true", "elsewhere", "exchanged", "exchanged-in-passing"):
            print(counts[kind].line(kind))
            if not is_held_out and kind != "true":
                for text in counts[kind].passed[: wanted.show]:
                    print(f"      {text}")


if __name__ == "__main__":
    main()
