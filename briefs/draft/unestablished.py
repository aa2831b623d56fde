"""What was looked for and not found, in the program's own sentences, each with what was searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from briefs.domain import Assessment, Citation, Claim, ReadRecord, Searched, Section, Source, Standing, Statement
from briefs.draft.absent import absent_things
from briefs.draft.mentions import find_mentions
from briefs.draft.phrases import Phrases

_MOST = 3
"""Sentences of this kind: a brief is about what was found."""


@dataclass(frozen=True, slots=True)
class Unestablished:
    """Writes the `unknown` section of one claim. `nearest`: what to point at where no sentence of the brief is surely about it."""

    claim: Claim
    assessment: Assessment
    sources: Mapping[str, Source]
    read: ReadRecord
    phrases: Phrases
    nearest: tuple[Citation, ...]

    def statements(self) -> list[Statement]:
        """In reading order: nothing found, and where to look; no reply; no record; no second origin."""
        assessment, standing = self.assessment, self.assessment.standing
        if self.nearest and standing is not Standing.CONFIRMED:
            return [replace(self._statement("nearest"), citations=self.nearest)]
        if standing is Standing.UNVERIFIED:
            sources = [self.sources[source_id] for source_id in self.read.source_ids if source_id in self.sources]
            is_mentioned = bool(find_mentions(self.claim.text, sources, self.phrases.language))
            return [self._statement("only-mentioned" if is_mentioned else "nothing-found")]
        found = []
        if standing is Standing.ALLEGED and assessment.independent_origins <= 1:
            found.append(self._statement("no-second-origin"))
        reply = assessment.reply
        if (
            standing in (Standing.ALLEGED, Standing.DISPUTED)
            and reply is not None
            and reply.status == "not-found"
            and not assessment.denied_by
        ):
            found.append(self._statement("no-reply"))
        if standing is Standing.ALLEGED:
            found += self._absent()
        return found[:_MOST]

    def _absent(self) -> list[Statement]:
        things = absent_things(self.claim, self.assessment, self.sources, self.phrases)
        if not things:
            return []
        words = [self.phrases(f"thing-{thing}") for thing in things]
        # what was looked for is recorded thing by thing, and so is every source that carries the claim
        carriers = {e.citation.source_id for e in self.assessment.evidence}
        searched = Searched((*self.read.queries, *words), tuple(sorted({*self.read.source_ids, *carriers})))
        return [self._statement("absent", searched=searched, list=self.phrases.alternatives(words))]

    def _statement(self, name: str, *, searched: Searched | None = None, **slots: str) -> Statement:
        return Statement(
            section=Section.UNKNOWN,
            text=self.phrases(name, how_many=1, **slots) + ".",
            role="unknown",
            searched=searched or Searched(self.read.queries, self.read.source_ids),
            template=name,
        )
