"""Quote exactness: words in quotation marks stand, character for character, in a cited source.

The rule of every news style guide (AP, Reuters: never alter quotations). White space and the shape of quotation marks may differ.
Measured here without the gate's code.
"""

from __future__ import annotations

import re

from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Scored, asserting

_QUOTED = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"")
_MARKS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


def quoted_words(text: str) -> list[str]:
    """What stands in double quotation marks, inner words only; apostrophes and single marks are too ambiguous to count."""
    return [next(group for group in match.groups() if group) for match in _QUOTED.finditer(text)]


def plain(text: str) -> str:
    """One kind of mark, single spaces."""
    return " ".join(text.translate(_MARKS).split())


def _tally(scored: Scored) -> Tally:
    exact = total = 0
    for pair in scored.briefs:
        for statement in asserting(pair.claim or {}):
            sources = [scored.texts.get(str(citation["source"]), "") for citation in statement.get("citations", ())]
            for words in quoted_words(statement["text"]):
                total += 1
                exact += any(plain(words) in plain(text) for text in sources)
    return {"exact": exact, "of": total}


METRICS = (
    Metric(
        name="quotes_exact",
        title="quotations that stand in a cited source word for word",
        better="higher",
        source="AP and Reuters handbooks: quotations are not altered",
        tally=_tally,
        value=ratio("exact", "of"),
        empty="no sentence quotes",
    ),
)
