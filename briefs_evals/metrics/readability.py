"""Readability: Flesch reading ease (Flesch 1948; 60-70 is plain English), words a brief, words a sentence.

Reading ease = 206.835 - 1.015 * words a sentence - 84.6 * syllables a word; syllables are groups of vowels, a silent final e apart.
English documents only.
"""

from __future__ import annotations

import re

from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Scored

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """Groups of vowels, without a silent final e; at least one."""
    lowered = word.casefold()
    count = len(_VOWELS.findall(lowered))
    if lowered.endswith("e") and not lowered.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(count, 1)


def _tally(scored: Scored) -> Tally:
    texts = [statement["text"] for pair in scored.briefs if pair.claim for statement in pair.claim.get("statements", ())]
    words = [word for text in texts for word in _WORD.findall(text)]
    is_english = scored.document.get("language", "en") == "en"
    return {
        "sentences": len(texts),
        "words": len(words),
        "english_sentences": len(texts) if is_english else 0,
        "english_words": len(words) if is_english else 0,
        "syllables": sum(map(syllables, words)) if is_english else 0,
        "briefs": len(scored.briefs),
    }


def reading_ease(tally: Tally) -> float | None:
    """Flesch reading ease of all English sentences together."""
    if not tally.get("syllables"):
        return None
    words = tally["english_words"]
    return 206.835 - 1.015 * words / tally["english_sentences"] - 84.6 * tally["syllables"] / words


METRICS = (
    Metric(
        name="reading_ease",
        title="Flesch reading ease",
        better="higher",
        source="Flesch 1948",
        tally=_tally,
        value=reading_ease,
        empty="no English sentence was printed",
        unit="points",
    ),
    Metric(
        name="words_per_brief",
        title="words a brief",
        better="neither",
        source="a count",
        tally=_tally,
        value=ratio("words", "briefs"),
        empty="no brief",
        unit="words",
    ),
    Metric(
        name="words_per_sentence",
        title="words a sentence",
        better="neither",
        source="a count",
        tally=_tally,
        value=ratio("words", "sentences"),
        empty="no sentence was printed",
        unit="words",
    ),
)
