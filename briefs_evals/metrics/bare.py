"""Bare sentences: what an editor cannot print, because "X reports it" does not say what.

This project's own. A sentence is bare when nothing is left of it without names, publishers' names and words of reporting
(`briefs_evals.judges.overlap.is_bare`); notes in `unknown` are not counted. Judges are asked whether the spans of such a sentence carry its
claim, so a high share says that the citation figures are about the claims' wording more than about the brief's.
"""

from __future__ import annotations

from briefs_evals.judges.overlap import is_bare
from briefs_evals.judges.port import publishers_of
from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Scored, asserting


def _tally(scored: Scored) -> Tally:
    publishers, language = publishers_of(scored.case), str(scored.document.get("language", "en"))
    said = [str(statement["text"]) for pair in scored.briefs for statement in asserting(pair.claim or {})]
    return {"bare": sum(is_bare(text, publishers, language=language) for text in said), "of": len(said)}


METRICS = (
    Metric(
        name="bare_sentences",
        title="sentences that say who reports, and not what",
        better="lower",
        source="this project (docs/method.md)",
        tally=_tally,
        value=ratio("bare", "of"),
        empty="no sentence asserts anything",
    ),
)
