"""Baseline: one standing for every claim, and no brief. `majority` takes the most frequent label of the development cases."""

from __future__ import annotations

from typing import Any

from briefs.errors import UsageError
from briefs_evals.cases import Task
from briefs_evals.cases.case import STANDINGS
from briefs_evals.systems.story_files import read_story, written_claim, written_document

Json = dict[str, Any]


class MajorityStanding:
    """Says the same of every claim."""

    def __init__(self, standing: str) -> None:
        if standing not in STANDINGS:
            raise UsageError(f"majority:{standing}: write one of {', '.join(STANDINGS)}")
        self._standing = standing
        self.name = f"majority:{standing}"

    def brief(self, task: Task) -> Json:
        """The standing a claim, without sentences; one origin, the most frequent count."""
        story = read_story(task)
        claims = [
            {**written_claim(claim, standing=self._standing, sentences=[], origins=[]), "independent_origins": 1} for claim in story.claims
        ]
        return written_document(story, task, claims, program=self.name)
