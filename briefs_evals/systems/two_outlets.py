"""Baseline: two outlets make it confirmed. The newsroom rule of thumb, taken literally and wrongly: publishers are counted, not origins.

A source carries a claim when one of its sentences has at least half of the claim's words. Two publishers confirm it, one alleges it, none
leaves it unverified. The brief is the best sentence of each, up to three.
"""

from __future__ import annotations

from typing import Any

from briefs_evals.cases import Task
from briefs_evals.systems.story_files import Sentence, Story, likeness, read_story, written_claim, written_document

Json = dict[str, Any]
_CARRIES = 0.5
_SENTENCES = 3


class TwoOutlets:
    """See the module."""

    name = "two-outlets"

    def brief(self, task: Task) -> Json:
        """Publishers counted a claim."""
        story = read_story(task)
        claims = []
        for claim in story.claims:
            carriers = _carriers(claim, story)
            standing = "confirmed" if len(carriers) >= 2 else "alleged" if carriers else "unverified"
            origins = [
                {"name": publisher, "independent": "yes", "interested": False, "anonymous": False, "sources": [sentence.source["id"]]}
                for publisher, sentence in carriers.items()
            ]
            claims.append(written_claim(claim, standing=standing, sentences=list(carriers.values())[:_SENTENCES], origins=origins))
        return written_document(story, task, claims, program=self.name)


def _carriers(claim: Json, story: Story) -> dict[str, Sentence]:
    """Publisher -> its best sentence that carries the claim, best first."""
    best = [max(sentences, key=lambda s: (likeness(claim, s), -s.citation["start"])) for sentences in story.sentences if sentences]
    carrying = sorted((s for s in best if likeness(claim, s) >= _CARRIES), key=lambda s: (-likeness(claim, s), s.source["id"]))
    found: dict[str, Sentence] = {}
    for sentence in carrying:
        found.setdefault(str(sentence.source.get("publisher", "")), sentence)
    return found
