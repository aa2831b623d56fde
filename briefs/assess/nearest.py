"""Where to look when nothing was matched surely: the sentences that come nearest to a claim, whatever they say of it."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.assess.analysis import CorpusAnalysis
from briefs.assess.claim_kind import ClaimReading
from briefs.assess.gather import hit_sentences
from briefs.assess.stance import Similarity, compare, judge
from briefs.domain import Citation, PartialDate
from briefs.ports import Hit

_MOST = 3
_CLEAR_SHARE = 0.4
"""Share of the nearest one's probability below which another is not worth an editor's look."""
_LEAST_SCORE = 0.01
"""Below this a sentence shares next to nothing with the claim. With three sentences the labelled evidence is among them for two in three
of the development stories' claims for which nothing was matched surely."""


def nearest_sentences(
    claim: ClaimReading, hits: Sequence[Hit], *, analysis: CorpusAnalysis, as_of: PartialDate | None, similarity: Similarity | None = None
) -> tuple[Citation, ...]:
    """At most three whole sentences, the best one of its source, the nearest first; none that shares next to nothing with the claim."""
    found: list[tuple[float, Citation]] = []
    for item, readings in hit_sentences(hits, analysis, as_of):
        nearest: tuple[float, Citation] | None = None
        for index, reading in readings:
            cosine = similarity(claim.claim.text, reading.text) if similarity else 0.0
            comparison = compare(
                claim.whole,
                reading,
                neighbours=item.readings[max(0, index - 1) : index],
                source_names=item.names,
                rarity=analysis.rarity,
                similarity=cosine,
            )
            score = judge(claim.whole, reading, comparison).score
            if score >= _LEAST_SCORE and (nearest is None or score > nearest[0]):
                nearest = (score, item.source.cite(reading.span))
        if nearest is not None:
            found.append(nearest)
    found.sort(key=lambda pair: (-pair[0], pair[1].source_id))
    found = [pair for pair in found if pair[0] >= _CLEAR_SHARE * found[0][0]]
    distinct = {" ".join(citation.exact.split()): citation for _, citation in reversed(found)}
    return tuple(citation for _, citation in found if citation in distinct.values())[:_MOST]
