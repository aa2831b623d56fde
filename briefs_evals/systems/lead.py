"""Baseline: lead sentences. What a plain summariser does: the first sentence of the three sources most like the claim, told as facts.

It has no idea of attribution, so every claim that any source speaks to stands as confirmed, and each source counts as an origin.
"""

from __future__ import annotations

from typing import Any

from briefs_evals.cases import Task
from briefs_evals.systems.story_files import likeness, read_story, written_claim, written_document

Json = dict[str, Any]
_SOURCES = 3


class LeadSentences:
    """See the module."""

    name = "lead"

    def brief(self, task: Task) -> Json:
        """Three lead sentences a claim."""
        story = read_story(task)
        claims = []
        for claim in story.claims:
            ranked = sorted(story.sentences, key=lambda sentences: (-max(likeness(claim, s) for s in sentences), sentences[0].source["id"]))
            best = [sentences for sentences in ranked[:_SOURCES] if max(likeness(claim, s) for s in sentences) > 0]
            origins = [_origin(sentences[0].source) for sentences in best]
            claims.append(
                written_claim(
                    claim, standing="confirmed" if best else "unverified", sentences=[sentences[0] for sentences in best], origins=origins
                )
            )
        return written_document(story, task, claims, program=self.name)


def _origin(source: Json) -> Json:
    return {"name": source.get("publisher", ""), "independent": "yes", "interested": False, "anonymous": False, "sources": [source["id"]]}
